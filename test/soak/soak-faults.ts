import type {FaultKind, FaultSpec} from '../../src/lib/sandbox/index.js'

/** What a watched probe must say of each fault. */
const OUTCOME_OF: Partial<Record<FaultKind, string>> = {
  '400': 'bad-request',
  '401': 'unauthorized',
  '402': 'user-cap',
  '403': 'forbidden',
  '404': 'not-found',
  '408': 'server-error',
  '412': 'bad-request',
  '413': 'bad-request',
  '429': 'rate-limited',
  '429-not-over-limit': 'rate-limited',
  'retry-after-seconds': 'rate-limited',
  '500': 'server-error',
  '502': 'server-error',
  '503': 'load-shed',
  '504': 'server-error',
  '520': 'server-error',
  'scaling-up': 'scaling-up',
  'quota-exceeded': 'quota-exceeded',
  html: 'bad-response',
  'empty-body': 'bad-response',
  'malformed-json': 'bad-response',
  'other-shape': 'bad-response',
  'oversized-body': 'bad-response',
  'echo-key': 'unauthorized',
  redirect: 'bad-response',
  'connection-reset': 'network',
  'drop-before-apply': 'network',
  'drop-after-apply': 'network',
  'drop-mid-body': 'network',
  'slow-first-byte': 'timeout',
}

const KINDS = Object.keys(OUTCOME_OF) as FaultKind[]
/** One round in four. */
const FAULT_SHARE = 0.25
/** Longer than the `--timeout` of the soak. Real seconds. */
const SLOW_SECONDS = 3

export interface PlannedRound {
  readonly fault: FaultSpec | null
  readonly outcome: string
}

/** A fault or none for each round; the same for the same seed. Source of the generator: mulberry32, public domain. */
export function roundsPlannedBy(seed: number): () => PlannedRound {
  let state = seed
  const random = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return () => {
    if (random() >= FAULT_SHARE) return {fault: null, outcome: 'ok'}
    const kind = KINDS[Math.floor(random() * KINDS.length)]!
    const fault = {route: 'POST /inference/v1/chat/completions', kind, times: 1, seconds: SLOW_SECONDS}
    return {fault, outcome: OUTCOME_OF[kind]!}
  }
}
