import {Buffer} from 'node:buffer'
import http, {type Agent, type ClientRequest, type IncomingMessage, type ServerResponse} from 'node:http'
import https from 'node:https'
import type {Socket} from 'node:net'
import type {TLSSocket} from 'node:tls'
import {endToEnd, rawHeader, trailerPairs, withoutHeaders, type RawHeaders} from './raw-headers.js'

/** Where requests go. */
export interface Upstream {
  /** The gateway's address, without a slash at the end. */
  readonly url: URL
  /** The pool of connections, direct or through a company's proxy. */
  readonly agent: Agent
}

/** How an exchange ended. `unreachable` got no connection, `broken` got one that failed. */
export type Ending = 'complete' | 'client-gone' | 'broken' | 'unreachable'

/** Reads along. Nothing it does changes what passes, but for the headers that `answerHead` adds. */
export interface Watch {
  requestChunk(chunk: Buffer): void
  /** @returns names and values to add to the answer's head */
  answerHead(status: number, headers: RawHeaders): readonly string[]
  answerChunk(chunk: Buffer): void
  /** Called once. @param detail of a failure, one line */
  ended(how: Ending, detail: string): void
}

/** Request head and answer head may be this large, bytes: more than any gateway takes. */
export const LARGEST_HEAD = 256 * 1024

export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The path at the gateway. */
  readonly path: string
  readonly watch: Watch
  /** The part of the body that was read already; the rest, if any, still comes. */
  readonly held: readonly Buffer[]
  /** The client wants to be told to go on before it sends its body, and was not yet. */
  readonly expectsContinue: boolean
}

/**
 * Sends one request on and its answer back, as they come: bytes, header order, trailers, 1xx, aborts on either side.
 * Once, never again: what the upstream did with a request whose answer is lost, nobody knows.
 */
export function sendOn(upstream: Upstream, exchange: Exchange): void {
  const {request, response, watch} = exchange
  let over = false
  const end = (how: Ending, detail = '') => {
    if (over) return
    over = true
    watch.ended(how, detail)
  }
  const sent = openRequest(upstream, exchange)
  const connection = connectionOf(sent, upstream.url.protocol === 'https:')
  response.on('close', () => {
    if (!response.writableFinished) sent.destroy()
    end(response.writableFinished ? 'complete' : 'client-gone')
  })
  sent.on('continue', () => response.writeContinue())
  sent.on('information', ({statusCode, statusMessage, rawHeaders}) => {
    if (statusCode !== 100) writeInformation(response, statusCode, statusMessage, rawHeaders)
  })
  sent.on('response', answer => passAnswer(exchange, answer, detail => end('broken', detail)))
  sent.on('error', (error: NodeJS.ErrnoException) => {
    if (over || response.headersSent) return
    const detail = error.code ?? error.message
    if (connection.established && !isParseError(error)) {
      end('broken', detail)
      // As a client without the proxy between would see it: the connection ends.
      request.socket.destroySoon()
    } else {
      end('unreachable', detail)
      refuse(
        exchange,
        502,
        {'x-fireq-error': 'unreachable'},
        `the gateway ${upstream.url.host} did not answer: ${detail}`,
      )
    }
  })
  passRequest(exchange, sent)
}

function openRequest({url, agent}: Upstream, {request, path}: Exchange): ClientRequest {
  const headers = endToEnd(request.rawHeaders, {host: url.host})
  if (rawHeader(headers, 'host') === null) headers.unshift('Host', url.host)
  const {method = 'GET'} = request
  const framed = rawHeader(headers, 'content-length') !== null || rawHeader(headers, 'transfer-encoding') !== null
  // Node would announce a chunked body that nobody sends.
  if (!framed && !/^(?:GET|HEAD|DELETE|OPTIONS|TRACE)$/.test(method)) headers.push('Content-Length', '0')
  const send = url.protocol === 'https:' ? https.request : http.request
  const sent = send({
    agent,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? undefined : Number(url.port),
    method,
    path,
    // Raw, as `rawHeaders` has them: Node's types know only the object.
    headers: headers as never,
    maxHeaderSize: LARGEST_HEAD,
  })
  sent.maxHeadersCount = 0
  // They are written into the head by now. Node keeps the list as long as the connection, and with it the key.
  headers.length = 0
  return sent
}

