import type {Clock} from '../app/ports.js'
import type {Reading} from '../domain/history/reading.js'
import type {ProxySnapshot} from '../domain/traffic/snapshot.js'
import type {Upstream} from './exchange.js'
import type {PaceOptions} from './pacer.js'

export interface ProxyOptions {
  readonly upstream: Upstream
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number
  readonly version: string
  /** Gives a 429 the `retry-after` it lacks. */
  readonly advise: boolean
  /** null: nothing waits. */
  readonly pace: PaceOptions | null
  readonly clock: Clock
  /** Accounts by key, where they are known. The keys are digested at once and not kept. */
  readonly accounts?: ReadonlyMap<string, string>
  /** Gets what answers told of a model: at most once in ten seconds, at once where a limit or the outcome changed. */
  readonly record?: (readings: readonly Reading[]) => void
  /** Told once of each kind of fault of the proxy's own; requests pass all the same. */
  readonly onOwnFault?: (message: string) => void
}

export interface Proxy {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  readonly port: number
  /** Requests that wait or are on their way. */
  readonly open: number
  snapshot(): ProxySnapshot
  /** Stops listening; what is on its way may take that long to end, then it is cut. */
  close(graceMs?: number): Promise<void>
}
