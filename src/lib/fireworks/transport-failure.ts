import {AppError, type ErrorCode} from '../domain/errors.js'
import {redactSecrets} from '../domain/text/redact.js'
import type {StopReason} from './exchange.js'
import type {ProxyChoice} from './proxy.js'

export interface TransportFailure {
  readonly error: AppError
  /** Whether the same GET may be tried again at once. */
  readonly transient: boolean
}

export interface FailureContext {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly url: URL
  readonly proxy: ProxyChoice | null
  readonly secrets: readonly string[]
  /** Status of the answer that had begun; null when none had. */
  readonly status: number | null
  readonly timeoutMs: number
}

/** Certificate errors of Node's TLS: what a self-signed certificate or a corporate CA comes to. */
const CERTIFICATE =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|INVALID_CA|HOSTNAME_MISMATCH)$/
const TLS = /^(?:ERR_TLS_\w+|ERR_SSL_\w+|EPROTO)$/

/**
 * Maps what the HTTP library threw to an error that holds no request: its own errors carry the authorization header. Only
 * code and message survive, redacted, as text in `cause`.
 */
export function transportFailure(thrown: unknown, context: FailureContext): TransportFailure {
  const {code, message} = codeAndMessage(thrown)
  const cause = redactSecrets(`${code}: ${message}`, context.secrets)
  const at = context.url.host
  const failure = (error: ErrorCode, text: string, hints: readonly string[], transient = false): TransportFailure => ({
    error: new AppError(error, redactSecrets(text, context.secrets), {
      hints: [...hints, ...(context.proxy ? [`a proxy is in use: ${context.proxy.label}`] : [])],
      httpStatus: context.status,
      cause,
    }),
    transient,
  })
  if (code === 'ETIMEDOUT') return timeoutFailure(context)
  if (CERTIFICATE.test(code) || code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return failure('network', `the certificate of ${at} is not trusted (${code})`, [
      'behind a corporate proxy with its own CA, name its PEM file in NODE_EXTRA_CA_CERTS',
    ])
  }
  if (TLS.test(code)) {
    return failure('network', `no TLS connection to ${at} (${code})`, ['is it https? check --base-url and HTTPS_PROXY'])
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const hints = ['check the network connection, --base-url, and HTTPS_PROXY where a proxy is needed']
    return failure('network', `no address found for ${hostOf(thrown) ?? at} (${code})`, hints, code === 'EAI_AGAIN')
  }
  if (code === 'ERR_INVALID_CHAR' || code === 'ERR_INVALID_HTTP_TOKEN') {
    return failure('usage', 'a request header holds characters that HTTP does not allow', [
      'check --header and the key',
    ])
  }
  const tunnel = /^Bad response: (\d+)$/.exec(message)
  if (context.proxy && tunnel) {
    const hint = tunnel[1] === '407' ? 'the proxy wants user and password in its URL' : 'the proxy refuses this host'
    return failure('network', `the proxy did not open a tunnel to ${at} (HTTP ${tunnel[1]})`, [hint])
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return failure('bad-response', `the headers of the answer of ${at} are too large to be read`, [
      'check `--base-url` and any proxy in between',
    ])
  }
  if (code.startsWith('HPE_')) {
    return failure('bad-response', `${at} does not speak HTTP (${code})`, ['check --base-url'])
  }
  if (context.status !== null) {
    const text = `the answer of ${at} ended before it was complete (HTTP ${context.status})`
    // What a GET asked for came broken; what a POST or PATCH did is unknown, as after any dropped connection.
    const error = context.method === 'GET' ? 'bad-response' : 'network'
    return failure(error, text, ['try again; if it persists, check any proxy in between'], true)
  }
  if (code === 'ECONNREFUSED') {
    return failure('network', `${at} refused the connection`, ['check --base-url, and that the server runs'], true)
  }
  const what = code === 'ECONNRESET' || code === 'EPIPE' ? 'the connection was closed before an answer came' : message
  return failure('network', `no answer from ${at}: ${what} (${code})`, ['check the network, then try again'], true)
}

/** What stopped the request from this side. An abort keeps its reason when that is an AppError. */
export function stopFailure(stop: StopReason, context: FailureContext): TransportFailure {
  switch (stop.kind) {
    case 'aborted':
      return {error: abortError(stop.reason), transient: false}
    case 'timeout':
      return timeoutFailure(context)
    case 'too-large': {
      const text = `the answer of ${context.url.host} is larger than ${stop.limitBytes / 2 ** 20} MB and was not read`
      const details = {hints: ['ask for fewer with --page-size; check --base-url'], httpStatus: context.status}
      return {error: new AppError('bad-response', text, details), transient: false}
    }
  }
}

/** The reason of an aborted signal as an AppError; itself when it already is one. */
export function abortError(reason: unknown): AppError {
  return reason instanceof AppError ? reason : new AppError('unknown', 'the request was cancelled')
}

function timeoutFailure({url, proxy, timeoutMs, status}: FailureContext): TransportFailure {
  const hints = [`allow more with --timeout${proxy ? `; a proxy is in use: ${proxy.label}` : ''}`]
  const text = `no complete answer from ${url.host} within ${timeoutMs / 1000} s`
  return {error: new AppError('timeout', text, {hints, httpStatus: status}), transient: false}
}

function codeAndMessage(thrown: unknown): {code: string; message: string} {
  if (!(thrown instanceof Error)) return {code: 'UNKNOWN', message: 'unknown failure'}
  // The library wraps: the socket's or the tunnel's own error says more than "ERR_GOT_REQUEST_ERROR".
  for (let error: unknown = thrown; error instanceof Error; error = error.cause) {
    const code: unknown = (error as {code?: unknown}).code
    if (typeof code === 'string' && !code.startsWith('ERR_GOT')) return {code, message: error.message}
  }
  return {code: thrown.name, message: thrown.message}
}

/** The name that was looked up: the proxy's, when there is one. */
function hostOf(thrown: unknown): string | null {
  for (let error: unknown = thrown; error instanceof Error; error = error.cause) {
    const host: unknown = (error as {hostname?: unknown}).hostname
    if (typeof host === 'string') return host
  }
  return null
}
