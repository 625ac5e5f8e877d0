import type {AccountState, Quota} from '../account/account-state.js'
import {gatewayError, type Answer, type Call} from './answer.js'
import {caller, refuseMember} from './caller.js'
import {camelCase, InvalidQuery, type WireResource} from './list-filter.js'
import {listAnswer, parseObject, refusing, resourceAnswer} from './resource-list.js'

const QUOTAS = {collection: 'quotas', fields: ['name', 'value', 'maxValue', 'usage', 'updateTime']}

/** `GET /v1/accounts/{a}/quotas` */
export function listQuotas(account: AccountState, call: Call): Answer {
  const all = [...account.quotas.values()]
    .sort((left, right) => (left.id < right.id ? -1 : 1))
    .map(quota => quotaOnWire(account, quota))
  return listAnswer(all, QUOTAS, call.query)
}

/** `GET /v1/accounts/{a}/quotas/{q}` */
export function getQuota(account: AccountState, id: string, call: Call): Answer {
  const quota = account.quotas.get(id)
  if (quota === undefined) return quotaNotFound(account, id)
  return resourceAnswer(quotaOnWire(account, quota), QUOTAS, call.query)
}

/**
 * `PATCH /v1/accounts/{a}/quotas/{q}`: sets `value`, a whole number from 0 to `maxValue`, sent as a JSON string (a number
 * is understood too). Everything is checked before anything changes. What the real API answers to a value outside its
 * range is not documented; 400 is assumed.
 */
export function updateQuota(account: AccountState, id: string, call: Call, now: number): Answer {
  const quota = account.quotas.get(id)
  if (quota === undefined) {
    if (call.query.get('allowMissing') !== 'true') return quotaNotFound(account, id)
    return gatewayError(403, 'the caller may not create quotas')
  }
  const refusal = refuseMember(call)
  if (refusal !== undefined) return refusal
  return refusing(() => {
    const body = parseObject(call.body)
    const mask = updateMask(call.query.get('updateMask'), body)
    const value = mask.includes('value') ? requestedValue(body['value']) : quota.value
    if (mask.includes('maxValue') && int64(body['maxValue']) !== quota.maxValue) {
      throw new InvalidQuery('max_value cannot be changed by the user')
    }
    if (value < 0n) throw new InvalidQuery('value must be greater than or equal to 0')
    if (value > quota.maxValue) {
      throw new InvalidQuery(`value (${value}) must be less than or equal to max_value (${quota.maxValue})`)
    }
    account.setQuotaValue(quota, value, now, caller(call).user.email)
    return resourceAnswer(quotaOnWire(account, quota), QUOTAS, new URLSearchParams())
  })
}

/** A quota as the API writes it: int64 as strings, `usage` left out when none is known. */
function quotaOnWire(account: AccountState, quota: Quota): WireResource {
  const usage = account.usageOf(quota)
  return {
    name: `accounts/${account.id}/quotas/${quota.id}`,
    value: String(quota.value),
    maxValue: String(quota.maxValue),
    ...(usage === undefined ? {} : {usage}),
    updateTime: quota.updateTime,
  }
}

function quotaNotFound(account: AccountState, id: string): Answer {
  return gatewayError(404, `quota "accounts/${account.id}/quotas/${id}" not found`)
}

/** The fields to change; without a mask, those the body carries. */
function updateMask(text: string | null, body: Readonly<Record<string, unknown>>): string[] {
  const derived = text === null || text === '' ? Object.keys(body) : text.split(',').map(camelCase)
  const mask = derived.map(field => field.trim())
  for (const field of mask) {
    if (field === 'name' || field === 'usage' || field === 'updateTime') continue
    if (field !== 'value' && field !== 'maxValue') throw new InvalidQuery(`invalid update_mask: "${field}"`)
  }
  return mask
}

function requestedValue(value: unknown): bigint {
  const parsed = int64(value)
  if (parsed === undefined) throw new InvalidQuery(`invalid value for int64 field value: ${JSON.stringify(value)}`)
  return parsed
}

const INT64_MAX = 2n ** 63n - 1n

function int64(value: unknown): bigint | undefined {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || !/^-?\d{1,20}$/.test(text)) return undefined
  const parsed = BigInt(text)
  return parsed > INT64_MAX || parsed < -INT64_MAX - 1n ? undefined : parsed
}
