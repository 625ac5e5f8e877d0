import type {Buffer} from 'node:buffer'
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import type {AddressInfo, Socket} from 'node:net'
import type {Duplex} from 'node:stream'
import {retryAfterHeaders} from '../domain/traffic/retry-advice.js'
import type {ProxySnapshot} from '../domain/traffic/snapshot.js'
import {AccountKeys} from './account-key.js'
import {Advisor} from './advisor.js'
import {whyRefused} from './door.js'
import {LARGEST_HEAD, refuse, sendOn, type Exchange, type Watch} from './exchange.js'
import {holdBody} from './held-body.js'
import {NeedEstimate} from './need-estimate.js'
import {Observation, refusalOf, type ObservationListener} from './observation.js'
import type {ProxyOptions} from './options.js'
import {answerOwnRoute, isOwnRoute} from './own-routes.js'
import {PaceGate} from './pace-gate.js'
import type {PacedRequest} from './pacer.js'
import {rawHeader, type RawHeaders} from './raw-headers.js'
import {Recorder} from './recorder.js'
import {ownPath, upstreamPath} from './route.js'
import {TrafficTable} from './traffic.js'

const LOOPBACK = '127.0.0.1'

/** One request on its way through. */
interface Passing {
  readonly account: string
  /** Set once it was let go by the pacer. */
  paced: PacedRequest | null
}

/** For a request that cannot be followed: it passes all the same. */
const UNWATCHED: Watch = {
  requestChunk: () => undefined,
  answerHead: () => [],
  answerChunk: () => undefined,
  ended: () => undefined,
}

/** The reverse proxy: takes requests in on loopback, sends them on, and keeps the books. */
export class ProxyServer {
  readonly #options: ProxyOptions
  readonly #server: Server
  readonly #keys: AccountKeys
  readonly #table = new TrafficTable()
  readonly #advisor = new Advisor()
  readonly #recorder = new Recorder()
  readonly #fresh = new NeedEstimate()
  readonly #gate: PaceGate | null
  readonly #clients = new WeakMap<Socket, number>()
  readonly #faults = new Map<string, number>()
  #ids = 0
  #open = 0
  #port = 0
  #closing = false

