import {AppError, exitCodeOf, type Warning} from '../domain/errors.js'
import {worstExitCode} from '../domain/exit-codes.js'
import {displayModelName} from '../domain/limits/model-name.js'
import type {Outcome} from '../domain/answer/outcome.js'
import type {Schedule} from '../domain/limits/pacing.js'
import {printable} from '../domain/text/printable.js'
import {summariseSamples, type SampleSummary} from '../domain/limits/probe-samples.js'
import {compareTiers, type TierComparison} from '../domain/limits/tier-comparison.js'
import type {TokenUsage} from '../domain/limits/token-usage.js'
import {accountQuestions, once} from './account-questions.js'
import {settle} from './settle.js'
import {suggestModel} from './model-catalogue.js'
import {sizesFrom} from './model-sizes.js'
import type {CatalogueModel, Clock, Gateway, Inference} from './ports.js'
import {
  DEFAULT_CONCURRENCY,
  probeLimits,
  sampleLimits,
  type Probe,
  type ProbeOptions,
  type ProbeResult,
  type ProbeTarget,
} from './probe-limits.js'

/** What is asked of models whose names are known. */
export interface LimitsQuestion {
  readonly targets: readonly ProbeTarget[]
  readonly options: Pick<ProbeOptions, 'concurrency' | 'maxTokens' | 'serviceTier' | 'headers' | 'unit'>
  /** Each model twice at the same time, standard and Priority. */
  readonly compareTiers: boolean
  /** Each model again and again; null: once. */
  readonly schedule: Schedule | null
}

export interface LimitsPorts {
  readonly inference: Inference
  readonly gateway: Gateway
  readonly clock: Clock
  readonly signal: AbortSignal
  /** The public catalogue; read once, for the sizes of models and for what a misspelt one may have meant. */
  readonly catalogue: () => Promise<readonly CatalogueModel[]>
  /** The account, asked only when an answer makes one ask. */
  readonly account: () => Promise<string>
}

/** A probe as far as a report shows it. */
export interface ReportedProbe {
  readonly result: ProbeResult
  readonly outcome: Pick<Outcome, 'retryable' | 'waitHint' | 'actions'>
  readonly usage: TokenUsage | null
  /** What could not be read in the answer's headers, and why. */
  readonly notes: readonly string[]
}

export interface ReportedComparison extends TierComparison {
  readonly model: string
}

/** All requests to one model, told by the last that told its limits. */
export interface ReportedSamples {
  readonly last: ReportedProbe
  readonly summary: SampleSummary
  readonly usage: TokenUsage | null
}

export interface LimitsReport {
  readonly probes: readonly ReportedProbe[]
  readonly comparisons: readonly ReportedComparison[]
  readonly samples: readonly ReportedSamples[]
  readonly warnings: readonly Warning[]
  /** Not every answer had come when it was stopped. */
  readonly interrupted: boolean
  /** By the worst outcome. */
  readonly exitCode: number
}

/** The service tier that is shed less and shares the model's limits. Source: Fireworks documentation, serverless limits. */
export const PRIORITY = 'priority'

/**
 * Asks, and reports what came. After an abort it holds what had come by then. Beyond the questions themselves only
 * the catalogue is read, and of the account what an answer makes one ask: why it is suspended, its ceiling, its policy.
 * @throws AppError when the request itself is wrong
 */
export async function reportLimits(ports: LimitsPorts, question: LimitsQuestion): Promise<LimitsReport> {
  const {targets, schedule} = question
  const asked = question.compareTiers
    ? targets.flatMap(target => [null, PRIORITY].map(serviceTier => ({...target, serviceTier})))
    : targets
  const catalogue = once(ports.catalogue)
  const options: ProbeOptions = {
    ...question.options,
    clock: ports.clock,
    signal: ports.signal,
    sizeOf: sizesFrom(catalogue, ports.clock),
    questions: accountQuestions(ports.gateway, ports.account),
  }
  const groups = schedule
    ? await sampleEach(ports.inference, asked, schedule, options)
    : (await probeLimits(ports.inference, asked, options)).map(probe => [probe])
  const probes = await withSuggestions({signal: ports.signal, catalogue}, groups.flat().map(reported))
  const missing = asked.length * (schedule?.requests ?? 1) - probes.length
  return {
    probes,
    comparisons: question.compareTiers ? comparisonsOf(probes) : [],
    samples: schedule ? samplesOf(groups, probes) : [],
    interrupted: missing > 0,
    warnings: [...interruption(missing, probes.length), ...headerWarnings(probes)],
    exitCode: worstExitCode(probes.map(({result}) => exitCodeOf(result.outcome))),
  }
}

