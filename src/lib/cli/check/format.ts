import {looseValue} from '../argv.js'
import * as Flags from '@oclif/core/flags'
import {AppError} from '../../domain/errors.js'
import type {GlobalFlagValues} from '../flags.js'

export const CHECK_FORMATS = ['text', 'json', 'nagios', 'junit', 'github'] as const
export type CheckFormat = (typeof CHECK_FORMATS)[number]

/** The flag of every gate. */
export const checkFormatFlags = {
  format: Flags.string({description: 'what to print', options: [...CHECK_FORMATS], helpValue: CHECK_FORMATS.join('|')}),
}

/** The format of a line that may not parse: a plugin's caller takes exit 2 for CRITICAL, whatever went wrong. */
export function formatInWords(argv: readonly string[]): CheckFormat {
  const named = looseValue(argv, '--format')
  return CHECK_FORMATS.find(format => format === named) ?? 'text'
}

/** The format asked for; `--format json` is `--json`. @throws AppError usage when two were asked for */
export function formatOf(flags: GlobalFlagValues & {format?: string}): CheckFormat {
  const format = (flags.format ?? 'text') as CheckFormat
  const other = flags.json ? '--json' : flags.output === undefined || flags.output === 'text' ? null : '--output'
  if (other === null) return format
  if (format !== 'text' && !(format === 'json' && flags.json)) {
    throw new AppError('usage', `\`--format ${format}\` and \`${other}\` cannot be used together`, {
      hints: ['leave one of them out'],
    })
  }
  return flags.json ? 'json' : 'text'
}

/** @throws AppError usage for a `--warn` above its `--crit` */
export function refuseCrossed(warn: number | null, crit: number | null): void {
  if (warn === null || crit === null || warn <= crit) return
  throw new AppError('usage', '`--warn` is above `--crit`', {hints: ['a warning comes before it is critical']})
}
