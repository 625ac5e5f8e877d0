/** The key a sandbox hands out; any other key that is not special is accepted as well. */
export const SANDBOX_KEY = 'fw_sandbox'

/** Answers 401 everywhere. */
export const INVALID_KEY = 'fw_invalid'

/** Answers 401 on the control plane and works for inference: a key of limited scope. */
export const INFERENCE_ONLY_KEY = 'fw_inference_only'

/** A user that is no admin. */
export const MEMBER_KEY = 'fw_member'

/** Begins a Fire Pass key, which answers 403. */
export const FIRE_PASS_PREFIX = 'fpk_'

export type KeyKind = 'missing' | 'invalid' | 'inference-only' | 'fire-pass' | 'accepted'

/** What the sandbox makes of a key. `undefined` and the empty string are no key at all. */
export function keyKind(key: string | undefined): KeyKind {
  if (key === undefined || key === '') return 'missing'
  if (key === INVALID_KEY) return 'invalid'
  if (key === INFERENCE_ONLY_KEY) return 'inference-only'
  if (key.startsWith(FIRE_PASS_PREFIX)) return 'fire-pass'
  return 'accepted'
}

/**
 * Whether a key could belong to a real account and therefore must never be sent to a sandbox.
 *
 * The rule, in order:
 * 1. the special keys `fw_invalid` and `fw_inference_only`, and everything that begins with `fw_sandbox`, `fw_member`,
 *    `fw_test` or `test`, are sandbox keys: not real;
 * 2. `fw_` or `fpk_` followed by 16 or more letters and digits looks real;
 * 3. anything else (a word typed at random, `fpk_demo`) does not.
 */
export function looksLikeRealKey(key: string): boolean {
  const trimmed = key.trim()
  if (trimmed === INVALID_KEY || trimmed === INFERENCE_ONLY_KEY) return false
  if (/^(fw_sandbox|fw_member|fw_test|test)/.test(trimmed)) return false
  return /^(fw|fpk)_[A-Za-z0-9]{16,}/.test(trimmed)
}
