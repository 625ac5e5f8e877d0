import {createHmac, randomBytes} from 'node:crypto'
import {rawHeader, type RawHeaders} from './raw-headers.js'

/** Requests without a key are one party of their own. */
const NO_KEY = 'no-key'
/** Keys whose digest is remembered; a proxy on one machine sees a handful. */
const MOST_REMEMBERED = 256

/**
 * Tells accounts apart without keeping a key: a digest with a salt that is made anew with every proxy and kept nowhere,
 * so that no list of digests can be matched with a list of keys.
 */
export class AccountKeys {
  readonly #salt = randomBytes(32)
  readonly #known = new Map<string, string>()

  /** @param accounts names by key, for the keys of which the account is known */
  constructor(accounts: ReadonlyMap<string, string> = new Map()) {
    for (const [key, account] of accounts) this.#known.set(this.#digest(key), account)
  }

  /** `acme` where the key's account is known, else `key-1f3a9c02`. */
  labelOf(headers: RawHeaders): string {
    const key = keyOf(headers)
    if (key === null) return NO_KEY
    const digest = this.#digest(key)
    const label = this.#known.get(digest)
    if (label !== undefined) return label
    const made = `key-${digest.slice(0, 8)}`
    if (this.#known.size < MOST_REMEMBERED) this.#known.set(digest, made)
    return made
  }

  #digest(key: string): string {
    return createHmac('sha256', this.#salt).update(key).digest('hex')
  }
}

/** The key as OpenAI's clients send it, or as Anthropic's do. */
function keyOf(headers: RawHeaders): string | null {
  const authorization = rawHeader(headers, 'authorization')
  const bearer = authorization === null ? null : (/^bearer +(\S+) *$/i.exec(authorization)?.[1] ?? null)
  return bearer ?? authorization ?? rawHeader(headers, 'x-api-key')
}
