import {command} from '../domain/action.js'
import {AppError} from '../domain/errors.js'
import {printable} from '../domain/text/printable.js'
import {redactSecrets} from '../domain/text/redact.js'

/** Whether a text is or holds something like a Fireworks API key: `fw_…` or `fpk_…`. */
export function looksLikeKey(text: string): boolean {
  return /(?:^|[^A-Za-z0-9])(?:fw|fpk)_/i.test(text)
}

/** A value as an error message may show it: short, on one line, and not at all when it could be a key. */
export function shownValue(value: string): string {
  const addressOfSomebody = /:.*@/s.test(value)
  if (looksLikeKey(value) || addressOfSomebody || redactSecrets(value) !== value)
    return '(not shown: it looks like a secret)'
  return JSON.stringify(printable(value, 60))
}

/** Characters. Assumed: ten times the longest token of any provider, and far below what a header may hold. */
const LONGEST_KEY = 4096

/**
 * An API key as it can be sent: trimmed, and nothing in it but visible ASCII characters.
 * @param source where it came from, for the message: `--api-key`, `FIREWORKS_API_KEY`, a file
 * @throws AppError usage, which never shows the key
 */
export function parseApiKey(raw: string, source: string): string {
  const key = raw.trim()
  if (key === '') throw new AppError('usage', `${source} is empty`, {hints: ['give a key, or leave it out']})
  if (key.length > LONGEST_KEY) {
    throw new AppError(
      'usage',
      `the API key from ${source} has ${key.length} characters; no key is longer than ${LONGEST_KEY}`,
      {
        hints: ['give the key alone, not the file or the page around it'],
      },
    )
  }
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new AppError('usage', `the API key from ${source} holds white space, control or non-ASCII characters`, {
      hints: ['copy the key again, without line breaks or quotes around it'],
    })
  }
  return key
}

/**
 * An account id, `acme`, also given as its resource name `accounts/acme`.
 * @param source where it came from, for the message
 * @throws AppError usage
 */
export function parseAccountId(raw: string, source: string): string {
  const id = raw.trim().replace(/^accounts\//, '')
  if (looksLikeKey(id)) {
    throw new AppError('usage', `the account id from ${source} looks like an API key`, {
      hints: [['give the account id, such as acme; a key goes into FIREWORKS_API_KEY or ', command('auth', 'login')]],
    })
  }
  if (!/^[A-Za-z0-9._~@-]+$/.test(id) || /^\.+$/.test(id)) {
    throw new AppError('usage', `${shownValue(raw)} from ${source} is not an account id`, {
      hints: [
        ['an account id is one word such as acme, or accounts/acme; ', command('account', 'list'), ' shows yours'],
      ],
    })
  }
  return id
}

/** Names that Windows keeps for devices, with whatever ending: a profile file of that name could not be opened there. */
const DEVICE_NAMES = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i

/** Whether a text can name a profile: letters, digits, `.`, `_`, `-`, not starting with a dot or a dash, at most 64. */
export function isProfileName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/.test(name) && !DEVICE_NAMES.test(name) && !looksLikeKey(name)
}

/**
 * A profile name that is safe as a file name on every platform.
 * @param source where it came from, for the message
 * @throws AppError usage
 */
export function parseProfileName(raw: string, source: string): string {
  const name = raw.trim()
  if (isProfileName(name)) return name
  throw new AppError('usage', `${shownValue(raw)} from ${source} is not a profile name`, {
    hints: ['a profile name has letters, digits, dots, dashes and underscores, and starts with a letter or digit'],
  })
}
