import type {Account} from '../../domain/account.js'
import {printable} from '../../domain/text/printable.js'
import type {Quota} from '../../domain/quota/quota.js'
import {serialise} from './document.js'
import {shellWord} from './command-line.js'

/** A message as protobuf JSON has it: fields by snake_case name. */
type ProtobufJson = Readonly<Record<string, unknown>>

/** The largest int64. A "no limit" that a number has rounded up is this again on its way out. */
const MAX_INT64 = 2n ** 63n - 1n

/** `-o json` of `quota list`: firectl's bare array, indented. */
export function firectlQuotaList(accountId: string, quotas: readonly Quota[]): string {
  return firectlJson(quotas.map(quota => quotaMessage(accountId, quota)))
}

/** `-o json` of `quota get`: firectl's object. */
export function firectlQuota(accountId: string, quota: Quota): string {
  return firectlJson(quotaMessage(accountId, quota))
}

/** `-o json` of `account list`. */
export function firectlAccountList(accounts: readonly Account[]): string {
  return firectlJson(accounts.map(accountMessage))
}

/** `-o json` of `account get`. */
export function firectlAccount(account: Account): string {
  return firectlJson(accountMessage(account))
}

/** `-o flag` of `quota get`: one `--field=value` line per known field, zeros too: `--value=0` is a value. */
export function firectlQuotaFlags(accountId: string, quota: Quota): string {
  return flagLines(quotaFields(accountId, quota))
}

/** `-o flag` of `account get`. */
export function firectlAccountFlags(account: Account): string {
  return flagLines(accountFields(account))
}

function firectlJson(message: unknown): string {
  return serialise(message, {pretty: true})
}

function quotaFields(accountId: string, quota: Quota): ProtobufJson {
  return {
    name: `accounts/${accountId}/quotas/${quota.id}`,
    value: quota.exact?.value ?? int64(quota.value),
    max_value: quota.exact?.maxValue ?? int64(quota.maxValue),
    usage: quota.usage,
    update_time: quota.updatedAt,
  }
}

function accountFields(account: Account): ProtobufJson {
  return {
    name: `accounts/${account.id}`,
    display_name: account.displayName,
    create_time: account.createdAt,
    email: account.email,
    account_type: account.accountType,
    state: account.state,
    status: withoutZeros({code: account.statusCode, message: account.statusMessage}),
    suspend_state: account.suspendState,
    update_time: account.updatedAt,
  }
}

const quotaMessage = (accountId: string, quota: Quota): ProtobufJson => withoutZeros(quotaFields(accountId, quota))
const accountMessage = (account: Account): ProtobufJson => withoutZeros(accountFields(account))

/** An int64 is a string in protobuf JSON: a JSON number could not hold it. */
function int64(value: number | null): string | null {
  if (value === null || !Number.isFinite(value)) return null
  const whole = BigInt(Math.trunc(value))
  return String(whole > MAX_INT64 ? MAX_INT64 : whole)
}

/** The enum members with number 0; protobuf JSON leaves them out like a 0 and an empty text. */
const ZERO_ENUM_MEMBERS: readonly unknown[] = ['STATE_UNSPECIFIED', 'ACCOUNT_TYPE_UNSPECIFIED', 'UNSUSPENDED', 'OK']
const ENUM_FIELDS = ['state', 'account_type', 'suspend_state', 'code']

function withoutZeros(fields: ProtobufJson): ProtobufJson {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => !isZero(name, value)))
}

function isZero(name: string, value: unknown): boolean {
  if (value === null || value === '' || value === 0 || value === '0') return true
  if (typeof value === 'object') return Object.keys(value).length === 0
  return ENUM_FIELDS.includes(name) && ZERO_ENUM_MEMBERS.includes(value)
}

function flagLines(fields: ProtobufJson): string {
  return Object.entries(fields)
    .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
    .map(([name, value]) => `--${name.replaceAll('_', '-')}=${flagValue(printable(String(value)))}\n`)
    .join('')
}

/** The lines are made to be put on a command line; nothing after the `=` is an empty value as it is. */
const flagValue = (text: string) => (text === '' ? '' : shellWord(text))
