import {AppError, type Warning} from '../domain/errors.js'
import {worstExitCode} from '../domain/exit-codes.js'
import {describeQuota, type Quota} from '../domain/quota/quota.js'
import {accountHeader, type AccountHeader} from './account-header.js'
import {allPages, morePages} from './all-pages.js'
import type {Gateway, ListOptions} from './ports.js'
import {settle} from './settle.js'

/** `data` of `fireq.quota.list/v1`. */
export interface QuotaList {
  readonly account: AccountHeader
  readonly quotas: readonly Quota[]
  /** Where the next page starts with `--no-paginate`; null when everything is here. */
  readonly nextPageToken: string | null
}

export interface QuotaListing {
  readonly list: QuotaList
  readonly warnings: readonly Warning[]
  readonly exitCode: number
}

/** The one ordering that is fireq's own; every other is the API's. */
const BY_UTILIZATION = /^usage%(?:\s+(asc|desc))?$/i

/**
 * Account and quotas, asked at the same time, all pages unless `onePage`.
 * @throws AppError when the quotas cannot be read; an account that cannot is a warning and its exit code
 */
export async function listQuotas(
  gateway: Gateway,
  accountId: string,
  options: ListOptions & {readonly onePage?: boolean} = {},
): Promise<QuotaListing> {
  const {orderBy, ...others} = options
  const byUtilization = orderBy === undefined ? null : BY_UTILIZATION.exec(orderBy.trim())
  const asked = orderBy === undefined || byUtilization ? others : {...others, orderBy}
  const [account, listing] = await Promise.all([
    settle(gateway.getAccount(accountId)),
    allPages(page => gateway.listQuotas(accountId, page), asked),
  ])
  const quotas = listing.items.map(describeQuota)
  if (byUtilization) sortByUtilization(quotas, byUtilization[1]?.toLowerCase() === 'asc' ? 1 : -1)
  const failure = account instanceof AppError ? account : null
  return {
    list: {
      account: accountHeader(accountId, account instanceof AppError ? null : account, listing.items),
      quotas,
      nextPageToken: listing.nextPageToken,
    },
    warnings: [
      ...(failure ? [{code: failure.code, message: `the account could not be read: ${failure.message}`}] : []),
      ...morePages(listing),
    ],
    exitCode: worstExitCode(failure ? [failure.exitCode] : []),
  }
}

/** Unknown utilization last, whichever way. */
function sortByUtilization(quotas: Quota[], direction: 1 | -1): void {
  quotas.sort((a, b) => {
    if (a.utilization === null || b.utilization === null) {
      return Number(a.utilization === null) - Number(b.utilization === null)
    }
    return direction * (a.utilization - b.utilization)
  })
}
