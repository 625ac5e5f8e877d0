/** A number of requests, one every interval, the first at once. */
export interface Schedule {
  readonly requests: number
  readonly intervalMs: number
}

export type Pace =
  | {readonly kind: 'send'; readonly scheduledMs: number}
  | {readonly kind: 'wait'; readonly ms: number}
  | {readonly kind: 'done'}

/**
 * What to do now. Open pacing, a function of elapsed time alone: a slow answer delays no later request, and what falls
 * behind is sent at once. Latency counts from `scheduledMs`, so that waiting for one's turn is not left out.
 * @param elapsedMs since the start of the schedule
 * @param sent requests sent so far
 */
export function paceAt(schedule: Schedule, elapsedMs: number, sent: number): Pace {
  if (sent >= schedule.requests) return {kind: 'done'}
  const scheduledMs = sent * schedule.intervalMs
  return elapsedMs >= scheduledMs ? {kind: 'send', scheduledMs} : {kind: 'wait', ms: scheduledMs - elapsedMs}
}
