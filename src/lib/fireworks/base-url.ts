import {AppError} from '../domain/errors.js'
import {redactAddress} from '../domain/text/redact.js'

/** The control plane and the inference API share this host. Source: Fireworks API reference. */
export const DEFAULT_BASE_URL = 'https://api.fireworks.ai'

/**
 * The gateway's address without a trailing slash, `/v1`, `/inference` or `/inference/v1`: some Fireworks tools set
 * `FIREWORKS_BASE_URL` with the inference path at the end.
 * @throws AppError `usage` when it is no http(s) URL, or carries credentials, a query or a fragment
 */
export function normaliseBaseUrl(url: string): string {
  const hints = [`give the gateway's address alone, such as ${DEFAULT_BASE_URL}`]
  const refuse = (why: string) => new AppError('usage', `base URL ${redactAddress(url.trim())}: ${why}`, {hints})
  const parsed = parseHttpUrl(url)
  if (!parsed) throw refuse('not an http or https URL')
  if (parsed.username !== '' || parsed.password !== '') throw refuse('user and password do not belong there')
  if (parsed.search !== '' || parsed.hash !== '') throw refuse('a query or fragment does not belong there')
  const path = parsed.pathname.replace(/\/+$/, '').replace(/(?:\/+inference)?(?:\/+v1)?$/, '')
  return parsed.origin + path.replace(/\/+$/, '')
}

function parseHttpUrl(url: string): URL | null {
  try {
    const parsed = new URL(url.trim())
    return parsed.protocol === 'http:' || parsed.protocol === 'https:' ? parsed : null
  } catch {
    return null
  }
}

/**
 * One part of a path. `.` and `..` are refused, not encoded: a URL parser reads `%2e%2e` as `..` too, so such an id would
 * silently address another resource.
 * @throws AppError `usage`
 */
export function pathPart(id: string, noun: string): string {
  if (id === '' || id === '.' || id === '..') throw new AppError('usage', `${noun}: "${id}" is no name`)
  try {
    return encodeURIComponent(id)
  } catch {
    throw new AppError('usage', `${noun}: the name is not valid Unicode`)
  }
}

/** Whether a base URL leads to this machine. The URL parser has already written every spelling of 127.0.0.1 as that. */
export function isLoopback(baseUrl: string): boolean {
  const {hostname} = new URL(baseUrl)
  return /^127(?:\.\d{1,3}){3}$/.test(hostname) || /^(?:.+\.)?localhost$/.test(hostname) || hostname === '[::1]'
}
