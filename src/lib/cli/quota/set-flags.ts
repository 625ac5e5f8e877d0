import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {AppError} from '../../domain/errors.js'
import {parseWholeNumber} from '../../domain/text/units.js'
import {command, quotaCommand, type FireqCommandWords} from '../../domain/action.js'
import {countFlag, outputFlag, type FlagValues} from '../flags.js'
import {FIRECTL_OUTPUTS} from '../../render/formats/outputs.js'

/** Seconds a change may take to show. Source: fireq's own contract. */
export const DEFAULT_WAIT_SECONDS = 10
/** Seconds. Assumed: longer than any propagation delay seen. */
const LONGEST_WAIT_SECONDS = 3600

export const quotaSetArgs = {
  NAME: Args.string({description: 'quota id or full name; NAME=VALUE works too', required: true}),
  VALUE: Args.string({description: 'the new limit, a whole number: 200, $200, 1,500, 5k'}),
}

export const quotaSetFlags = {
  value: Flags.string({description: "the new limit, firectl's spelling", helpValue: 'N'}),
  'dry-run': Flags.boolean({description: 'print the request that would be sent, and send nothing'}),
  yes: Flags.boolean({char: 'y', description: 'do not ask; a value at or below the usage needs the next flag too'}),
  'allow-below-usage': Flags.boolean({description: 'with --yes: allow a value at or below the usage'}),
  'expect-current': Flags.string({description: 'refuse unless the limit is N now', helpValue: 'N'}),
  wait: countFlag('wait', 0, LONGEST_WAIT_SECONDS, 'seconds until the change must show (default 10)'),
  output: outputFlag(FIRECTL_OUTPUTS),
}

export type QuotaSetFlagValues = FlagValues<typeof quotaSetFlags>

/** A value as typed. @throws AppError usage */
export function parseQuotaValue(text: string, what = 'the value'): number {
  const parsed = parseWholeNumber(text)
  if (parsed.ok) return parsed.value
  throw new AppError('usage', `${what} \`${text}\`: ${parsed.reason}`, {hints: ['nothing was sent']})
}

/**
 * `NAME VALUE`, or `NAME=VALUE` in one word.
 * @throws AppError usage for a value given twice
 */
export function nameAndValue(
  {NAME, VALUE}: {readonly NAME: string; readonly VALUE?: string | undefined},
  flags: QuotaSetFlagValues,
): {readonly name: string; readonly value: number} {
  const at = NAME.indexOf('=')
  if (at === -1) return {name: NAME, value: requestedValue(VALUE, flags)}
  if (VALUE !== undefined) throw givenTwice('as NAME=VALUE and as an argument')
  return {name: NAME.slice(0, at), value: requestedValue(NAME.slice(at + 1), flags)}
}

function givenTwice(how: string): AppError {
  return new AppError('usage', `the value is given twice, ${how}`, {hints: ['leave one of them out']})
}

/** The new value: the second argument, or `--value`. @throws AppError usage */
function requestedValue(argument: string | undefined, flags: QuotaSetFlagValues): number {
  if (argument !== undefined && flags.value !== undefined) {
    throw givenTwice('as an argument and with `--value`')
  }
  const text = argument ?? flags.value
  if (text === undefined) {
    throw new AppError('usage', 'the new value is missing', {
      hints: [['for example ', command('quota', 'set', 'monthly-spend-usd', '200')]],
    })
  }
  return parseQuotaValue(text)
}

/** `--expect-current`; null without it. @throws AppError usage */
export function expectedValue(flags: QuotaSetFlagValues): number | null {
  const text = flags['expect-current']
  return text === undefined ? null : parseQuotaValue(text, '`--expect-current`')
}

/** The line of the agent guard: what was asked for, for a person, who is then asked. */
export function commandForAPerson(name: string, value: number, flags: QuotaSetFlagValues): FireqCommandWords {
  const expected = flags['expect-current'] === undefined ? [] : ['--expect-current', flags['expect-current']]
  const wait = flags.wait === undefined ? [] : ['--wait', String(flags.wait)]
  return quotaCommand('set', name, String(value), ...expected, ...wait)
}
