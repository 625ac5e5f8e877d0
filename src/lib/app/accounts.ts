import type {Account} from '../domain/account.js'
import {command} from '../domain/action.js'
import {AppError, type Warning} from '../domain/errors.js'
import {allPages, morePages} from './all-pages.js'
import type {Gateway, ListOptions} from './ports.js'

/** `data` of `fireq.account.list/v1`. */
export interface AccountList {
  readonly accounts: readonly Account[]
  /** Where the next page starts with `--no-paginate`; null when everything is here. */
  readonly nextPageToken: string | null
}

export interface AccountListing {
  readonly list: AccountList
  readonly warnings: readonly Warning[]
}

/** The accounts that the key sees, all pages unless `onePage`. */
export async function listAccounts(
  gateway: Gateway,
  options: ListOptions & {readonly onePage?: boolean} = {},
): Promise<AccountListing> {
  const listing = await allPages(page => gateway.listAccounts(page), options)
  return {
    list: {accounts: listing.items, nextPageToken: listing.nextPageToken},
    warnings: morePages(listing),
  }
}

/**
 * Reads one account.
 * @throws AppError not-found with the way to the accounts that the key does see
 */
export async function getAccount(gateway: Gateway, accountId: string): Promise<Account> {
  try {
    return await gateway.getAccount(accountId)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not-found') throw error
    throw new AppError('not-found', `this key sees no account \`${accountId}\``, {
      hints: [['see ', command('account', 'list'), ' for those it does']],
      httpStatus: error.httpStatus,
      requestId: error.requestId,
    })
  }
}
