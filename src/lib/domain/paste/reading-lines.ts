import {decodeReading, READING_SCHEMA, type Reading} from '../history/reading.js'
import type {OutcomeCode} from '../errors.js'
import {WIRE_NAMES} from '../limits/headers.js'
import {NO_ANSWER, type FoundAnswer} from './found-answer.js'

/**
 * What was answered, by the outcome that fireq kept of it: its status, and a code where the status alone means something
 * else. An outcome that is not here was no answer, or one that a status cannot tell.
 */
const ANSWERED: Readonly<Partial<Record<OutcomeCode, readonly [status: number, code?: string]>>> = {
  ok: [200],
  'over-limit': [200],
  'rate-limited': [429],
  'load-shed': [503],
  suspended: [412, 'Account is suspended'],
  'user-cap': [402],
  'quota-exceeded': [429, 'quota_exceeded'],
  'tier-gate': [403, 'tier_required'],
  'scaling-up': [503, 'DEPLOYMENT_SCALING_UP'],
  unauthorized: [401],
  forbidden: [403],
  policy: [403],
  'not-found': [404],
  'model-retired': [404],
  'bad-request': [400],
  conflict: [409],
  'not-offered': [501],
  'server-error': [500],
}

/**
 * The answers that lines of fireq's own history tell of, such as `fireq proxy --record` keeps: each outcome with the
 * limits that were read with it.
 * @returns null for lines of anything else
 */
export function answersInReadings(raw: readonly string[], firstNo: number): FoundAnswer[] | null {
  const first = raw.find(line => line.trim() !== '')
  if (first === undefined || !first.startsWith(`{"schema":"${READING_SCHEMA}"`)) return null
  const answers: FoundAnswer[] = []
  let limits: Reading[] = []
  for (const [index, line] of raw.entries()) {
    const reading = decodeReading(line)
    if (reading === null || reading.model === null) continue
    if (reading.kind === 'limit') limits.push(reading)
    if (reading.kind !== 'outcome') continue
    const own = limits.filter(({t, model}) => t === reading.t && model === reading.model)
    limits = []
    const answer = answerOf(reading, own)
    if (answer !== null) answers.push({...answer, place: firstNo + index})
  }
  return answers
}

function answerOf({outcome, model, t}: Reading, limits: readonly Reading[]): FoundAnswer | null {
  const known = {...NO_ANSWER, kind: 'log' as const, whose: 'fireworks' as const, model, at: t}
  if (outcome === 'network' || outcome === 'timeout') {
    return {...known, unanswered: {code: outcome, detail: `recorded as ${outcome}`}}
  }
  const [status, code] = ANSWERED[outcome as OutcomeCode] ?? []
  if (status === undefined) return null
  const body = code === undefined ? '' : JSON.stringify({error: {code, message: code}})
  return {...known, status, statusBy: 'words', headers: limits.flatMap(headersOf), body}
}

/** The two headers that such a reading was made from. */
function headersOf({dimension, limit, remaining}: Reading): [string, string][] {
  if (dimension === null || limit === null) return []
  const name = WIRE_NAMES[dimension]
  const left: [string, string][] = remaining === null ? [] : [[`x-ratelimit-remaining-${name}`, String(remaining)]]
  return [[`x-ratelimit-limit-${name}`, String(limit)], ...left]
}