function passRequest({request, held, watch, expectsContinue}: Exchange, sent: ClientRequest): void {
  for (const chunk of held) sent.write(chunk)
  const finish = () => {
    if (sent.destroyed || sent.writableEnded) return
    if (request.rawTrailers.length > 0) addTrailers(sent, request.rawTrailers)
    sent.end()
  }
  if (request.readableEnded) return finish()
  // The body comes only after the gateway's own word.
  if (expectsContinue) sent.flushHeaders()
  request.on('data', (chunk: Buffer) => {
    watch.requestChunk(chunk)
    if (sent.destroyed || sent.write(chunk)) return
    request.pause()
    sent.once('drain', () => request.resume())
  })
  request.on('end', finish)
  request.on('error', () => sent.destroy())
  sent.on('close', () => request.resume())
}

function passAnswer(
  {request, response, watch}: Exchange,
  answer: IncomingMessage,
  broke: (detail: string) => void,
): void {
  const added = watch.answerHead(answer.statusCode ?? 0, answer.rawHeaders)
  writeAnswerHead(request, response, answer, added)
  answer.on('data', (chunk: Buffer) => {
    watch.answerChunk(chunk)
    if (response.write(chunk)) return
    answer.pause()
    response.once('drain', () => answer.resume())
  })
  // A body that lets itself be waited for must not hold back its head.
  setImmediate(() => {
    if (!response.writableEnded && !response.destroyed) response.flushHeaders()
  })
  answer.on('end', () => {
    if (answer.rawTrailers.length > 0) addTrailers(response, answer.rawTrailers)
    response.end()
  })
  answer.on('error', (error: NodeJS.ErrnoException) => {
    broke(error.code ?? error.message)
    // Cut here as it was cut there, after the same bytes: an end would pass a part for the whole.
    if (!response.destroyed) response.flushHeaders()
    request.socket.destroySoon()
  })
}

function writeAnswerHead(
  request: IncomingMessage,
  response: ServerResponse,
  answer: IncomingMessage,
  added: readonly string[],
): void {
  response.sendDate = false
  let headers = endToEnd(answer.rawHeaders)
  if (request.httpVersionMinor === 0) headers = withoutHeaders(headers, ['transfer-encoding', 'trailer'])
  else if (rawHeader(answer.rawHeaders, 'connection') === null) response.removeHeader('connection')
  if (rawHeader(headers, 'transfer-encoding') === null) headers = withoutHeaders(headers, ['trailer'])
  headers.push(...added)
  const status = answer.statusCode ?? 502
  const {statusMessage = ''} = answer
  try {
    response.writeHead(status, statusMessage, headers as never)
  } catch {
    response.writeHead(status, headers as never)
  }
}

/** Trailers announced or not; what may not stand there is left out rather than everything lost. */
function addTrailers(message: ClientRequest | ServerResponse, raw: RawHeaders): void {
  try {
    message.addTrailers(trailerPairs(raw))
  } catch {
    // A field that Node takes for no trailer.
  }
}

function writeInformation(response: ServerResponse, status: number, text: string, raw: RawHeaders): void {
  // Before the head of its own answer, and only while it is this answer's turn on the connection.
  if (response.headersSent || response.socket === null || response.socket.destroyed) return
  const lines = trailerPairs(endToEnd(raw)).map(([name, value]) => `${name}: ${value}\r\n`)
  response.socket.write(`HTTP/1.1 ${status} ${text}\r\n${lines.join('')}\r\n`, 'latin1')
}

/** Whether a connection was there when something failed. */
function connectionOf(sent: ClientRequest, secure: boolean): {readonly established: boolean} {
  const state = {established: false}
  sent.once('socket', (socket: Socket | TLSSocket) => {
    if (sent.reusedSocket || !(socket.connecting || (secure && !('authorized' in socket && socket.getProtocol())))) {
      state.established = true
    } else socket.once(secure ? 'secureConnect' : 'connect', () => (state.established = true))
  })
  return state
}

function isParseError(error: NodeJS.ErrnoException): boolean {
  return error.code?.startsWith('HPE_') === true
}

/** An answer of the proxy's own, in the shape that OpenAI clients read; `x-fireq-…` headers tell that it is one. */
export function refuse(
  {request, response}: Pick<Exchange, 'request' | 'response'>,
  status: number,
  headers: Readonly<Record<string, string>>,
  message: string,
): void {
  if (response.headersSent || response.destroyed) return
  const body = JSON.stringify({
    error: {message: `fireq proxy: ${message}`, type: 'fireq_proxy', code: null, param: null},
  })
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  })
  response.end(request.method === 'HEAD' ? undefined : body)
  // What is left of the request is read and thrown away, so that the connection can go on.
  request.resume()
}
