import type {Agent as HttpAgent} from 'node:http'
import type {Agent as HttpsAgent} from 'node:https'
import type {Socket} from 'node:net'
import type {Clock} from '../app/ports.js'
import {isRedirect} from '../domain/answer/error-status.js'
import {AppError} from '../domain/errors.js'
import {redactKnown, redactSecrets, SHORTEST_KEY} from '../domain/text/redact.js'
import {onAbort} from './abort.js'
import {answerError} from './answer-error.js'
import {exchange, headerOf, Stopper, type HttpAnswer, type HttpRequest} from './exchange.js'
import {proxyFor, tunnelAgent, type ProxyChoice} from './proxy.js'
import {MAX_RETRIES, RETRY_STATUSES, retryDelayMs} from './retry.js'
import {traceLines} from './trace.js'
import {abortError, stopFailure, transportFailure, type TransportFailure} from './transport-failure.js'

/** What every request of a connection shares. */
export interface HttpOptions {
  readonly apiKey: string
  /** Milliseconds for one whole attempt, from connecting to the last byte read. */
  readonly timeoutMs: number
  /** Proxy variables. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal | undefined
  /** Told while a retry is waited for. */
  readonly onWait?: ((message: string) => void) | undefined
  /** Gets the redacted trace, line by line. */
  readonly debug?: ((line: string) => void) | undefined
  readonly clock: Clock
  readonly userAgent: string
  /** 0 ≤ r < 1; for the jitter of waits. */
  readonly random?: (() => number) | undefined
}

/** Redirects followed for one GET. Assumed. */
const MAX_REDIRECTS = 3
/** Above the hundred concurrent requests that a probe may ask for. */
const MAX_SOCKETS = 128

type Attempt = {readonly answer: HttpAnswer} | {readonly failure: TransportFailure}

/** HTTP for one key: one pool of kept-alive connections, through a proxy where the environment names one. */
export class Http {
  private readonly agents = new Map<string, Promise<HttpAgent | HttpsAgent>>()
  private readonly closing = new AbortController()
  /** Also those that left their agent: whatever a server does with one, it does not outlive the command. */
  private readonly sockets = new Set<Socket>()

  constructor(private readonly options: HttpOptions) {}

  /**
   * GET with retries and same-host redirects; any other status is returned.
   * @param retryStatuses answers worth asking again
   * @throws AppError network, timeout, bad-response, usage, or the signal's reason
   */
  async get(url: URL, retryStatuses: ReadonlySet<number> = RETRY_STATUSES): Promise<HttpAnswer> {
    for (let retry = 0; ; retry++) {
      const attempt = await this.getFollowing(url)
      const delayMs = retry < MAX_RETRIES ? this.delayBeforeRetry(attempt, retry, retryStatuses) : null
      if (delayMs === null) return answerOf(attempt)
      const reason =
        'answer' in attempt ? `${url.host} answered ${attempt.answer.status}` : attempt.failure.error.message
      const seconds = Math.max(0.1, Math.round(delayMs / 100) / 10)
      this.options.onWait?.(`${reason}; trying again in ${seconds} s (${retry + 1} of ${MAX_RETRIES})`)
      await this.sleep(delayMs)
    }
  }

  /**
   * One request, sent once, no redirect followed.
   * @throws AppError as `get` does
   */
  async once(request: HttpRequest): Promise<HttpAnswer> {
    return answerOf(await this.attempt(request))
  }

  close(): void {
    this.closing.abort()
    for (const agent of this.agents.values()) void agent.then(a => a.destroy()).catch(() => undefined)
    this.agents.clear()
    for (const socket of this.sockets) socket.destroy()
    this.sockets.clear()
  }

  private delayBeforeRetry(attempt: Attempt, retry: number, statuses: ReadonlySet<number>): number | null {
    const {clock, random = Math.random, timeoutMs} = this.options
    // The command has its verdict from another question: nobody waits for this one any more.
    if (this.closing.signal.aborted) return null
    if ('failure' in attempt) return attempt.failure.transient ? retryDelayMs(retry, null, random(), timeoutMs) : null
    if (!statuses.has(attempt.answer.status)) return null
    const error = answerError(attempt.answer, {nowMs: clock.now()})
    // A quota's refusal is not transient, whatever its status.
    return error.retryable ? retryDelayMs(retry, error.retryAfterSeconds, random(), timeoutMs) : null
  }

  /** Ends with `close` too: a wait that went on would keep the process alive after its error was told. */
  private async sleep(ms: number): Promise<void> {
    const {clock, signal} = this.options
    const {signal: closing} = this.closing
    try {
      await clock.sleep(ms, signal ? AbortSignal.any([signal, closing]) : closing)
    } catch (thrown) {
      throw abortError(signal?.aborted ? signal.reason : thrown)
    }
  }

