import {rawHeader, type RawHeaders} from './raw-headers.js'

/** Hosts that mean this machine. A name that a foreign DNS server could point here is not among them. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i

/**
 * Why a request may not come in: no web page may drive somebody's proxy with the key of a local program, and no foreign
 * name may be made to point at it (DNS rebinding).
 * @returns null for a request of a program on this machine
 */
export function whyRefused(raw: RawHeaders): string | null {
  const host = rawHeader(raw, 'host')
  if (host !== null && host !== '' && !LOOPBACK.test(host)) return 'the Host header does not name this machine'
  const origin = rawHeader(raw, 'origin')
  if (origin !== null && !isLocalOrigin(origin)) return 'the request comes from a web page of another host'
  const site = rawHeader(raw, 'sec-fetch-site')
  if (origin === null && site !== null && /^(?:cross-site|same-site)$/i.test(site)) {
    return 'the request comes from a web page of another host'
  }
  return null
}

function isLocalOrigin(origin: string): boolean {
  const authority = /^https?:\/\/([^/]+)$/i.exec(origin.slice(0, 300))?.[1]
  return authority !== undefined && LOOPBACK.test(authority)
}
