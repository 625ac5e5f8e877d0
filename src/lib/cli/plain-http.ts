import type {ConfigPlace} from '../config/paths.js'
import {resolveSetting} from '../config/describe.js'
import type {Sourced} from '../config/sourced.js'
import {AppError} from '../domain/errors.js'
import {isLoopback, normaliseBaseUrl} from '../fireworks/base-url.js'
import type {GlobalFlagValues} from './flags.js'

/**
 * The gateway's address, normalised, once it is sure that no key goes over the network unencrypted: https, this machine,
 * or plain http that `--insecure-http` or the setting `insecure-http` allows. Where the address came from makes no
 * difference.
 * @throws AppError usage
 */
export function safeGateway(place: ConfigPlace, flags: GlobalFlagValues, given: Sourced<string>): string {
  const baseUrl = normaliseBaseUrl(given.value)
  if (!isUnencrypted(baseUrl) || isAllowed(place, flags)) return baseUrl
  const origin = given.detail === '' ? '' : ` (from ${given.detail})`
  throw new AppError('usage', `plain http to ${new URL(baseUrl).host}${origin} would send the key unencrypted`, {
    hints: ['use https, or allow it with `--insecure-http`, or for good with the setting `insecure-http`'],
  })
}

/** Whether a key sent to this address could be read on its way. */
export function isUnencrypted(baseUrl: string): boolean {
  return baseUrl.startsWith('http:') && !isLoopback(baseUrl)
}

function isAllowed(place: ConfigPlace, flags: GlobalFlagValues): boolean {
  if (flags['insecure-http'] === true) return true
  return resolveSetting(place, {}, 'insecure-http')?.value === 'true'
}