/** All models at the same time; the requests under way are shared among them. */
function sampleEach(
  inference: Inference,
  targets: readonly ProbeTarget[],
  schedule: Schedule,
  options: ProbeOptions,
): Promise<Probe[][]> {
  const share = Math.floor((options.concurrency ?? DEFAULT_CONCURRENCY) / Math.max(1, targets.length))
  const concurrency = Math.max(1, share)
  return Promise.all(targets.map(target => sampleLimits(inference, target, schedule, {...options, concurrency})))
}

function reported({result, outcome, usage, snapshot}: Probe): ReportedProbe {
  return {result, outcome, usage, notes: snapshot.notes}
}

/** Says what a model that was not found may have been meant to be. A catalogue that cannot be read says nothing. */
async function withSuggestions(
  {signal, catalogue: read}: Pick<LimitsPorts, 'signal' | 'catalogue'>,
  probes: readonly ReportedProbe[],
): Promise<ReportedProbe[]> {
  if (signal.aborted || !probes.some(({result}) => result.outcome === 'not-found')) return [...probes]
  const catalogue = await settle(read())
  if (catalogue instanceof AppError) return [...probes]
  return probes.map(probe => {
    const {result} = probe
    const suggestion = result.outcome === 'not-found' ? suggestModel(result.model, catalogue) : null
    return suggestion === null ? probe : {...probe, result: {...result, message: `${result.message} ${suggestion}`}}
  })
}

/** Standard and Priority of a model stand next to each other; an interrupted pair compares nothing. */
function comparisonsOf(probes: readonly ReportedProbe[]): ReportedComparison[] {
  return probes.flatMap(({result: standard}, at) => {
    const priority = probes[at + 1]?.result
    if (standard.serviceTier !== null || priority?.model !== standard.model) return []
    const name = printable(displayModelName(standard.model))
    return [{model: standard.model, ...compareTiers(name, standard, priority)}]
  })
}

function samplesOf(groups: readonly (readonly Probe[])[], probes: readonly ReportedProbe[]): ReportedSamples[] {
  let from = 0
  return groups.flatMap(group => {
    const own = probes.slice(from, (from += group.length))
    const last = own.findLast(({result}) => result.limits.length > 0) ?? own.at(-1)
    if (last === undefined) return []
    return [{last, summary: summariseSamples(own.map(({result}) => result)), usage: totalUsage(own)}]
  })
}

function totalUsage(probes: readonly ReportedProbe[]): TokenUsage | null {
  const known = probes.flatMap(({usage}) => (usage === null ? [] : [usage]))
  if (known.length === 0) return null
  const sum = (pick: (usage: TokenUsage) => number) => known.reduce((total, usage) => total + pick(usage), 0)
  return {prompt: sum(({prompt}) => prompt), generated: sum(({generated}) => generated)}
}

function interruption(missing: number, came: number): Warning[] {
  if (missing <= 0) return []
  return [{code: 'interrupted', message: `interrupted: ${came} of ${came + missing} answers had come`}]
}

/** Each thing that could not be read once, with the models whose answers had it. */
function headerWarnings(probes: readonly ReportedProbe[]): Warning[] {
  const models = new Map<string, Set<string>>()
  for (const {notes, result} of probes) {
    for (const note of notes) {
      models.set(note, (models.get(note) ?? new Set()).add(displayModelName(result.model)))
    }
  }
  return [...models].map(([note, names]) => ({code: 'headers', message: `${[...names].join(', ')}: ${note}`}))
}
