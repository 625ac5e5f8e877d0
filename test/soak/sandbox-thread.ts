import {parentPort} from 'node:worker_threads'
import {createSandbox, ManualClock, type FaultSpec} from '../../src/lib/sandbox/index.js'

/** What the soak tells its sandbox before each round. */
export interface NextRound {
  readonly advanceMs: number
  readonly fault: FaultSpec | null
}

/** What the sandbox answers: the requests since the last time, as `POST /path 200 1a2b3c4d`. */
export interface Served {
  readonly requests: readonly string[]
}

/**
 * The sandbox in a thread of its own: its heap, with a record of requests that grows to its bound, is not the one whose
 * growth is measured.
 */
async function serve(port: NonNullable<typeof parentPort>): Promise<void> {
  const clock = new ManualClock()
  let requests: string[] = []
  const sandbox = await createSandbox({clock, seed: 7, log: line => requests.push(line.slice(line.indexOf(' ') + 1))})
  port.on('message', ({advanceMs, fault}: NextRound) => {
    clock.move(advanceMs)
    if (fault) sandbox.fault(fault)
    port.postMessage({requests} satisfies Served)
    requests = []
  })
  port.postMessage({url: sandbox.url, apiKey: sandbox.apiKey})
}

if (parentPort) void serve(parentPort)
