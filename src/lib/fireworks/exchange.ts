import type {Agent as HttpAgent, ClientRequest, IncomingMessage} from 'node:http'
import type {Agent as HttpsAgent} from 'node:https'
import type {Socket} from 'node:net'
import type {Got} from 'got'

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly url: URL
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Sent as JSON. */
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

/** One whole answer, of any status. */
export interface HttpAnswer {
  readonly status: number
  /** As received, duplicates kept. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
  /** Milliseconds from sending to the last byte. */
  readonly latencyMs: number
}

/** Why a request was ended from this side. */
export type StopReason =
  | {readonly kind: 'aborted'; readonly reason: unknown}
  | {readonly kind: 'timeout'}
  | {readonly kind: 'too-large'; readonly limitBytes: number}

/** Handed from the caller's timers and signals to the running exchange, and read by whoever explains the failure. */
export class Stopper {
  reason: StopReason | null = null
  /** Status of the answer that has begun; null before. */
  status: number | null = null
  private end: () => void = () => undefined

  stop(reason: StopReason): void {
    this.reason ??= reason
    this.end()
  }

  onStop(end: () => void): void {
    this.end = end
    if (this.reason !== null) end()
  }
}

export interface ExchangeOptions {
  readonly agent: HttpAgent | HttpsAgent
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly stopper: Stopper
  /** Every socket that a request was written to, for whoever closes the connection. */
  readonly onSocket?: (socket: Socket) => void
}

/** Largest body read, after decompression. Assumed: a page of 200 quotas is 50 kB. */
const MAX_BODY_BYTES = 10 * 2 ** 20
/** Milliseconds for each step of connecting, if the whole attempt allows more. Assumed. */
const CONNECT_TIMEOUT_MS = 10_000

/**
 * One request, one answer read to its end: no retry, no redirect. Rejects with whatever the library threw, which holds
 * the request's headers: for this folder's eyes only.
 */
export async function exchange(got: Got, request: HttpRequest, options: ExchangeOptions): Promise<HttpAnswer> {
  const {agent, stopper, timeoutMs} = options
  const connectMs = Math.min(CONNECT_TIMEOUT_MS, timeoutMs)
  const started = performance.now()
  const stream = got.stream(request.url, {
    method: request.method,
    headers: options.headers,
    ...(request.body === undefined ? {} : {body: JSON.stringify(request.body)}),
    agent: request.url.protocol === 'https:' ? {https: agent as HttpsAgent} : {http: agent},
    retry: {limit: 0},
    throwHttpErrors: false,
    followRedirect: false,
    timeout: {lookup: connectMs, connect: connectMs, secureConnect: connectMs, response: timeoutMs},
  })
  stream.on('error', () => undefined) // one that comes after the end has no reader; the loop below rejects with the first
  stopper.onStop(() => stream.destroy(new Error('stopped')))
  let rawHeaders: readonly string[] = []
  stream.on('response', (response: {statusCode: number; rawHeaders: string[]}) => {
    stopper.status = response.statusCode
    rawHeaders = response.rawHeaders
  })
  let switched = false
  stream.on('request', (request: ClientRequest) => {
    request.on('socket', socket => options.onSocket?.(socket))
    // A socket that switches protocols leaves its agent, and nobody else would ever close it.
    request.on('upgrade', (response: IncomingMessage, socket: Socket) => {
      switched = true
      stopper.status = response.statusCode ?? null
      rawHeaders = response.rawHeaders
      socket.destroy()
      stream.destroy()
    })
  })
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > MAX_BODY_BYTES) stopper.stop({kind: 'too-large', limitBytes: MAX_BODY_BYTES})
      else chunks.push(chunk)
    }
  } catch (thrown) {
    if (!switched) throw thrown
  }
  if (stopper.reason !== null || stopper.status === null) throw new Error('ended without an answer')
  return {
    status: stopper.status,
    headers: rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name, rawHeaders[i + 1] ?? ''] as const] : [])),
    body: Buffer.concat(chunks).toString('utf8'),
    latencyMs: performance.now() - started,
  }
}

/** Value of a header, names compared without case; the first of several; null when it is missing. */
export function headerOf(answer: Pick<HttpAnswer, 'headers'>, name: string): string | null {
  return answer.headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? null
}
