import http, {type IncomingMessage, type ServerResponse} from 'node:http'
import {connect, type AddressInfo, type Socket} from 'node:net'
import {systemClock} from '../../src/lib/cli/context.js'
import {startProxy, type Proxy, type ProxyOptions} from '../../src/lib/proxy/index.js'

/** A proxy in front of an address, and nothing else: no command line, a free port. */
export function startTestProxy(url: string, options: Partial<ProxyOptions> = {}): Promise<Proxy> {
  return startProxy({
    upstream: {url: new URL(url), agent: new http.Agent({keepAlive: true, maxSockets: 1024})},
    port: 0,
    version: '0.0.0',
    advise: false,
    pace: null,
    clock: systemClock,
    ...options,
  })
}

/** A request as raw as the wire has it. */
export interface RawRequest {
  readonly method: string
  readonly path: string
  readonly headers: readonly string[]
  readonly chunks: readonly Buffer[]
  readonly chunked: boolean
  readonly trailers: readonly string[]
}

/** What one end saw of a message. `cut` when it ended before its end. */
export interface SeenMessage {
  readonly head: string
  readonly headers: readonly string[]
  readonly body: Buffer
  readonly trailers: readonly string[]
  readonly cut: boolean
}

export interface SeenAnswer extends SeenMessage {
  /** 1xx before the answer, each its status and headers. */
  readonly information: readonly string[]
}

/** Fields of a connection, and the host, which a proxy has to change. */
const OF_THE_CONNECTION = new Set(['connection', 'keep-alive', 'host', 'transfer-encoding'])

/** Name and value lines of a message's own, in order. */
export function ownHeaders(raw: readonly string[]): string[] {
  const lines: string[] = []
  for (let at = 0; at < raw.length; at += 2) {
    if (!OF_THE_CONNECTION.has(raw[at]!.toLowerCase())) lines.push(`${raw[at]}: ${raw[at + 1]}`)
  }
  return lines
}

/** Sends it and reads the answer to its end, or to where it was cut. */
export function ask(url: string, request: RawRequest): Promise<SeenAnswer> {
  const {hostname, port} = new URL(url)
  const information: string[] = []
  return new Promise((resolve, reject) => {
    const framing = request.chunked
      ? ['Transfer-Encoding', 'chunked', ...(request.trailers.length > 0 ? ['Trailer', request.trailers[0]!] : [])]
      : request.chunks.length > 0
        ? ['Content-Length', String(request.chunks.reduce((sum, chunk) => sum + chunk.length, 0))]
        : []
    const headers = ['Host', `${hostname}:${port}`, ...request.headers, ...framing]
    const {method, path} = request
    const sent = http.request({hostname, port, method, path, headers: headers as never, agent: false})
    sent.on('information', ({statusCode, rawHeaders}) => {
      information.push(`${statusCode} ${ownHeaders(rawHeaders).join('|')}`)
    })
    sent.on('response', answer => resolve(readAnswer(answer, information)))
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE')
        resolve({head: '', headers: [], body: Buffer.alloc(0), trailers: [], cut: true, information})
      else reject(error)
    })
    for (const chunk of request.chunks) sent.write(chunk)
    if (request.trailers.length > 0) sent.addTrailers([[request.trailers[0]!, request.trailers[1]!]])
    sent.end()
  })
}

function readAnswer(answer: IncomingMessage, information: readonly string[]): Promise<SeenAnswer> {
  return readMessage(answer).then(({body, cut}) => ({
    head: `${answer.statusCode} ${answer.statusMessage}`,
    headers: ownHeaders(answer.rawHeaders),
    body,
    trailers: [...answer.rawTrailers],
    cut,
    information,
  }))
}

/** A message's body, and whether it came whole. */
export function readMessage(message: IncomingMessage): Promise<{body: Buffer; cut: boolean}> {
  const chunks: Buffer[] = []
  return new Promise(resolve => {
    const done = () => resolve({body: Buffer.concat(chunks), cut: !message.complete})
    message.on('data', (chunk: Buffer) => chunks.push(chunk))
    message.on('end', done).on('error', done).on('close', done)
  })
}

export interface TestUpstream {
  readonly url: string
  /** Requests in the order in which their bodies ended. */
  readonly seen: readonly SeenMessage[]
  /** Requests that have come in, ended or not. */
  readonly begun: number
  readonly sockets: ReadonlySet<Socket>
  close(): Promise<void>
}

/** A server that keeps what it sees and answers as it is told, once the request has ended. */
export async function startUpstream(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  {early = false} = {},
): Promise<TestUpstream> {
  const seen: SeenMessage[] = []
  const sockets = new Set<Socket>()
  let begun = 0
  const server = http.createServer((request, response) => {
    begun++
    response.on('error', () => undefined)
    const whole = readMessage(request).then(({body, cut}) => {
      const head = `${request.method} ${request.url}`
      seen.push({head, headers: ownHeaders(request.rawHeaders), body, trailers: [...request.rawTrailers], cut})
    })
    if (early) answer(request, response)
    else void whole.then(() => answer(request, response))
  })
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    sockets,
    get begun() {
      return begun
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}

/** Opens a connection, writes bytes and hands it over. */
export function rawConnection(url: string, bytes: string | Buffer): Promise<Socket> {
  const {hostname, port} = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(bytes)
      resolve(socket)
    })
    socket.on('error', reject)
  })
}
