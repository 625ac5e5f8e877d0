import type {IncomingHttpHeaders} from 'node:http'
import {jsonAnswer, type Answer} from './answer.js'

const LOOPBACK_NAME = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i

/**
 * 403 for a request that a web page makes in somebody's browser: one whose `Host` is not this machine (DNS rebinding), or
 * whose `Origin` is another site. Undefined for all others; programs send no `Origin`.
 */
export function refuseStranger(headers: IncomingHttpHeaders): Answer | undefined {
  const {host, origin} = headers
  if (host !== undefined && !isLoopback(`http://${host}`)) {
    return jsonAnswer({error: 'the sandbox answers to 127.0.0.1 and localhost only'}, 403)
  }
  if (origin !== undefined && !isLoopback(origin)) {
    return jsonAnswer({error: 'the sandbox does not answer to web pages of other sites'}, 403)
  }
  return undefined
}

function isLoopback(address: string): boolean {
  return URL.canParse(address) && LOOPBACK_NAME.test(new URL(address).hostname)
}
