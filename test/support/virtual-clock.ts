import {setImmediate} from 'node:timers/promises'
import type {Clock} from '../../src/lib/app/ports.js'

/** A clock on which time passes only when everything waits for it: concurrency in milliseconds, without waiting. */
export class VirtualClock implements Clock {
  private timers: {readonly at: number; readonly ring: () => void}[] = []

  constructor(private time = Date.parse('2026-11-21T12:00:00Z')) {}

  now(): number {
    return this.time
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error)
      this.timers.push({at: this.time + ms, ring: resolve})
      signal?.addEventListener('abort', () => reject(signal.reason as Error), {once: true})
    })
  }

  /** Lets time pass, timer by timer, until the promise is settled. */
  async run<T>(promise: Promise<T>): Promise<T> {
    let settled = false
    const done = promise.finally(() => (settled = true))
    done.catch(() => undefined)
    for (;;) {
      await setImmediate()
      if (settled) return done
      this.timers.sort((a, b) => a.at - b.at)
      const timer = this.timers.shift()
      if (!timer) throw new Error('everything waits, and no timer is set')
      this.time = Math.max(this.time, timer.at)
      timer.ring()
    }
  }
}
