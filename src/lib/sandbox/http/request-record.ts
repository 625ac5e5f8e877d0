import type {IncomingHttpHeaders} from 'node:http'
import type {RecordedRequest, SandboxSummary} from '../options.js'

/** How many of the newest requests are kept. */
const KEPT = 4_000
/** Longer bodies are not kept, so that a long load test does not fill the memory. */
const LONGEST_BODY = 65_536

/** What is kept of a body. */
export function keptBody(body: string): string {
  return body.length <= LONGEST_BODY ? body : `(${body.length} characters, not kept)`
}

/** A request before it is looked at; written on every request, so it only holds references. */
export interface RequestEntry {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  status: number
}

/** The newest requests, and counts of all of them. */
export class RequestRecord {
  readonly #entries: RequestEntry[] = []
  #next = 0
  readonly #statuses = new Map<number, number>()
  #total = 0

  add(entry: RequestEntry): void {
    this.#total += 1
    if (this.#entries.length < KEPT) {
      this.#entries.push(entry)
      return
    }
    this.#entries[this.#next] = entry
    this.#next = (this.#next + 1) % KEPT
  }

  /** Notes how a request was answered; 0 is a connection that ended without an answer. */
  answered(entry: RequestEntry, status: number): void {
    entry.status = status
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1)
  }

  list(): RecordedRequest[] {
    return [...this.#entries.slice(this.#next), ...this.#entries.slice(0, this.#next)].map(recorded)
  }

  summary(): SandboxSummary {
    const count = (status: number): number => this.#statuses.get(status) ?? 0
    const known = {
      status200: count(200),
      status412: count(412),
      status429: count(429),
      status503: count(503),
    }
    const named = known.status200 + known.status412 + known.status429 + known.status503
    return {requests: this.#total, ...known, other: this.#total - named}
  }
}

function recorded(entry: RequestEntry): RecordedRequest {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(entry.headers)) {
    if (value === undefined) continue
    headers[name] = name === 'authorization' ? '[redacted]' : Array.isArray(value) ? value.join(', ') : value
  }
  const query = Object.fromEntries(new URLSearchParams(entry.query))
  return {method: entry.method, path: entry.path, query, headers, body: parsed(entry.body), status: entry.status}
}

function parsed(body: string): unknown {
  if (body === '') return undefined
  try {
    return JSON.parse(body) as unknown
  } catch {
    return body
  }
}

/** One line of the request log: time (UTC), method, path, status, request id. Never a key, a header or a body. */
export function requestLogLine(
  now: number,
  entry: {method: string; path: string; status: number},
  requestId: string,
): string {
  const time = new Date(now).toISOString().slice(11, 23)
  const status = entry.status === 0 ? 'dropped' : String(entry.status)
  return `${time} ${entry.method} ${entry.path} ${status} ${requestId.slice(0, 8)}`
}

/** The sentence `fireq sandbox` ends with. */
export function summaryText(summary: SandboxSummary): string {
  const plural = summary.requests === 1 ? 'request' : 'requests'
  const {status429, status503, status412} = summary
  return `served ${summary.requests} ${plural}: ${status429} × 429, ${status503} × 503, ${status412} × 412`
}
