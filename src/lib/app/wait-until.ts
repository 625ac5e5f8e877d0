import {nextLookSeconds} from '../domain/check/next-look.js'
import {checkReport, type CheckReport} from '../domain/check/verdict.js'
import {AppError} from '../domain/errors.js'
import {EXIT} from '../domain/exit-codes.js'

/** What one look found. */
export interface Look {
  readonly report: CheckReport
  readonly met: boolean
  /** Why waiting cannot help, with the exit code of that; null while it can. */
  readonly hopeless: {readonly reason: string; readonly exitCode: number} | null
  /** Seconds until it may be met, where the reading says so. */
  readonly expectedSeconds: number | null
}

export interface WaitPorts {
  readonly now: () => number
  /** Passes time, perhaps telling a person how long; rejects when interrupted. */
  readonly pause: (ms: number, left: {readonly ms: number}) => Promise<void>
  /** 0 to 1. */
  readonly random: () => number
  /** Called after every look, with the seconds until the next one; null after the last. */
  readonly onLook: (look: Look, nextSeconds: number | null) => Promise<void>
}

export interface WaitQuestion {
  readonly timeoutSeconds: number
  /** Seconds between looks; null to compute them from what was read. */
  readonly everySeconds: number | null
}

/** How a wait ended. */
export interface WaitOutcome {
  readonly met: boolean
  readonly waitedSeconds: number
  readonly looks: number
  /** Why it ended without being met; null when it was. */
  readonly reason: string | null
  readonly exitCode: number
  readonly last: Look
}

/**
 * Looks until it is met, until waiting cannot help, or until the time is over. The last look is at the end of the time.
 * @throws AppError usage, or an interruption
 */
export async function waitUntil(
  ask: () => Promise<Look>,
  {timeoutSeconds, everySeconds}: WaitQuestion,
  ports: WaitPorts,
): Promise<WaitOutcome> {
  const start = ports.now()
  const end = start + timeoutSeconds * 1000
  for (let looks = 1; ; looks++) {
    const last = await settledLook(ask)
    const now = ports.now()
    const over = now >= end
    const ended = last.met || last.hopeless !== null || over
    const seconds = everySeconds ?? nextLookSeconds(last.expectedSeconds, looks, ports.random())
    const ms = Math.min(Math.ceil(seconds * 1000), end - now)
    await ports.onLook(last, ended ? null : ms / 1000)
    if (ended) {
      const [reason, exitCode] = last.met
        ? [null, EXIT.ok]
        : last.hopeless !== null
          ? [last.hopeless.reason, last.hopeless.exitCode]
          : ['the time is over', EXIT.unavailable]
      return {met: last.met, waitedSeconds: (now - start) / 1000, looks, reason, exitCode, last}
    }
    await ports.pause(ms, {ms: end - now})
  }
}

/** A failure is a look too: one that can pass is no reason to give up, any other says that waiting cannot help. */
async function settledLook(ask: () => Promise<Look>): Promise<Look> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof AppError) || ['usage', 'internal'].includes(error.code) || isSignal(error)) throw error
    const {code, message, hints, exitCode, retryable, retryAfterSeconds} = error
    const item = {name: '', rule: 'readable', severity: 'unknown', message, binding: true} as const
    const warnings = hints.length === 0 ? [] : [{code, message, hints}]
    const report = checkReport([{...item, document: {rule: 'readable', severity: 'unknown', message}}], null, {
      warnings,
    })
    const hopeless = retryable ? null : {reason: message, exitCode}
    return {report: {...report, exitCode}, met: false, hopeless, expectedSeconds: retryAfterSeconds}
  }
}

const isSignal = ({exitCode}: AppError) => exitCode > 128