  constructor(options: ProxyOptions) {
    this.#options = options
    this.#keys = new AccountKeys(options.accounts)
    this.#gate = options.pace === null ? null : new PaceGate(options.pace, options.clock, error => this.#fault(error))
    this.#server = createServer({maxHeaderSize: LARGEST_HEAD}, (request, response) =>
      this.#receive(request, response, false),
    )
    const server = this.#server
    // How long a client may take, and keep its connection, is between it and the gateway.
    Object.assign(server, {requestTimeout: 0, headersTimeout: 0, timeout: 0, keepAliveTimeout: 0, maxHeadersCount: 0})
    server.on('checkContinue', (request, response) => this.#receive(request, response, true))
    server.on('checkExpectation', (request, response) => this.#receive(request, response, false))
    server.on('connect', (_request, socket: Duplex) => {
      socket.on('error', () => undefined)
      socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    })
  }

  get url(): string {
    return `http://${LOOPBACK}:${this.#port}`
  }

  get port(): number {
    return this.#port
  }

  get open(): number {
    return this.#open
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, LOOPBACK, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    this.#port = (this.#server.address() as AddressInfo).port
  }

  async close(graceMs: number): Promise<void> {
    this.#closing = true
    this.#gate?.close()
    const closed = new Promise<void>(resolve => this.#server.close(() => resolve()))
    this.#server.closeIdleConnections()
    const grace = new AbortController()
    const cut = this.#options.clock.sleep(graceMs, grace.signal).then(
      () => this.#server.closeAllConnections(),
      () => undefined,
    )
    await Promise.race([closed, cut])
    grace.abort()
    this.#server.closeAllConnections()
    await closed
    this.#options.upstream.agent.destroy()
  }

  snapshot(): ProxySnapshot {
    const {advise, clock, pace, upstream} = this.#options
    const now = clock.now()
    return {
      generatedAt: now,
      mode: {advise, pace: pace !== null},
      upstream: upstream.url.origin + upstream.url.pathname.replace(/\/$/, ''),
      traffic: this.#table.snapshot(now),
      ownFaults: [...this.#faults.values()].reduce((sum, count) => sum + count, 0),
    }
  }

  #receive(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    response.on('error', () => undefined)
    this.#admit(request, response, expectsContinue).catch((error: unknown) => {
      this.#fault(error)
      refuse({request, response}, 502, {'x-fireq-error': 'internal'}, 'this request cannot be passed on')
    })
  }

  async #admit(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): Promise<void> {
    const exchange = {request, response}
    const url = ownPath(request.url ?? '/')
    const why = url === null ? 'this is no forward proxy' : whyRefused(request.rawHeaders)
    if (url === null || why !== null) return refuse(exchange, 403, {'x-fireq-refused': 'door'}, why ?? '')
    if (isOwnRoute(url)) return answerOwnRoute(request, response, url, this.snapshot(), this.#options.version)
    if (/^websocket$/i.test(rawHeader(request.rawHeaders, 'upgrade') ?? '')) {
      return refuse(exchange, 501, {'x-fireq-refused': 'upgrade'}, 'connections cannot be upgraded through it')
    }
    this.#open++
    response.once('close', () => {
      this.#open--
      // The connection of an ended request is idle only afterwards.
      if (this.#closing) setImmediate(() => this.#server.closeIdleConnections())
    })
    const {upstream} = this.#options
    const {held, watch} =
      this.#gate === null ? this.#watched(request) : await this.#paced(this.#gate, exchange, expectsContinue)
    if (watch === null) return
    const path = upstreamPath(url, upstream.url.pathname.replace(/\/$/, ''))
    sendOn(upstream, {request, response, path, watch, held, expectsContinue: expectsContinue && held.length === 0})
  }

  #watched(request: IncomingMessage): {passing: Passing | null; watch: Watch; held: readonly Buffer[]} {
    try {
      const passing: Passing = {account: this.#keys.labelOf(request.rawHeaders), paced: null}
      const watch = new Observation(request, this.#listener(passing))
      return {passing, watch, held: []}
    } catch (error) {
      this.#fault(error)
      return {passing: null, watch: UNWATCHED, held: []}
    }
  }

  /** Holds an inference request until its turn. @returns a watch of null for one that is not to be sent */
  async #paced(
    gate: PaceGate,
    {request, response}: Pick<Exchange, 'request' | 'response'>,
    expectsContinue: boolean,
  ): Promise<{watch: Watch | null; held: readonly Buffer[]}> {
    const {passing, watch} = this.#watched(request)
    if (passing === null || !(watch instanceof Observation) || !watch.inference) return {watch, held: []}
    if (expectsContinue) response.writeContinue()
    const held = await holdBody(request, chunk => watch.requestChunk(chunk))
    if (held === null) {
      watch.ended('client-gone')
      return {watch: null, held: []}
    }
    try {
      const model = watch.model
      if (model !== null && !(await this.#turn(gate, passing, watch, {request, response}))) return {watch: null, held}
    } catch (error) {
      // Nobody waits for what is broken.
      gate.close()
      this.#fault(error)
    }
    return {watch, held}
  }

  /** Waits for the request's turn. @returns false when it is not to be sent */
  async #turn(
    gate: PaceGate,
    passing: Passing,
    observation: Observation,
    {request, response}: Pick<Exchange, 'request' | 'response'>,
  ): Promise<boolean> {
    const {account} = passing
    const {clock} = this.#options
    const {traffic, facts} = observation
    const at = clock.now()
    const paced = {id: ++this.#ids, account, model: observation.model!, client: this.#clientOf(request), facts, at}
    const leave = () => gate.cancel(paced)
    response.once('close', leave)
    traffic.waiting++
    const turn = await gate.turn(paced)
    traffic.waiting--
    traffic.waitedMs += Math.max(0, clock.now() - at)
    response.off('close', leave)
    if (turn === 'go' && !response.destroyed) {
      passing.paced = paced
      return true
    }
    if (turn === 'go') gate.settled(paced.id, null, false)
    else if (turn !== 'gone') {
      traffic.refused++
      const [after, seconds, afterMs, ms] = retryAfterHeaders(turn.retryAfterMs) as [string, string, string, string]
      const headers = {[after]: seconds, [afterMs]: ms, 'x-fireq-refused': 'max-wait'}
      refuse({request, response}, 429, headers, 'no room within the rate limits in the time that --max-wait allows')
    }
    observation.ended('client-gone')
    return false
  }

  #listener(passing: Passing): ObservationListener {
    const {clock} = this.#options
    return {
      trafficOf: model => this.#table.of(passing.account, model),
      now: () => clock.now(),
      answered: (observation, status, headers) => this.#answered(passing, observation, status, headers),
      settled: observation => {
        const served = observation.status !== null && observation.status < 400
        if (passing.paced !== null) this.#gate?.settled(passing.paced.id, observation.usage, served)
        this.#record(passing, observation)
      },
      fault: error => this.#fault(error),
    }
  }

  #answered(passing: Passing, observation: Observation, status: number, headers: RawHeaders): readonly string[] {
    const snapshot = observation.snapshot!
    const refusedBy = status === 429 ? refusalOf(observation) : null
    if (passing.paced !== null) this.#gate?.answered(passing.paced.id, {status, snapshot, refusedBy})
    const told = rawHeader(headers, 'retry-after') !== null || rawHeader(headers, 'retry-after-ms') !== null
    if (!this.#options.advise || status !== 429 || told) return []
    const row = `${passing.account}\n${observation.model ?? ''}`
    const need = this.#fresh.of(observation.facts)
    observation.traffic.advised++
    return this.#advisor.advise(row, snapshot, need, this.#options.clock.now())
  }

  #record({account}: Passing, {model, outcome, snapshot}: Observation): void {
    const {record, clock} = this.#options
    if (record === undefined || model === null || outcome === null || snapshot === null) return
    const readings = this.#recorder.readings({account, model, outcome}, snapshot, clock.now())
    if (readings.length > 0) record(readings)
  }

  #clientOf({socket}: IncomingMessage): number {
    const known = this.#clients.get(socket)
    if (known !== undefined) return known
    const client = ++this.#ids
    this.#clients.set(socket, client)
    return client
  }

  /** A fault of the proxy's own: said once of each kind, and never the client's business. */
  #fault(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error)
    const count = this.#faults.get(message) ?? 0
    if (count === 0 && this.#faults.size >= 100) return
    this.#faults.set(message, count + 1)
    if (count === 0) this.#options.onOwnFault?.(message)
  }
}
