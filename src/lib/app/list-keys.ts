import {accountGate, type AccountGate} from './account-gate.js'
import {command} from '../domain/action.js'
import {AppError} from '../domain/errors.js'
import {checkKeys, listedKey, type KeyCheckOptions, type ListedKey} from '../domain/key.js'
import {allPages} from './all-pages.js'
import {asOptional} from './optional-part.js'
import type {Gateway} from './ports.js'
import {settle} from './settle.js'

/** `data` of `fireq.key.list/v1`. */
export interface KeyList {
  readonly keys: readonly ListedKey[]
}

/**
 * The keys of all users of the account, all pages.
 * @param now milliseconds since the epoch
 * @throws AppError forbidden for a key whose user may not see the others'
 */
export async function listKeys(gateway: Gateway, accountId: string, now: number): Promise<KeyList> {
  try {
    const {items} = await allPages(page => gateway.listApiKeys(accountId, page), {})
    return {keys: items.map(key => listedKey(key, now))}
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === 'not-found') throw await notOffered(gateway, accountId, error)
    if (error.code !== 'forbidden') throw error
    const status = error.httpStatus === null ? '' : ` (HTTP ${error.httpStatus})`
    throw new AppError('forbidden', `this key may not read the API keys of account \`${accountId}\`${status}`, {
      hints: ['an admin may; use a key of one', ['see ', command('auth', 'status'), ' for whose key this is']],
      httpStatus: error.httpStatus,
      requestId: error.requestId,
    })
  }
}

/** An account that does not exist is not found; of one that does, the list is not offered. */
async function notOffered(gateway: Gateway, accountId: string, error: AppError): Promise<AppError> {
  const account = await settle(gateway.getAccount(accountId))
  return account instanceof AppError && account.code === 'not-found' ? account : asOptional(error)
}

/** Holds every key of the account against its expiry. Whether the account is suspended comes first. @throws AppError as `listKeys` */
export async function checkAccountKeys(
  gateway: Gateway,
  accountId: string,
  options: KeyCheckOptions,
  now: number,
): Promise<AccountGate> {
  const [account, {keys}] = await Promise.all([
    settle(gateway.getAccount(accountId)),
    listKeys(gateway, accountId, now),
  ])
  const items = checkKeys(keys, options)
  const none = items.length === 0 ? [{code: 'nothing-checked', message: 'the account has no API keys'}] : []
  return accountGate(accountId, account, items, none)
}
