/** Where the sandbox reads the time. `sleep` is optional: without it an answer that is slow in the simulation is only
 * told to be slow (in its headers) and comes at once. */
export interface SandboxClock {
  /** Milliseconds since 1970 (UTC). */
  now(): number
  /** Waits that many real milliseconds. */
  sleep?(ms: number): Promise<void>
}

export const REAL_CLOCK: SandboxClock = {
  now: () => Date.now(),
  sleep: ms => new Promise(resolve => setTimeout(resolve, ms).unref()),
}

/** A clock that stands still until it is moved. */
export class ManualClock implements SandboxClock {
  #now: number

  constructor(start = Date.UTC(2026, 10, 21, 12, 0, 0)) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  move(ms: number): void {
    this.#now += ms
  }
}

const LATEST = Date.UTC(2201, 0, 1)

/** The simulation's own time: the clock, running `timeScale` times as fast from the start, plus what was advanced. */
export class SandboxTime {
  readonly #clock: SandboxClock
  readonly #scale: number
  readonly #origin: number
  #advanced = 0

  constructor(clock: SandboxClock, timeScale: number) {
    this.#clock = clock
    this.#scale = timeScale
    this.#origin = clock.now()
  }

  /** Simulated milliseconds since 1970. */
  now(): number {
    return this.#origin + (this.#clock.now() - this.#origin) * this.#scale + this.#advanced
  }

  /** The clock's own milliseconds, not scaled and not advanced: what a client's clock would show. */
  wallNow(): number {
    return this.#clock.now()
  }

  /** @throws {RangeError} for going back (buckets and books only know forward), or past the year 2200 */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`time only goes forward, not by ${ms} ms`)
    if (this.now() + ms > LATEST) throw new RangeError('the simulation ends with the year 2200')
    this.#advanced += ms
  }

  /** Lets that many simulated milliseconds pass where the clock can wait; returns undefined where it cannot. */
  pass(simulatedMs: number): Promise<void> | undefined {
    return simulatedMs > 0 ? this.#clock.sleep?.(simulatedMs / this.#scale) : undefined
  }
}
