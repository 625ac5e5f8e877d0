import type {AccountState} from '../account/account-state.js'
import {moneyOnWire} from '../account/money.js'
import {USERS, type ApiKey, type User} from '../account/people.js'
import {totalOf} from '../account/spend-book.js'
import {gatewayError, jsonAnswer, type Answer, type Call} from './answer.js'
import {caller, refuseMember} from './caller.js'
import type {WireResource} from './list-filter.js'
import {listAnswer, listOrGet} from './resource-list.js'
import {daysBefore} from './routes-deployments.js'

const USER_FIELDS = {
  collection: 'users',
  fields: ['name', 'displayName', 'email', 'role', 'state', 'createTime'],
}
const KEY_FIELDS = {
  collection: 'apiKeys',
  fields: ['keyId', 'displayName', 'email', 'prefix', 'createTime', 'expireTime'],
}
const LIMIT_FIELDS = {collection: 'userUsageLimits', fields: ['name', 'user', 'used', 'effectiveLimit', 'source']}
const USER_AGE_DAYS = 300

/** `GET /v1/accounts/{a}/users…`: users, one user, and what belongs to one. `-` in place of a user is all of them. */
export function users(account: AccountState, segments: readonly string[], call: Call, now: number): Answer {
  const [id, collection, ...rest] = segments
  if (rest.length > 0) return gatewayError(404, 'Not Found')
  if (collection === undefined) {
    const all = USERS.map(user => userOnWire(account, user))
    return listOrGet(all, USER_FIELDS, `accounts/${account.id}/users`, id, call)
  }
  if (id !== caller(call).user.id) {
    const refusal = refuseMember(call)
    if (refusal !== undefined) return refusal
  }
  const user = USERS.find(one => one.id === id)
  if (collection === 'apiKeys') {
    if (user === undefined && id !== '-') return gatewayError(404, `user "${id}" not found`)
    const keys = account.keys.filter(key => id === '-' || key.user === id)
    return listAnswer(keys.map(keyOnWire), KEY_FIELDS, call.query)
  }
  if (collection !== 'usageLimits' || user === undefined) return gatewayError(404, 'Not Found')
  return jsonAnswer(userLimit(account, user, now))
}

/** `GET /v1/accounts/{a}/userUsageLimits` (admin) */
export function userUsageLimits(account: AccountState, call: Call, now: number): Answer {
  const refusal = refuseMember(call)
  return (
    refusal ??
    listAnswer(
      USERS.map(user => userLimit(account, user, now)),
      LIMIT_FIELDS,
      call.query,
    )
  )
}

/** `GET /v1/accounts/{a}/usageLimits`: what holds for users without a limit of their own: none here. */
export function usageLimits(account: AccountState): Answer {
  return jsonAnswer({name: `accounts/${account.id}/usageLimits`, defaultUserLimit: null, source: 'NONE'})
}

function userOnWire(account: AccountState, user: User): WireResource {
  return {
    name: `accounts/${account.id}/users/${user.id}`,
    displayName: user.displayName,
    email: user.email,
    role: user.role,
    state: 'READY',
    createTime: daysBefore(account, USER_AGE_DAYS),
  }
}

/** A key as the API shows it: never the key itself. */
function keyOnWire(key: ApiKey): WireResource {
  return {
    keyId: key.keyId,
    displayName: key.displayName,
    email: USERS.find(({id}) => id === key.user)?.email,
    prefix: key.prefix,
    createTime: new Date(key.createdAt).toISOString(),
    ...(key.expiresAt === undefined ? {} : {expireTime: new Date(key.expiresAt).toISOString()}),
  }
}

/** What a user has spent this month, and the cap that applies: none. The names of the fields are assumed. */
function userLimit(account: AccountState, user: User, now: number): WireResource {
  const date = new Date(now)
  const monthStart = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
  const own = account.book.between(monthStart, now + 1).filter(event => event.user === user.id)
  return {
    name: `accounts/${account.id}/users/${user.id}/usageLimits`,
    user: `accounts/${account.id}/users/${user.id}`,
    used: moneyOnWire(totalOf(own)),
    effectiveLimit: null,
    source: 'NONE',
  }
}