  private async getFollowing(start: URL): Promise<Attempt> {
    let url = start
    for (let hops = 0; ; hops++) {
      const attempt = await this.attempt({method: 'GET', url})
      if ('failure' in attempt || !isRedirect(attempt.answer.status)) return attempt
      const next = redirectTarget(url, headerOf(attempt.answer, 'location'))
      const refusal = hops < MAX_REDIRECTS ? whyNotFollow(url, next) : 'again and again'
      if (next === null || refusal !== null) {
        const text = `${url.host} redirects ${refusal} (HTTP ${attempt.answer.status})`
        const hints = ['the key was not sent on; check `--base-url` and any proxy in between']
        const error = new AppError('bad-response', redactSecrets(text, [this.options.apiKey]), {
          hints,
          httpStatus: attempt.answer.status,
        })
        return {failure: {error, transient: false}}
      }
      url = next
    }
  }

  private async attempt(request: HttpRequest): Promise<Attempt> {
    const {apiKey, env, signal, timeoutMs, userAgent} = this.options
    const proxy = proxyFor(request.url, env)
    const secrets = [apiKey, ...(proxy?.secrets ?? [])]
    const stopper = new Stopper()
    const timer = setTimeout(() => stopper.stop({kind: 'timeout'}), timeoutMs)
    const forget = [signal, request.signal].map(each => {
      const abort = () => stopper.stop({kind: 'aborted', reason: each?.reason})
      if (each?.aborted) abort()
      return onAbort(each, abort)
    })
    const onSocket = (socket: Socket) => {
      if (this.sockets.has(socket)) return
      this.sockets.add(socket)
      socket.once('close', () => this.sockets.delete(socket))
    }
    const headers = {
      ...lowerCased(request.headers),
      ...(request.body === undefined ? {} : {'content-type': 'application/json'}),
      accept: 'application/json',
      'user-agent': userAgent,
      authorization: `Bearer ${apiKey}`,
    }
    const trace = (...told: Parameters<typeof traceLines>) => {
      if (this.options.debug) for (const line of traceLines(...told)) this.options.debug(line)
    }
    trace('>', `${request.method} ${request.url.href}`, Object.entries(headers), secrets)
    try {
      const [{default: got}, agent] = await Promise.all([import('got'), this.agentFor(request.url, proxy)])
      if (stopper.reason !== null) throw new Error('stopped before it began')
      const answer = withoutKey(await exchange(got, request, {agent, headers, timeoutMs, stopper, onSocket}), apiKey)
      trace('<', `${answer.status} in ${Math.round(answer.latencyMs)} ms`, answer.headers, secrets)
      return {answer}
    } catch (thrown) {
      const {method, url} = request
      const context = {method, url, proxy, secrets, status: stopper.status, timeoutMs}
      const failure = stopper.reason ? stopFailure(stopper.reason, context) : transportFailure(thrown, context)
      trace('<', `${failure.error.code}: ${failure.error.message}`, [], secrets)
      return {failure}
    } finally {
      clearTimeout(timer)
      for (const each of forget) each()
    }
  }

  private agentFor(url: URL, proxy: ProxyChoice | null): Promise<HttpAgent | HttpsAgent> {
    let agent = this.agents.get(url.protocol)
    if (!agent) {
      const settings = {maxSockets: MAX_SOCKETS, timeoutMs: this.options.timeoutMs, signal: this.closing.signal}
      agent = proxy ? tunnelAgent(url, proxy, settings) : directAgent(url)
      this.agents.set(url.protocol, agent)
    }
    return agent
  }
}

async function directAgent(url: URL): Promise<HttpAgent | HttpsAgent> {
  const settings = {keepAlive: true, maxSockets: MAX_SOCKETS}
  if (url.protocol === 'https:') return new (await import('node:https')).Agent(settings)
  return new (await import('node:http')).Agent(settings)
}

/** A server, or what is in between, may echo the key in any field of any answer, and any field may be shown. */
function withoutKey(answer: HttpAnswer, apiKey: string): HttpAnswer {
  if (apiKey.length < SHORTEST_KEY) return answer
  const hide = (text: string) => redactKnown(text, [apiKey])
  // A redirect is followed as it came; of anything else also what looks like another key is hidden.
  const headers = answer.headers.map(
    ([name, value]) => [name, /^location$/i.test(name) ? hide(value) : redactSecrets(value, [apiKey])] as const,
  )
  return {...answer, headers, body: hide(answer.body)}
}

function answerOf(attempt: Attempt): HttpAnswer {
  if ('failure' in attempt) throw attempt.failure.error
  return attempt.answer
}

function redirectTarget(from: URL, location: string | null): URL | null {
  try {
    return location === null ? null : new URL(location, from)
  } catch {
    return null
  }
}

/** The key goes to the host it was meant for, and never from TLS to plain text. */
function whyNotFollow(from: URL, to: URL | null): string | null {
  if (to === null) return 'without a usable address'
  if (from.protocol === 'https:' && to.protocol !== 'https:') return `to an unencrypted address, ${to.host}`
  const upgraded = from.protocol === 'http:' && to.protocol === 'https:' && from.port === '' && to.port === ''
  return to.host === from.host || (upgraded && to.hostname === from.hostname) ? null : `to another host, ${to.host}`
}

function lowerCased(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
