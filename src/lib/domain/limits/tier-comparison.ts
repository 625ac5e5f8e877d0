import type {OutcomeCode} from '../errors.js'
import {formatDuration} from '../text/units.js'

/** What one service tier answered. */
export interface TierAnswer {
  readonly outcome: OutcomeCode
  readonly latencyMs: number | null
}

/** Whose doing it is, from a standard and a Priority request sent at the same time. */
export interface TierComparison {
  /** `us`: our limits, account or request; `them`: load or failure of the service; `neither`: both tiers answer. */
  readonly verdict: 'us' | 'them' | 'neither' | 'unclear'
  readonly message: string
}

type Side = TierComparison['verdict']

const SIDES: Record<OutcomeCode, Side> = {
  ok: 'neither',
  'over-limit': 'us',
  'rate-limited': 'us',
  'load-shed': 'them',
  suspended: 'us',
  'user-cap': 'us',
  'quota-exceeded': 'us',
  'tier-gate': 'us',
  'model-retired': 'us',
  policy: 'us',
  'not-offered': 'us',
  conflict: 'us',
  'bad-response': 'unclear',
  'deployment-saturated': 'us',
  'scaling-up': 'us',
  unauthorized: 'us',
  forbidden: 'us',
  'not-found': 'us',
  'bad-request': 'us',
  'server-error': 'them',
  network: 'unclear',
  timeout: 'unclear',
  unknown: 'unclear',
}

/** Limits that both tiers of a model share. Source: Fireworks documentation, serverless rate limits, FAQ. */
const SHARED_LIMITS: ReadonlySet<OutcomeCode> = new Set(['rate-limited', 'over-limit'])

/**
 * "Is it us or them?" from what both tiers of a model answered at the same moment. Priority shares the model's limits and
 * is shed less, so a limit shows in both and load mostly in one.
 * @param model the name to show
 */
export function compareTiers(model: string, standard: TierAnswer, priority: TierAnswer): TierComparison {
  const [ours, theirs] = [SIDES[standard.outcome], SIDES[priority.outcome]]
  if (ours === 'neither' && theirs === 'neither') {
    const times = [standard, priority].map(({latencyMs}) => latencyMs)
    const took = times.every(ms => ms !== null)
      ? `: standard in ${formatDuration(times[0]! / 1000)}, Priority in ${formatDuration(times[1]! / 1000)}`
      : ''
    return {verdict: 'neither', message: `No fault on either side: both tiers of ${model} answered${took}.`}
  }
  const limited = [standard, priority].filter(({outcome}) => SHARED_LIMITS.has(outcome)).length
  if (limited > 0) return {verdict: 'us', message: limitMessage(model, limited === 2)}
  if (ours === 'unclear' || theirs === 'unclear') {
    return {
      verdict: 'unclear',
      message: `Inconclusive: standard returned ${standard.outcome}, Priority ${priority.outcome}.`,
    }
  }
  if (ours === 'them' || theirs === 'them') return {verdict: 'them', message: serviceMessage(model, ours, theirs)}
  if (ours === 'neither') {
    return {
      verdict: 'us',
      message: `Us: standard works on ${model}, Priority is refused to this request (${priority.outcome}).`,
    }
  }
  const both = standard.outcome === priority.outcome
  const what = both ? standard.outcome : `${standard.outcome}, Priority ${priority.outcome}`
  return {
    verdict: 'us',
    message: `Us: ${model} is refused in ${both ? 'both tiers' : 'standard'} (${what}), and not because of load.`,
  }
}

function limitMessage(model: string, both: boolean): string {
  return both
    ? `Us: a limit on ${model} is exhausted, and Priority shares it. Slow down; Priority does not help.`
    : `Us: a limit on ${model} is just about exhausted: of two requests at once one met it. Both tiers share it, so slow down.`
}

function serviceMessage(model: string, standard: Side, priority: Side): string {
  if (standard === 'them' && priority === 'them') {
    return `Them: both tiers of ${model} are turned away by the service, not by a limit of yours. Back off and retry.`
  }
  if (priority === 'neither') {
    return `Them: standard requests to ${model} are turned away by the service while Priority gets through. Ask with service_tier "priority" until it is over.`
  }
  if (standard === 'neither') {
    return `Them: the service turned a Priority request to ${model} away while standard got through. The load is passing; retry.`
  }
  return `Them in part: the service turns requests to ${model} away, and one of the two was refused for another reason.`
}
