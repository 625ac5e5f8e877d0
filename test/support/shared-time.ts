import {setImmediate, setTimeout} from 'node:timers/promises'
import type {Clock} from '../../src/lib/app/ports.js'

interface Timer {
  readonly at: number
  readonly ring: () => void
}

/**
 * One time for everybody in a simulation over real sockets: it stands still while anything is on its way, and goes on to
 * the next timer when all wait. Simulated minutes take as long as the machine needs, and come out the same.
 */
export class SharedTime implements Clock {
  readonly #timers = new Set<Timer>()
  #now = Date.parse('2026-11-21T12:00:00Z')

  now(): number {
    return this.#now
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason as Error)
      const timer = {at: this.#now + ms, ring: resolve}
      this.#timers.add(timer)
      const leave = () => {
        this.#timers.delete(timer)
        reject(signal!.reason as Error)
      }
      signal?.addEventListener('abort', leave, {once: true})
    })
  }

  /** @param quiet whether everybody waits for time to pass */
  async run<T>(work: Promise<T>, quiet: () => boolean): Promise<T> {
    let over = false
    const done = work.finally(() => (over = true))
    done.catch(() => undefined)
    while (!over) {
      if (!(await isQuiet(quiet))) {
        await setTimeout(1)
        continue
      }
      const [next] = [...this.#timers].sort((a, b) => a.at - b.at)
      if (next === undefined || over) continue
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.ring()
    }
    return done
  }
}

/** Quiet for some turns of the event loop: what was just let go is not on its way yet. */
async function isQuiet(quiet: () => boolean): Promise<boolean> {
  for (let turn = 0; turn < 5; turn++) {
    if (!quiet()) return false
    await setImmediate()
  }
  return true
}
