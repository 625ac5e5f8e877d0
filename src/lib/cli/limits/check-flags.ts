import * as Flags from '@oclif/core/flags'
import {checkLimits, type LimitCheckQuestion, type LimitGate} from '../../app/check-limits.js'
import {once} from '../../app/account-questions.js'
import {readCatalogue} from '../../app/model-catalogue.js'
import {AppError} from '../../domain/errors.js'
import {parseThreshold, type Parsed} from '../../domain/check/rules.js'
import {
  parseLimitMaxDrop,
  parseLimitMaxUsed,
  parseLimitNeed,
  thresholdRule,
  type LimitRule,
} from '../../domain/limits/limit-rules.js'
import {ASSUMED_PROMPT_TOKENS, probeCostBound} from '../../domain/limits/token-cost.js'
import {formatNumber, formatUsd} from '../../domain/text/units.js'
import type {CheckKind} from '../../render/check/view.js'
import {OUTPUTS} from '../../render/formats/outputs.js'
import {recordedLimits} from '../history/recorded-limits.js'
import {checkFormatFlags, refuseCrossed} from '../check/format.js'
import {allProfilesFlag, isDocument, outputFlag, type FlagValues} from '../flags.js'
import type {CliIo} from '../io.js'
import {writeNote} from '../surface.js'
import type {Session} from '../session.js'
import {probeOptions} from './probe-flags.js'
import {watchFlag} from '../watch/flag.js'
import {namedModels, probeTargets} from './probe-models.js'

/** What `limits check` checks, in the words of each format. */
export const LIMITS_CHECK: CheckKind = {
  command: 'limits check',
  noun: 'limit',
  heading: 'Rate limits',
  schema: 'fireq.limits.check/v1',
}

/** The columns of csv: the fields of `checks[]`. */
export const LIMIT_CHECK_COLUMNS = ['model', 'dimension', 'rule', 'actual', 'threshold', 'severity', 'message'] as const

const repeatable = {multiple: true, multipleNonGreedy: true} as const

/** The rules of `limits check` and `limits wait`, and which model they are about. */
export const limitRuleFlags = {
  model: Flags.string({...repeatable, char: 'm', description: 'the same as MODEL; repeatable', helpValue: 'MODEL'}),
  need: Flags.string({
    ...repeatable,
    description: 'critical below so many remaining: requests, prompt, uncached-prompt, generated; repeatable',
    helpValue: 'generated=50000',
  }),
  'max-used': Flags.string({
    ...repeatable,
    description: 'critical above this part of a limit; of one dimension or of all; repeatable',
    helpValue: '90%|generated=90%',
  }),
  'max-drop': Flags.string({
    ...repeatable,
    description: 'critical when a limit is so far below the highest of the last day in the history; repeatable',
    helpValue: '50%|generated=50%',
  }),
  'probe-cost': Flags.boolean({description: 'say on stderr what each look spends at most'}),
}

/** `limits check` also has what only a gate that warns needs. */
export const limitCheckFlags = {
  warn: Flags.string({description: 'warning from this part used of any limit (default 80%)', helpValue: 'PERCENT'}),
  crit: Flags.string({description: 'critical from this part used of any limit (default 95%)', helpValue: 'PERCENT'}),
  ...limitRuleFlags,
  ...checkFormatFlags,
  watch: watchFlag,
  'all-profiles': allProfilesFlag,
  output: outputFlag(OUTPUTS),
}

export type LimitRuleFlagValues = FlagValues<typeof limitRuleFlags> & {warn?: string; crit?: string}

/** @throws AppError usage, naming the rule that cannot be read */
export function limitRules(command: string, flags: LimitRuleFlagValues): LimitRule[] {
  const usable = <Value>(flag: string, text: string, parsed: Parsed<Value>): Value => {
    if (parsed.ok) return parsed.value
    throw new AppError('usage', `\`--${flag} ${text}\`: ${parsed.reason}`, {hints: [`see \`fireq ${command} --help\``]})
  }
  const {warn: warnText, crit: critText} = flags
  const warn = warnText === undefined ? null : usable('warn', warnText, parseThreshold(warnText))
  const crit = critText === undefined ? null : usable('crit', critText, parseThreshold(critText))
  refuseCrossed(warn, crit)
  return [
    ...(warn === null && crit === null ? [] : [thresholdRule({warn, crit})]),
    ...(flags.need ?? []).map(text => usable('need', text, parseLimitNeed(text))),
    ...(flags['max-used'] ?? []).map(text => usable('max-used', text, parseLimitMaxUsed(text))),
    ...(flags['max-drop'] ?? []).map(text => usable('max-drop', text, parseLimitMaxDrop(text))),
  ]
}

/** A question about rate limits that can be asked again and again. */
export interface PreparedLimitCheck {
  ask(): Promise<LimitGate>
}

/** Everything that is settled before the first request: models, rules, what the history has. @throws AppError */
export async function prepareLimitCheck(
  io: CliIo,
  session: Session,
  texts: readonly string[],
  flags: LimitRuleFlagValues,
  rules: readonly LimitRule[],
): Promise<PreparedLimitCheck> {
  const named = await namedModels(io, session, [...texts, ...(flags.model ?? [])])
  const catalogue = once(() => readCatalogue(session.gateway))
  const {targets, note} = await probeTargets(io, session, named, catalogue)
  const tells = flags.quiet !== true && !isDocument(flags)
  if (note !== null && tells) await writeNote(io, note)
  const options = probeOptions({})
  if (flags['probe-cost']) await writeNote(io, costLine(targets.map(({model}) => model)))
  const recorded = rules.some(({ask}) => ask.kind === 'max-drop')
    ? await recordedLimits(
        io,
        session,
        targets.map(({model}) => model),
      )
    : () => new Map()
  const question: LimitCheckQuestion = {targets, rules, options, recorded}
  const {inference, gateway} = session
  const ports = {inference, gateway, clock: io.clock, signal: io.signal, catalogue, account: () => session.account()}
  return {ask: () => checkLimits(ports, question)}
}

/** What a look costs at most, by the dated price table. */
function costLine(models: readonly string[]): string {
  const {usd, asOf} = probeCostBound(models, 1, false)
  const requests = models.length === 1 ? 'one request' : `${formatNumber(models.length)} requests`
  return (
    `each look sends ${requests} of at most ${ASSUMED_PROMPT_TOKENS} prompt tokens and 1 output token: ` +
    `at most ${usd < 0.01 ? `$${usd.toFixed(6)}` : formatUsd(usd)} (list prices of ${asOf})`
  )
}
