import {Buffer} from 'node:buffer'
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {errorFor, isInferencePath, type Answer, type Call} from './answer.js'
import {controlPlane} from './control-plane.js'
import {controlRoutes} from './routes-control.js'
import {refuseStranger} from './door.js'
import {faultAnswer, spoilAnswer, type FaultSpec} from './fault.js'
import {inference} from './inference.js'
import {keptBody, requestLogLine, RequestRecord, type RequestEntry} from './request-record.js'
import {Simulation} from '../simulation.js'
import type {SandboxOptions} from '../options.js'

const LOOPBACK = '127.0.0.1'
/** Larger requests are answered 413. */
const LARGEST_BODY = 16_000_000
/** Longer than clients keep idle connections, so that none is closed under a request. */
const KEEP_ALIVE_MS = 75_000
/** How long the slow faults take when none says. Real seconds. */
const SLOW_SECONDS = 5
const SLOW_PARTS = 10

/** The HTTP side: takes requests off the wire, hands them to the routes, and writes what they answer. */
export class SandboxServer {
  readonly #options: SandboxOptions
  readonly #server: Server
  readonly #timers = new Set<NodeJS.Timeout>()
  #simulation: Simulation
  #record = new RequestRecord()
  #origin = ''

  constructor(options: SandboxOptions) {
    this.#options = options
    this.#simulation = new Simulation(options)
    this.#server = createServer((request, response) => this.#receive(request, response))
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS
  }

  get simulation(): Simulation {
    return this.#simulation
  }

  get record(): RequestRecord {
    return this.#record
  }

  get url(): string {
    return this.#origin
  }

