import {printable} from '../text/printable.js'
import {nearest} from '../text/did-you-mean.js'
import {parseQuotaName} from './quota.js'

/** What a file of quotas asks of a value. */
export const QUOTA_RULES = ['exactly', 'atLeast', 'atMost'] as const
export type QuotaRule = (typeof QUOTA_RULES)[number]

export interface DesiredQuota {
  readonly quota: string
  readonly rule: QuotaRule
  /** A whole number from 0 to 2^53−1, in the quota's unit. */
  readonly value: number
  /** `confirm: true`: a severe change is wanted as it is. */
  readonly confirmed: boolean
}

export interface DesiredAccount {
  /** The account's id, or the name of the profile that leads to it. */
  readonly name: string
  readonly profile: string | null
  readonly quotas: readonly DesiredQuota[]
}

/** What is wrong with a file, and where. */
export interface FileFault {
  readonly path: readonly string[]
  /** What was expected there. */
  readonly message: string
}

/** `fireq: quotas/v1`. */
export const QUOTAS_FILE_VERSION = 'quotas/v1'

/** Reads the content of a file of quotas; every fault in it, in its order. */
export function parseQuotasFile(
  content: unknown,
): {readonly accounts: readonly DesiredAccount[]} | {readonly faults: readonly FileFault[]} {
  const faults: FileFault[] = []
  const file = mapAt(content, [], faults, 'a map with `fireq` and `accounts`')
  knownKeys(file, ['fireq', 'accounts'], [], faults)
  if (file !== null && file['fireq'] !== QUOTAS_FILE_VERSION) {
    faults.push({path: ['fireq'], message: `expected \`fireq: ${QUOTAS_FILE_VERSION}\``})
  }
  const accounts = file === null ? null : mapAt(file['accounts'], ['accounts'], faults, '`accounts`, a map of accounts')
  const seen = new Set<string>()
  const read = Object.entries(accounts ?? {}).map(([key, value]) => {
    const account = accountAt(key, value, faults)
    if (seen.has(account.name)) faults.push({path: ['accounts', key], message: `\`${account.name}\` is named twice`})
    seen.add(account.name)
    return account
  })
  return faults.length > 0 ? {faults} : {accounts: read}
}

function accountAt(key: string, content: unknown, faults: FileFault[]): DesiredAccount {
  const path = ['accounts', key]
  const account = mapAt(content, path, faults, 'a map with `quotas`')
  knownKeys(account, ['profile', 'quotas'], path, faults)
  const profile = account?.['profile'] ?? null
  if (profile !== null && (typeof profile !== 'string' || profile === '')) {
    faults.push({path: [...path, 'profile'], message: "expected a profile's name"})
  }
  const quotas =
    account === null ? null : mapAt(account['quotas'], [...path, 'quotas'], faults, '`quotas`, a map of quotas')
  const name = key.replace(/^accounts\//, '')
  if (!/^[\w.-]{1,200}$/.test(name)) faults.push({path, message: "expected an account's id or a profile's name"})
  const read = Object.entries(quotas ?? {}).flatMap(([id, value]) => quotaAt(id, value, [...path, 'quotas'], faults))
  return {name, profile: typeof profile === 'string' ? profile : null, quotas: read}
}

function quotaAt(key: string, content: unknown, parent: readonly string[], faults: FileFault[]): DesiredQuota[] {
  const path = [...parent, key]
  const before = faults.length
  const parsed = parseQuotaName(key)
  if (parsed === null || !/^[A-Za-z0-9][\w.-]{0,199}$/.test(parsed.quotaId)) {
    faults.push({path, message: 'expected a quota id such as `monthly-spend-usd`'})
  } else if (parsed.accountId !== null) {
    faults.push({path, message: `expected the id alone, \`${parsed.quotaId}\`: the account stands above`})
  }
  const quota = mapAt(content, path, faults, 'a rule such as `{exactly: 400}`')
  if (quota === null) return []
  knownKeys(quota, [...QUOTA_RULES, 'comment', 'confirm'], path, faults)
  const rules = QUOTA_RULES.filter(rule => quota[rule] !== undefined)
  if (rules.length !== 1) {
    faults.push({path, message: `expected one of ${QUOTA_RULES.map(rule => `\`${rule}\``).join(', ')}`})
  }
  const [rule = 'exactly'] = rules
  const value = quota[rule]
  const whole = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
  if (rules.length === 1 && !whole) {
    faults.push({path: [...path, rule], message: 'expected a whole number from 0 to 2^53-1'})
  }
  if (quota['comment'] !== undefined && typeof quota['comment'] !== 'string') {
    faults.push({path: [...path, 'comment'], message: 'expected text'})
  }
  if (quota['confirm'] !== undefined && typeof quota['confirm'] !== 'boolean') {
    faults.push({path: [...path, 'confirm'], message: 'expected true or false'})
  }
  if (faults.length > before) return []
  return [{quota: parsed!.quotaId, rule, value: value as number, confirmed: quota['confirm'] === true}]
}

function mapAt(
  value: unknown,
  path: readonly string[],
  faults: FileFault[],
  expected: string,
): Readonly<Record<string, unknown>> | null {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  faults.push({path, message: `expected ${expected}`})
  return null
}

function knownKeys(
  map: Readonly<Record<string, unknown>> | null,
  known: readonly string[],
  path: readonly string[],
  faults: FileFault[],
): void {
  for (const key of Object.keys(map ?? {})) {
    if (known.includes(key)) continue
    const near = nearest(key, known)
    const message = `\`${printable(key, 60)}\` is not a key here; expected ${near === null ? known.map(one => `\`${one}\``).join(', ') : `\`${near}\``}`
    faults.push({path: [...path, key], message})
  }
}

/** The value to set so that the rule holds; null where it holds already. */
export function valueToSet({rule, value}: Pick<DesiredQuota, 'rule' | 'value'>, current: number): number | null {
  if (rule === 'atLeast' && current >= value) return null
  if (rule === 'atMost' && current <= value) return null
  return current === value ? null : value
}

const RULE_WORDS: Record<QuotaRule, string> = {exactly: 'exactly', atLeast: 'at least', atMost: 'at most'}

/** A rule as a person reads it: `at least 4`. */
export function ruleText({rule, value}: Pick<DesiredQuota, 'rule' | 'value'>): string {
  return `${RULE_WORDS[rule]} ${value}`
}
