import {Buffer} from 'node:buffer'
import http, {type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {acceptedFormat, contentTypeOf} from './exposition.js'
import type {Exporter} from './exporter.js'

/** Hosts that mean this machine. A name that a foreign DNS server could point here is not among them. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i
/** Milliseconds a scraper may take to send its request. */
const REQUEST_MS = 10_000

export interface ListenAddress {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
}

export interface MetricsServer {
  /** `http://127.0.0.1:9464`. */
  readonly url: string
  /** Ends at once, open connections too. */
  close(): Promise<void>
}

/**
 * Serves `/metrics`, `/healthz` and `/readyz`.
 * @throws {NodeJS.ErrnoException} where it cannot listen
 */
export async function serveMetrics(
  exporter: Pick<Exporter, 'text' | 'ready'>,
  {host, port}: ListenAddress,
): Promise<MetricsServer> {
  const onlyHere = LOOPBACK.test(host.includes(':') ? `[${host}]` : host)
  const server = http.createServer({requestTimeout: REQUEST_MS}, (request, response) => {
    void answer(exporter, request, response, onlyHere)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    url: `http://${shown}:${address.port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type OwnAnswer = readonly [status: number, type: string, body: string]

async function answer(
  exporter: Pick<Exporter, 'text' | 'ready'>,
  request: IncomingMessage,
  response: ServerResponse,
  onlyHere: boolean,
): Promise<void> {
  request.resume()
  const [status, type, body] = await answerOf(exporter, request, onlyHere).catch((): OwnAnswer =>
    plain(500, 'the metrics could not be written'),
  )
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...(status === 405 ? {allow: 'GET, HEAD'} : {}),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

async function answerOf(
  exporter: Pick<Exporter, 'text' | 'ready'>,
  {method, url, headers}: IncomingMessage,
  onlyHere: boolean,
): Promise<OwnAnswer> {
  // No foreign name may be made to point here (DNS rebinding).
  if (onlyHere && headers.host !== undefined && !LOOPBACK.test(headers.host)) {
    return plain(403, 'the Host header does not name this machine')
  }
  if (method !== 'GET' && method !== 'HEAD') return plain(405, 'only GET and HEAD')
  switch ((url ?? '').split('?', 1)[0]) {
    case '/metrics': {
      const format = acceptedFormat(headers.accept)
      return [200, contentTypeOf(format), await exporter.text(format)]
    }
    case '/healthz':
      return plain(200, 'ok')
    case '/readyz':
      return exporter.ready() ? plain(200, 'ready') : plain(503, 'the first readings are not there yet')
    case '/':
      return plain(200, 'fireq exporter: /metrics, /healthz, /readyz')
    default:
      return plain(404, 'there are /metrics, /healthz and /readyz')
  }
}

const plain = (status: number, text: string): OwnAnswer => [status, 'text/plain; charset=utf-8', `${text}\n`]