  /** Listens on loopback, and nowhere else. */
  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, LOOPBACK, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    this.#origin = `http://${LOOPBACK}:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer)
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }

  /** Starts a scenario afresh: state, time, seed, faults and the record of requests. */
  reset(scenario: string): void {
    this.#simulation = new Simulation({...this.#options, scenario})
    this.#record = new RequestRecord()
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= LARGEST_BODY) chunks.push(chunk)
    })
    request.on('end', () => {
      const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
      this.#respond(request, response, size > LARGEST_BODY ? undefined : body.toString())
    })
    // A client that goes away in the middle of its request needs no answer.
    request.on('error', () => undefined)
  }

  #respond(request: IncomingMessage, response: ServerResponse, body: string | undefined): void {
    const url = request.url ?? '/'
    const cut = url.indexOf('?')
    const path = cut === -1 ? url : url.slice(0, cut)
    const query = cut === -1 ? '' : url.slice(cut + 1)
    const method = request.method ?? 'GET'
    const stranger = refuseStranger(request.headers)
    if (stranger !== undefined) {
      this.#write(response, stranger, '')
      return
    }
    if (path.startsWith('/_sandbox')) {
      this.#write(response, controlRoutes(this, method, path, body ?? ''), '')
      return
    }
    const simulation = this.#simulation
    simulation.settle()
    const requestId = simulation.random.nextId()
    const key = bearerKey(request.headers.authorization)
    const call: Call = {method, path, query: new URLSearchParams(query), key, body: body ?? '', requestId}
    const entry: RequestEntry = {method, path, query, headers: request.headers, body: keptBody(body ?? ''), status: 0}
    const record = this.#record
    record.add(entry)
    const fault = simulation.faults.empty ? undefined : simulation.faults.take(method, path)
    if (fault?.kind === 'connection-reset' || fault?.kind === 'drop-before-apply') {
      this.#drop(request, fault, record, entry, requestId)
      return
    }
    const answer =
      body === undefined ? errorFor(path, 413, 'the request is too large', requestId) : this.#answer(call, fault)
    if (fault?.kind === 'drop-after-apply') {
      this.#drop(request, fault, record, entry, requestId)
      return
    }
    record.answered(entry, answer.status)
    this.#options.log?.(requestLogLine(simulation.time.now(), entry, requestId))
    if (fault !== undefined && this.#writeSlowly(response, answer, requestId, fault)) return
    const wait = answer.delayMs === undefined ? undefined : simulation.time.pass(answer.delayMs)
    if (wait === undefined) this.#write(response, answer, requestId)
    else void wait.then(() => this.#write(response, answer, requestId))
  }

  /** A bug in a route must not end the process that a CI job is talking to. */
  #answer(call: Call, fault: FaultSpec | undefined): Answer {
    try {
      return this.#answerOrThrow(call, fault)
    } catch (error) {
      return errorFor(call.path, 500, `a bug in the sandbox: ${String(error)}`, call.requestId)
    }
  }

  #answerOrThrow(call: Call, fault: FaultSpec | undefined): Answer {
    const simulation = this.#simulation
    if (fault === undefined) return this.#route(call)
    const injected = faultAnswer(fault, call, {
      requestId: call.requestId,
      origin: this.#origin,
      wallNow: simulation.time.wallNow(),
      accountId: simulation.account.id,
    })
    return injected ?? spoilAnswer(fault, this.#route(call))
  }

  #route(call: Call): Answer {
    if (isInferencePath(call.path)) return inference(this.#simulation, call)
    return controlPlane(this.#simulation, call)
  }

  #drop(
    request: IncomingMessage,
    fault: FaultSpec,
    record: RequestRecord,
    entry: RequestEntry,
    requestId: string,
  ): void {
    record.answered(entry, 0)
    this.#options.log?.(requestLogLine(this.#simulation.time.now(), entry, requestId))
    if (fault.kind === 'connection-reset') request.socket.resetAndDestroy()
    else request.socket.destroy()
  }

  #write(response: ServerResponse, answer: Answer, requestId: string): void {
    if (response.destroyed) return
    const {body} = answer
    if (typeof body === 'string') {
      response.writeHead(answer.status, this.#headers(answer, requestId, Buffer.byteLength(body)))
      response.end(body)
      return
    }
    response.writeHead(answer.status, this.#headers(answer, requestId))
    for (const part of body) response.write(part)
    response.end()
  }

  #headers(answer: Answer, requestId: string, length?: number): string[] {
    const headers = [...answer.headers, 'date', this.#date()]
    if (requestId !== '') headers.push('x-request-id', requestId)
    if (length !== undefined) headers.push('content-length', String(length))
    return headers
  }

  #dateSecond = NaN
  #dateText = ''

  /** The clock's date, so that the same clock gives the same bytes; made once a second. */
  #date(): string {
    const second = Math.floor(this.#simulation.time.wallNow() / 1000)
    if (second !== this.#dateSecond) {
      this.#dateSecond = second
      this.#dateText = new Date(second * 1000).toUTCString()
    }
    return this.#dateText
  }

  /** The faults that spread an answer over real time, or cut it. Says whether it took care of the answer. */
  #writeSlowly(response: ServerResponse, answer: Answer, requestId: string, fault: FaultSpec): boolean {
    const duration = (fault.seconds ?? SLOW_SECONDS) * 1000
    const body = Buffer.from(typeof answer.body === 'string' ? answer.body : answer.body.join(''))
    if (fault.kind === 'slow-first-byte') {
      this.#later(duration, () => this.#write(response, answer, requestId))
      return true
    }
    if (fault.kind !== 'slow-body' && fault.kind !== 'drop-mid-body') return false
    response.writeHead(answer.status, this.#headers(answer, requestId, body.length))
    const step = Math.max(1, Math.ceil(body.length / SLOW_PARTS))
    response.write(body.subarray(0, step))
    if (fault.kind === 'drop-mid-body') {
      this.#later(10, () => response.destroy())
      return true
    }
    for (let part = 1; part <= SLOW_PARTS; part++) {
      this.#later((duration * part) / SLOW_PARTS, () => {
        if (response.destroyed) return
        if (part === SLOW_PARTS) response.end()
        else response.write(body.subarray(part * step, (part + 1) * step))
      })
    }
    return true
  }

  #later(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      action()
    }, ms)
    timer.unref()
    this.#timers.add(timer)
  }
}

/** The key of `Authorization: Bearer <key>`; the scheme in any case. */
function bearerKey(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined
  return /^bearer +(\S+) *$/i.exec(authorization)?.[1]
}
