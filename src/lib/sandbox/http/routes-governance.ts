import {Buffer} from 'node:buffer'
import type {AccountState, AuditEntry} from '../account/account-state.js'
import {PAGES} from '../../domain/facts/api.js'
import {gatewayError, jsonAnswer, type Answer, type Call} from './answer.js'
import {refuseMember} from './caller.js'
import {compileFilter, InvalidQuery} from './list-filter.js'
import {refusing, timeParameter} from './resource-list.js'

const FIELDS = ['id', 'method', 'principal', 'resource', 'message', 'status', 'timestamp']

const ALLOWED = {
  allowServerless: true,
  allowServerlessFast: true,
  allowDedicatedDeployments: true,
  allowTraining: true,
}

/** `GET /v1/accounts/{a}/policySettings` (any member): what everybody may use, and what is set for single models. */
export function policySettings(account: AccountState): Answer {
  const rules = (account.seed.policy ?? []).map(({model, allowServerless}) => ({
    model,
    permissions: {...ALLOWED, allowServerless, allowServerlessFast: allowServerless},
  }))
  return jsonAnswer({name: `accounts/${account.id}/policySettings`, defaultPermissions: ALLOWED, rules})
}

/**
 * `GET /v1/accounts/{a}/auditLogs?startTime&endTime&email&filter&pageSize&pageToken` (admin, Enterprise). A page is cut
 * before it is filtered, so it can be empty and still have a next one.
 */
export function auditLogs(account: AccountState, call: Call, now: number): Answer {
  const refusal = refuseMember(call)
  if (refusal !== undefined) return refusal
  if (account.seed.accountType !== 'ENTERPRISE') return gatewayError(403, 'audit logs require an Enterprise account')
  return refusing(() => {
    const {query} = call
    const start = query.has('startTime') ? timeParameter(query.get('startTime'), 'startTime') : 0
    const end = query.has('endTime') ? timeParameter(query.get('endTime'), 'endTime') : now + 1
    const matches = compileFilter(query.get('filter') ?? '', FIELDS)
    const email = query.get('email') ?? ''
    const size = pageSize(query.get('pageSize'))
    const from = pageStart(query.get('pageToken') ?? '')
    const all = account.audit.filter(({at}) => at >= start && at < end).reverse()
    const page = all
      .slice(from, from + size)
      .map(entryOnWire)
      .filter(entry => matches(entry) && (email === '' || entry['principal'] === email))
    const next = from + size < all.length ? Buffer.from(String(from + size)).toString('base64url') : ''
    return jsonAnswer({auditLogs: page, nextPageToken: next})
  })
}

function entryOnWire(entry: AuditEntry): Record<string, unknown> {
  const {at, ...fields} = entry
  return {...fields, status: {code: 0, message: ''}, timestamp: new Date(at).toISOString(), payload: {}}
}

function pageSize(text: string | null): number {
  if (text === null || text === '') return PAGES.usualOfAudit.value
  const size = Number(text)
  if (!Number.isInteger(size) || size < 0) throw new InvalidQuery('invalid page_size')
  return size === 0 ? PAGES.usualOfAudit.value : Math.min(size, PAGES.largest.value)
}

function pageStart(token: string): number {
  if (token === '') return 0
  const text = Buffer.from(token, 'base64url').toString('latin1')
  if (!/^\d{1,9}$/.test(text)) throw new InvalidQuery('invalid page_token')
  return Number(text)
}
