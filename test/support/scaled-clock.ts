import type {Clock} from '../../src/lib/app/ports.js'
import {systemClock} from '../../src/lib/cli/context.js'

/** Time that runs faster than a watch, for both ends of a simulation: minutes pass in seconds, over real sockets. */
export function scaledClock(scale: number): Clock {
  const start = Date.now()
  return {
    now: () => start + (Date.now() - start) * scale,
    sleep: (ms, signal) => systemClock.sleep(Math.max(1, ms / scale), signal),
  }
}
