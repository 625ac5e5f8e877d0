import {Buffer} from 'node:buffer'
import type {IncomingMessage, ServerResponse} from 'node:http'
import type {ProxySnapshot} from '../domain/traffic/snapshot.js'
import {METRICS_CONTENT_TYPE, metricsText} from './metrics-text.js'

const PREFIX = '/_fireq'

/** Whether the proxy answers a path itself. No gateway has such paths; they are never sent on. */
export function isOwnRoute(url: string): boolean {
  return url === PREFIX || url.startsWith(`${PREFIX}/`) || url.startsWith(`${PREFIX}?`)
}

/** `GET /_fireq/limits` (JSON), `/_fireq/metrics` (Prometheus), `/_fireq/healthz`. */
export function answerOwnRoute(
  request: IncomingMessage,
  response: ServerResponse,
  url: string,
  snapshot: ProxySnapshot,
  version: string,
): void {
  const [status, type, body] = answerOf(request.method ?? 'GET', url.split('?', 1)[0]!, snapshot, version)
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...(status === 405 ? {allow: 'GET, HEAD'} : {}),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
  request.resume()
}

type OwnAnswer = [status: number, type: string, body: string]

function answerOf(method: string, path: string, snapshot: ProxySnapshot, version: string): OwnAnswer {
  if (method !== 'GET' && method !== 'HEAD') return json(405, {error: {message: 'fireq proxy: only GET and HEAD'}})
  switch (path) {
    case `${PREFIX}/healthz`:
      return json(200, {status: 'ok', version})
    case `${PREFIX}/limits`:
      return json(200, {...snapshot, generatedAt: new Date(snapshot.generatedAt).toISOString()})
    case `${PREFIX}/metrics`:
      return [200, METRICS_CONTENT_TYPE, metricsText(snapshot, version)]
    default:
      return json(404, {error: {message: 'fireq proxy: there are /_fireq/limits, /_fireq/metrics and /_fireq/healthz'}})
  }
}

const json = (status: number, body: unknown): OwnAnswer => [status, 'application/json', `${JSON.stringify(body)}\n`]
