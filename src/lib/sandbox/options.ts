import type {QuotaSeed} from './account/account-seed.js'
import type {SandboxClock} from './clock.js'
import type {FaultSpec} from './http/fault.js'
import type {OpeningBalance} from './account/ledger.js'
import type {AdaptiveSettings, DynamicSettings, ServerlessSettings} from './limits/limit-constants.js'
import type {HeaderGeneration, HeaderUnit} from './scenario.js'
import type {ScenarioName} from './scenario-names.js'

/** Single numbers and facts a test may set on top of a scenario. */
export interface SandboxOverrides {
  /** The account's id. Default `acme`. */
  readonly accountId?: string
  /** Ids of further accounts the key sees; they share nothing with the first but its shape. */
  readonly otherAccounts?: readonly string[]
  /** The key sees no account at all. */
  readonly noAccount?: boolean
  /** Reported as it is, known or not, and enforced unless `UNSUSPENDED`. */
  readonly suspendState?: string
  /** Added to the scenario's quotas, or replacing those of the same id. */
  readonly quotas?: readonly QuotaSeed[]
  /** The monthly spend limit the user has set, USD. */
  readonly spendLimitUsd?: number
  readonly money?: Partial<OpeningBalance>
  /** Simulated ms until a prepayment is noticed. */
  readonly topUpDelayMs?: number
  /** Simulated ms until a paid invoice ends the suspension. */
  readonly invoiceClearDelayMs?: number
  /** Simulated ms for which the accounts API still says UNSUSPENDED after inference has stopped. */
  readonly suspendStateLagMs?: number
  /** Collections of the account API that answer 501: not offered to this account. */
  readonly notOffered?: readonly string[]
  /** Simulated ms by which rated costs lag behind; `evaluationTime` says so. */
  readonly ratingLagMs?: number
  readonly adaptive?: Partial<AdaptiveSettings>
  readonly dynamic?: Partial<DynamicSettings>
  /** Request ceiling, load shedding, prompt cache, defaults of requests. */
  readonly serverless?: Partial<ServerlessSettings>
}

export interface SandboxOptions {
  /** One of {@link SCENARIOS}; default `tier2`. */
  readonly scenario?: ScenarioName | (string & {})
  /** Default: the real time. With an injected clock nothing in the sandbox waits or depends on the machine. */
  readonly clock?: SandboxClock
  /** Same seed and same requests at the same times: the same answers byte for byte. Default 1. */
  readonly seed?: number
  /** Simulated seconds per second of the clock. Default 1. */
  readonly timeScale?: number
  /** Port on 127.0.0.1; 0 (the default) takes a free one. */
  readonly port?: number
  /** Unit of the token rate-limit headers of the adaptive generation. Default `minute`. */
  readonly headerUnit?: HeaderUnit
  /** Which rate-limit headers inference answers carry. Default: the scenario's, mostly `adaptive`. */
  readonly headerGeneration?: HeaderGeneration
  /** Receives one line per request. */
  readonly log?: (line: string) => void
  readonly overrides?: SandboxOverrides
}

/** A request as it arrived. The value of `authorization` is never kept. */
export interface RecordedRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Lower-case names; `authorization` is present as `[redacted]` if one was sent. */
  readonly headers: Readonly<Record<string, string>>
  /** Parsed JSON, or the text where it is none, or undefined without a body; of more than 64 KiB only the length. */
  readonly body: unknown
  /** 0 where the connection ended without an answer. */
  readonly status: number
}

/** How many requests were answered, in all and by the statuses people look for. */
export interface SandboxSummary {
  readonly requests: number
  readonly status200: number
  readonly status412: number
  readonly status429: number
  readonly status503: number
  readonly other: number
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string
  readonly accountId: string
  /** A key the sandbox accepts. */
  readonly apiKey: string
  /** The requests in the order they arrived, the newest few thousand; control requests are not among them. */
  readonly requests: readonly RecordedRequest[]
  /** A snapshot of everything simulated, the same as `GET /_sandbox/state`. */
  state(): object
  /** Moves the simulated time on. */
  advance(ms: number): void
  /** Arms a fault, as `POST /_sandbox/fault` does. */
  fault(spec: FaultSpec): void
  summary(): SandboxSummary
  /** Stops listening and ends every connection. */
  close(): Promise<void>
}
