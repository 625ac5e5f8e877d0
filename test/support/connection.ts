import {inspect} from 'node:util'
import type {Clock} from '../../src/lib/app/ports.js'
import {AppError} from '../../src/lib/domain/errors.js'
import {connectFireworks, type ConnectionOptions} from '../../src/lib/fireworks/index.js'

/** A key that must show up nowhere. */
export const SECRET_KEY = 'fw_NeverShowThisKey0123456789'

/** A clock whose sleeps are over at once; `slept` holds what was asked for, in milliseconds. */
export function instantClock(start = Date.parse('2026-11-21T12:00:00Z')): Clock & {readonly slept: number[]} {
  const slept: number[] = []
  let now = start
  return {
    slept,
    now: () => now,
    sleep: (ms, signal) => {
      slept.push(ms)
      now += ms
      return signal?.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve()
    },
  }
}

/** A connection under test with everything it printed. */
export function connection(baseUrl: string, options: Partial<ConnectionOptions> = {}) {
  const waits: string[] = []
  const trace: string[] = []
  const clock = instantClock()
  const opened = connectFireworks({
    baseUrl,
    apiKey: SECRET_KEY,
    timeoutMs: 10_000,
    env: {},
    onWait: line => waits.push(line),
    debug: line => trace.push(line),
    clock,
    userAgent: 'fireq/test',
    random: () => 0,
    ...options,
  })
  return {...opened, waits, trace, clock}
}

/** The AppError that the promise rejects with, after looking for the key in every way an error can be printed. */
export async function failureOf(
  promise: Promise<unknown>,
  secrets: readonly string[] = [SECRET_KEY],
): Promise<AppError> {
  const thrown = await promise.then(
    value => {
      throw new Error(`expected a rejection, got ${inspect(value)}`)
    },
    (error: unknown) => error,
  )
  if (!(thrown instanceof AppError)) throw new Error(`expected an AppError, got ${inspect(thrown)}`)
  const printed = [inspect(thrown, {depth: 10, showHidden: true}), JSON.stringify(thrown), String(thrown.stack)].join(
    '\n',
  )
  for (const secret of secrets) if (printed.includes(secret)) throw new Error(`the error shows a secret: ${printed}`)
  return thrown
}
