import {SANDBOX_KEY} from './keys.js'
import type {Sandbox, SandboxOptions} from './options.js'
import {SandboxServer} from './http/server.js'
import {simulationState} from './simulation-state.js'

export {ManualClock, type SandboxClock} from './clock.js'
export type {FaultKind, FaultSpec} from './http/fault.js'
export {FAULTS} from './http/fault.js'
export {looksLikeRealKey, SANDBOX_KEY} from './keys.js'
export type {RecordedRequest, Sandbox, SandboxOptions, SandboxOverrides, SandboxSummary} from './options.js'
export {requestLogLine, summaryText} from './http/request-record.js'
export type {HeaderGeneration, HeaderUnit} from './scenario.js'
export {DEFAULT_SCENARIO, isScenarioName, SCENARIOS, type ScenarioName} from './scenario-names.js'

/**
 * Starts a simulated Fireworks on 127.0.0.1 and resolves once it listens.
 * @throws {RangeError} for a scenario that does not exist, or a time scale that is not above 0
 * @throws {NodeJS.ErrnoException} `EADDRINUSE` where another program has the port
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const server = new SandboxServer(options)
  await server.listen(options.port ?? 0)
  return {
    url: server.url,
    accountId: server.simulation.account.id,
    apiKey: SANDBOX_KEY,
    get requests() {
      return server.record.list()
    },
    state: () => simulationState(server.simulation),
    advance: ms => {
      server.simulation.time.advance(ms)
      server.simulation.settle()
    },
    fault: spec => server.simulation.faults.arm(spec),
    summary: () => server.record.summary(),
    close: () => server.close(),
  }
}
