import {command} from '../domain/action.js'
import type {Clock, Gateway, Inference} from '../app/ports.js'
import {AppError} from '../domain/errors.js'
import {normaliseBaseUrl} from './base-url.js'
import {HttpGateway} from './gateway.js'
import {Http} from './http.js'
import {HttpInference} from './inference.js'

export {DEFAULT_BASE_URL, normaliseBaseUrl} from './base-url.js'

export interface ConnectionOptions {
  /** Without a trailing `/inference[/v1]`; one that is there is stripped. */
  baseUrl: string
  apiKey: string
  /**
   * Milliseconds for one attempt, from connecting to the last byte. A GET that times out is not tried again; between the
   * attempts of other failures a back-off waits at most this long, a `retry-after` of the server at most 60 s.
   */
  timeoutMs: number
  /** Where `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` are looked up, in both cases. */
  env: Record<string, string | undefined>
  /** Ends requests and waits; an AppError as its reason is what they then throw. */
  signal?: AbortSignal | undefined
  /** Gets one line per retry, while it is waited for. */
  onWait?: ((message: string) => void) | undefined
  /** Gets the redacted HTTP trace, line by line. */
  debug?: ((line: string) => void) | undefined
  clock: Clock
  userAgent: string
  /** 0 ≤ r < 1, for the jitter of waits; `Math.random` by default. */
  random?: (() => number) | undefined
}

/**
 * The Fireworks APIs for one key. Nothing is loaded or opened before the first request; `close` drops the connections.
 * @throws AppError `usage` for a bad base URL, `unauthorized` for a key that no HTTP header can carry
 */
export function connectFireworks(o: ConnectionOptions): {gateway: Gateway; inference: Inference; close: () => void} {
  const baseUrl = normaliseBaseUrl(o.baseUrl)
  if (!/^[\x21-\x7e]+$/.test(o.apiKey)) {
    throw new AppError(
      'unauthorized',
      'the API key is empty, or holds characters that no key has (a space, a line break)',
      {
        hints: [['check where it was pasted or read from; set it anew with ', command('auth', 'login')]],
      },
    )
  }
  const http = new Http(o)
  return {
    gateway: new HttpGateway(http, {baseUrl, apiKey: o.apiKey, clock: o.clock}),
    inference: new HttpInference(http, {baseUrl, apiKey: o.apiKey}),
    close: () => http.close(),
  }
}
