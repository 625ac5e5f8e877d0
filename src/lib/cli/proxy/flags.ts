import * as Flags from '@oclif/core/flags'
import type {FlagValues} from '../flags.js'
import {GROWTH_CITED} from '../../domain/facts/rate-limits.js'
import {AppError} from '../../domain/errors.js'
import type {PaceOptions} from '../../proxy/index.js'

/** Share of a limit that pacing aims at, and how long a request may wait for it. Source: fireq's own contract. */
const DEFAULT_TARGET = 0.95
const DEFAULT_MAX_WAIT_MS = 30_000
const LONGEST_WAIT_MS = 86_400_000

const UNIT_MS: Readonly<Record<string, number>> = {ms: 1, '': 1000, s: 1000, m: 60_000, min: 60_000, h: 3_600_000}

/** `30s`, `500ms`, `2m`, `30`: milliseconds. @throws AppError usage */
export function parseWait(flag: string, text: string): number {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|min|h|)$/.exec(text)
  const ms = match ? Number(match[1]) * UNIT_MS[match[2]!]! : Number.NaN
  if (ms > 0 && ms <= LONGEST_WAIT_MS) return ms
  throw new AppError('usage', `\`${flag} ${text}\` is not a time such as 30s or 2m`, {
    hints: [`for example \`${flag} 30s\``],
  })
}

/** `95%` or `95`: 0.95. @throws AppError usage */
export function parseTarget(flag: string, text: string): number {
  const match = /^(\d{1,3}(?:\.\d{1,3})?)%?$/.exec(text)
  const share = match ? Number(match[1]) / 100 : Number.NaN
  if (share > 0.5 && share <= 1) return share
  throw new AppError('usage', `\`${flag} ${text}\` is not a percentage above 50% and up to 100%`, {
    hints: [
      `limits grow only while more than half of them is used, ${GROWTH_CITED}: pacing below that would keep them small`,
    ],
  })
}

const targetFlag = Flags.custom<number>({
  description: 'with --pace: share of each limit to aim at, above 50% (default 95%)',
  helpValue: 'PERCENT',
  parse: text => Promise.resolve(parseTarget('--target', text)),
})
const waitFlag = Flags.custom<number>({
  description: 'with --pace: longest wait before a request is refused (default 30s)',
  helpValue: 'TIME',
  parse: text => Promise.resolve(parseWait('--max-wait', text)),
})

/** What the proxy does beyond reading along. */
export const modeFlags = {
  advise: Flags.boolean({description: 'give a 429 the retry-after that it lacks'}),
  pace: Flags.boolean({description: 'hold requests back until they fit within the rate limits'}),
  target: targetFlag(),
  'max-wait': waitFlag(),
}

export type ModeFlagValues = FlagValues<typeof modeFlags>

/** The modes that were asked for. @throws AppError usage for a detail of pacing without `--pace` */
export function modeOf(flags: ModeFlagValues): {advise: boolean; pace: PaceOptions | null} {
  const detail = (['target', 'max-wait'] as const).find(name => flags[name] !== undefined)
  if (flags.pace !== true && detail !== undefined) {
    throw new AppError('usage', `\`--${detail}\` needs \`--pace\``, {hints: [`add \`--pace\`, or leave it out`]})
  }
  const pace = {target: flags.target ?? DEFAULT_TARGET, maxWaitMs: flags['max-wait'] ?? DEFAULT_MAX_WAIT_MS}
  return {advise: flags.advise === true, pace: flags.pace === true ? pace : null}
}
