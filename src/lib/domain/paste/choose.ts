import type {OutcomeCode} from '../errors.js'
import {isFailure, type FoundAnswer, type Whose} from './found-answer.js'

/** An answer with what it came to. */
export interface JudgedAnswer {
  readonly answer: FoundAnswer
  readonly code: OutcomeCode
}

export interface Choice {
  /** Index of the answer that decides. */
  readonly chosen: number
  /** Why that one, in one line; empty where there was no choice. */
  readonly why: string
  /** What was seen and does not count, one line each. */
  readonly setAside: readonly string[]
}

/** How much a cause decides against others of the same time: what no retry ends before what passes. */
const WEIGHT: Readonly<Record<OutcomeCode, number>> = {
  ok: 0,
  'over-limit': 0,
  suspended: 9,
  'user-cap': 8,
  unauthorized: 7,
  // What names the reason outranks a bare 403 beside it.
  forbidden: 6.5,
  'quota-exceeded': 7,
  'tier-gate': 7,
  policy: 7,
  'model-retired': 6,
  'not-found': 6,
  'bad-request': 5,
  'not-offered': 5,
  conflict: 5,
  'rate-limited': 4,
  'deployment-saturated': 4,
  'scaling-up': 4,
  'load-shed': 4,
  'server-error': 3,
  'bad-response': 3,
  timeout: 2,
  network: 2,
  unknown: 1,
}
/** How much a cause decides; a 412 without words may be a suspension. */
export function weightOf(code: OutcomeCode, status: number | null): number {
  return code === 'unknown' && status === 412 ? 6 : WEIGHT[code]
}

/** Failures of the same ten minutes are one incident. Assumed. */
const SAME_INCIDENT_MS = 10 * 60_000

/**
 * Which of several answers decides: of Fireworks' own, else of those that nobody else gave, the last failure, or what
 * weighs more in the same incident. A success after it does not hide it.
 * @param total answers of the text, where more were read than are kept
 * @returns null when there is none
 */
export function chooseAnswer(judged: readonly JudgedAnswer[], total = judged.length): Choice | null {
  if (judged.length === 0) return null
  const all = judged.map((one, index) => ({...one, index}))
  const failing = (list: readonly Indexed[]) =>
    list.filter(({answer, code}) => isFailure(answer) || (code !== 'ok' && code !== 'over-limit'))
  const of = (whose: Whose) => all.filter(({answer}) => answer.whose === whose)
  const ours = of('fireworks')
  // A 412 that nobody is known to have given may be a suspension: it is never set aside.
  const maybe = all.filter(({answer}) => answer.whose === 'unknown' && answer.host === null && answer.status === 412)
  const pools = [
    failing(ours).length > 0 ? [...ours, ...maybe].sort((a, b) => a.index - b.index) : ours,
    of('unknown'),
    all,
  ]
  const pool = pools.find(list => failing(list).length > 0) ?? pools.find(list => list.length > 0)!
  const failures = failing(pool)
  const chosen = failures.length === 0 ? pool.at(-1)! : decisive(failures, pool)
  // The same failure told once more, by who knows whom, is none that was set aside.
  const again = ({answer}: Indexed) =>
    answer.host === null && answer.whose === 'unknown' && answer.status === chosen.answer.status
  const outside = failing(all).filter(one => !pool.includes(one) && !again(one))
  return {chosen: chosen.index, why: whyChosen(total, failures, chosen), setAside: setAside(outside)}
}

interface Indexed extends JudgedAnswer {
  readonly index: number
}

function decisive(failures: readonly Indexed[], pool: readonly Indexed[]): Indexed {
  const last = failures.at(-1)!
  const lastAt = last.answer.at
  // A success in between ends what was before it, where the text tells of time.
  const served = pool.findLast(({answer, index}) => index < last.index && !isFailure(answer))?.index ?? -1
  const incident = failures.filter(({answer, index}) => {
    if (answer.at === null || lastAt === null) return true
    return Math.abs(lastAt - answer.at) <= SAME_INCIDENT_MS && index > served
  })
  const weight = ({answer, code}: Indexed) => weightOf(code, answer.status)
  return incident.reduce((best, one) => (weight(one) >= weight(best) ? one : best), incident[0] ?? last)
}

function whyChosen(count: number, failures: readonly Indexed[], chosen: Indexed): string {
  if (count < 2) return ''
  const whose = chosen.answer.whose === 'fireworks' ? ' of Fireworks' : ''
  if (failures.length === 0) return `${count} answers, none${whose} failed; the last one${whose} counts`
  const at = failures.indexOf(chosen)
  const which =
    failures.length === 1
      ? `the one${whose} that failed decides`
      : at === failures.length - 1
        ? `the last one${whose} that failed decides, of ${failures.length}`
        : `the worst one${whose} decides, ${at === 0 ? 'the first' : `number ${at + 1}`} of ${failures.length} that failed`
  const first = failures[0]!
  return `${count} answers; ${which}${failures.length > 1 && first.code !== chosen.code ? `; the first was ${first.code}` : ''}`
}

function setAside(outside: readonly Indexed[]): string[] {
  const by = new Map<string, number>()
  for (const {answer, code} of outside) {
    const who =
      answer.host ?? (answer.whose === 'other' ? 'another service' : 'an answer that is not known to be of Fireworks')
    const what = answer.status === null ? code : `HTTP ${answer.status}`
    by.set(`${what} of ${who}`, (by.get(`${what} of ${who}`) ?? 0) + 1)
  }
  return [...by].slice(0, 3).map(([what, times]) => `set aside: ${what}${times > 1 ? `, ${times} times` : ''}`)
}
