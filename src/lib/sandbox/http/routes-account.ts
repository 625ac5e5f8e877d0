import type {AccountState} from '../account/account-state.js'
import {DANA} from '../account/people.js'
import type {Answer, Call} from './answer.js'
import {caller} from './caller.js'
import type {WireResource} from './list-filter.js'
import {listAnswer, resourceAnswer} from './resource-list.js'

const CREATED_AT = '2025-03-02T08:15:00Z'

const ACCOUNTS = {
  collection: 'accounts',
  fields: [
    'name',
    'displayName',
    'email',
    'createTime',
    'updateTime',
    'accountType',
    'state',
    'status',
    'suspendState',
  ],
}

/** `GET /verifyApiKey`: an empty body; the account is named in headers. Used by Fireworks' tools, not documented. */
export function verifyApiKey(account: AccountState, call: Call): Answer {
  const {user} = caller(call)
  const email = user === DANA ? account.seed.email : user.email
  const headers = ['x-fireworks-account-id', account.id, 'x-fireworks-developer-email', email]
  return {status: 200, headers, body: ''}
}

/** An account as the API writes it. `suspendState` is what the caller decided to report. */
export function accountOnWire(account: AccountState, suspendState: string): WireResource {
  return {
    name: `accounts/${account.id}`,
    displayName: account.seed.displayName,
    email: account.seed.email,
    createTime: CREATED_AT,
    updateTime: '2026-11-14T09:26:53.589793Z',
    accountType: account.seed.accountType,
    state: 'READY',
    status: {code: 'OK', message: ''},
    suspendState,
  }
}

/** `GET /v1/accounts`. Ordering is not supported there: always by name. */
export function listAccounts(accounts: readonly WireResource[], call: Call): Answer {
  const query = new URLSearchParams(call.query)
  query.delete('orderBy')
  return listAnswer(accounts, ACCOUNTS, query)
}

/** `GET /v1/accounts/{a}` */
export function getAccount(account: WireResource, call: Call): Answer {
  return resourceAnswer(account, ACCOUNTS, call.query)
}
