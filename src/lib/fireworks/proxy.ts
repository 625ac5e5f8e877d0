import type {Agent as HttpAgent} from 'node:http'
import type {Agent as HttpsAgent} from 'node:https'
import {AppError} from '../domain/errors.js'
import {redactSecrets} from '../domain/text/redact.js'

/** A proxy chosen from the environment. `toString` and `label` never show its password. */
export interface ProxyChoice {
  readonly url: URL
  /** `http://proxy.corp:3128 (HTTPS_PROXY)`. */
  readonly label: string
  /** User name and password, for redaction; empty without. */
  readonly secrets: readonly string[]
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * The proxy for a URL by `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, lower case first, as curl and Go read
 * them. An environment is handed in, and npm's own proxy settings are not ours to follow; hence no library reads it.
 * @throws AppError `usage` for a proxy of another kind than http or https
 */
export function proxyFor(target: URL, env: Env): ProxyChoice | null {
  const names = [`${target.protocol.slice(0, -1)}_proxy`, 'all_proxy'].flatMap(name => [name, name.toUpperCase()])
  const name = names.find(candidate => (env[candidate] ?? '').trim() !== '')
  if (name === undefined || isExempt(target, env['no_proxy'] || env['NO_PROXY'] || '')) return null
  return parseProxy(env[name]!.trim(), name)
}

function parseProxy(value: string, name: string): ProxyChoice {
  const hints = [`${name} takes http://host:port or https://host:port; NO_PROXY lists hosts that go direct`]
  let url: URL
  try {
    url = new URL(value.includes('://') ? value : `http://${value}`)
  } catch {
    throw new AppError('usage', `${name} is not a proxy URL`, {hints})
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new AppError('usage', `${name}: ${redactSecrets(url.protocol)}// proxies are not supported`, {hints})
  }
  const credentials = [url.username, url.password].filter(part => part !== '')
  const secrets = [...new Set(credentials.flatMap(part => [part, decoded(part)]))]
  return {url, label: `${url.protocol}//${url.host} (${name})`, secrets}
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/**
 * Whether `NO_PROXY` exempts the target: `*`, a host, a domain (with or without a leading dot or `*.`: its subdomains
 * too, as curl and Go have it), either with `:port`. Loopback is no exception of its own.
 */
export function isExempt(target: URL, noProxy: string): boolean {
  const host = target.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const port = target.port || (target.protocol === 'https:' ? '443' : '80')
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(entry => entry !== '')
    .some(entry => {
      if (entry === '*') return true
      const parts = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry)
      if (parts?.[2] !== undefined && parts[2] !== port) return false
      const name = (parts?.[1] ?? entry).replace(/^\[|\]$/g, '').replace(/^\*?\./, '')
      return name !== '' && (host === name || host.endsWith(`.${name}`))
    })
}

export interface TunnelOptions {
  readonly maxSockets: number
  /** Milliseconds the proxy may take to open the tunnel. */
  readonly timeoutMs: number
  /** Ends a tunnel that is still being opened; the agent's own `destroy` does not know of it. */
  readonly signal: AbortSignal
}

/** An agent that opens CONNECT tunnels through the proxy and keeps them alive. */
export async function tunnelAgent(
  target: URL,
  proxy: ProxyChoice,
  options: TunnelOptions,
): Promise<HttpAgent | HttpsAgent> {
  const {HttpProxyAgent, HttpsProxyAgent} = await import('hpagent')
  const settings = {
    keepAlive: true,
    maxSockets: options.maxSockets,
    timeout: options.timeoutMs,
    proxy: proxy.url,
    // Handed to http.request of the CONNECT as they are, `signal` included, though its types name three of them.
    proxyRequestOptions: {signal: options.signal} as object,
  }
  return target.protocol === 'https:' ? new HttpsProxyAgent(settings) : new HttpProxyAgent(settings)
}
