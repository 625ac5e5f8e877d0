import {setTimeout as pass} from 'node:timers/promises'
import type {Clock} from '../../src/lib/app/ports.js'
import {ManualClock} from '../../src/lib/sandbox/index.js'

/** Real milliseconds that a sleep takes, however long it is: what runs beside it over real sockets must get its turn. */
const REAL_MS = 40

/** One time for the sandbox and for whoever asks it: it moves only when the asker sleeps. */
export function movedClock(start?: number): {readonly sandbox: ManualClock; readonly clock: Clock} {
  const sandbox = new ManualClock(start)
  const sleep = async (ms: number, signal?: AbortSignal) => {
    await pass(REAL_MS, undefined, signal === undefined ? {} : {signal})
    sandbox.move(ms)
  }
  return {sandbox, clock: {now: () => sandbox.now(), sleep}}
}
