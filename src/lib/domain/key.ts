import type {CheckItem, CheckSeverity} from './check/verdict.js'
import {printable} from './text/printable.js'
import {formatTimeUtc} from './text/units.js'

/** An API key as it may be shown, never the key itself: `keys[]` of `fireq.key.list/v1`. */
export interface ListedKey {
  readonly id: string
  readonly name: string | null
  /** The owner's mail address or user id. */
  readonly owner: string | null
  /** RFC 3339. */
  readonly createdAt: string | null
  /** RFC 3339; null: never, or not said. */
  readonly expiresAt: string | null
  /** Whole days until then, cut; negative once it has expired. */
  readonly daysLeft: number | null
  readonly lastUsedAt: string | null
}

const DAY_MS = 86_400_000

/** @param now milliseconds since the epoch */
export function listedKey(key: Omit<ListedKey, 'daysLeft'>, now: number): ListedKey {
  const expiry = key.expiresAt === null ? Number.NaN : Date.parse(key.expiresAt)
  const {lastUsedAt, ...rest} = key
  return {...rest, daysLeft: Number.isNaN(expiry) ? null : Math.floor((expiry - now) / DAY_MS), lastUsedAt}
}

export interface KeyCheckOptions {
  /** Days: a key that expires within them is a warning. */
  readonly withinDays: number
  /** A key that never expires is critical. */
  readonly requireExpiry: boolean
}

/** Holds every key against its expiry: expired is critical, soon is a warning. */
export function checkKeys(keys: readonly ListedKey[], {withinDays, requireExpiry}: KeyCheckOptions): CheckItem[] {
  return keys.map(key => {
    const {id, expiresAt, daysLeft} = key
    const name = printable(key.name ?? id, 120)
    const [severity, detail] = judge(key, withinDays, requireExpiry)
    const owner = key.owner === null ? '' : ` (${printable(key.owner, 120)})`
    const message = `${name}: ${detail}${owner}`
    return {
      name,
      rule: `expires in more than ${withinDays} days`,
      severity,
      message,
      binding: true,
      document: {key: id, expiresAt, daysLeft, severity, message},
    }
  })
}

function judge({expiresAt, daysLeft}: ListedKey, withinDays: number, requireExpiry: boolean): [CheckSeverity, string] {
  if (expiresAt === null || daysLeft === null) {
    return requireExpiry ? ['critical', 'never expires, and an expiry is required'] : ['ok', 'never expires']
  }
  const when = formatTimeUtc(expiresAt) ?? expiresAt
  if (daysLeft < 0) return ['critical', `expired at ${when}`]
  const days = daysLeft === 0 ? 'within a day' : daysLeft === 1 ? 'in 1 day' : `in ${daysLeft} days`
  return [daysLeft < withinDays ? 'warning' : 'ok', `expires ${days}, at ${when}`]
}
