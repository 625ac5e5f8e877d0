import {isGlob} from '../domain/check/rules.js'
import {AppError, type Warning} from '../domain/errors.js'
import {worstExitCode} from '../domain/exit-codes.js'
import {describeQuota, parseQuotaName, type Quota} from '../domain/quota/quota.js'
import {allPages} from './all-pages.js'
import {foreignQuota, idsOf, noSuchQuota} from './quota-names.js'
import {settle} from './settle.js'
import type {Gateway} from './ports.js'

export interface QuotasGot {
  readonly quotas: readonly Quota[]
  readonly warnings: readonly Warning[]
  readonly exitCode: number
}

/**
 * The quota id of an argument, short or a full resource name.
 * @throws AppError usage for another account's name, or what is no name at all
 */
export function quotaIdOf(argument: string, accountId: string): string {
  const name = parseQuotaName(argument)
  if (name === null) {
    throw new AppError('usage', `\`${argument}\` is not a quota id`, {
      hints: ['give an id such as `monthly-spend-usd`, or `accounts/<account>/quotas/<id>`'],
    })
  }
  if (name.accountId !== null && name.accountId !== accountId) {
    throw foreignQuota(argument, name.accountId, accountId)
  }
  return name.quotaId
}

/**
 * Reads several quotas at once. Those that can be read are returned, the others are warnings and an exit code. With a
 * pattern among the names all quotas are read, and those that fit are returned.
 * @param ids ids, perhaps with `*` and `?`
 * @throws AppError when none can be read
 */
export async function getQuotas(gateway: Gateway, accountId: string, ids: readonly string[]): Promise<QuotasGot> {
  if (ids.some(isGlob)) {
    const {items} = await allPages(page => gateway.listQuotas(accountId, page), {})
    const wanted = idsOf(
      ids,
      accountId,
      items.map(({id}) => id),
    )
    const quotas = wanted.map(id => describeQuota(items.find(item => item.id === id)!))
    return {quotas, warnings: [], exitCode: worstExitCode([])}
  }
  const answers = await Promise.all(ids.map(id => settle(getQuota(gateway, accountId, id))))
  const failures = answers.filter(answer => answer instanceof AppError)
  if (failures.length === answers.length) {
    const worst = worstExitCode(failures.map(failure => failure.exitCode))
    throw failures.find(failure => failure.exitCode === worst)!
  }
  return {
    quotas: answers.filter((answer): answer is Quota => !(answer instanceof AppError)),
    warnings: failures.map(failure => ({code: failure.code, message: failure.message, hints: failure.hints})),
    exitCode: worstExitCode(failures.map(failure => failure.exitCode)),
  }
}

/**
 * Reads one quota by its id, which must be whole: a script that names half of one has made a mistake.
 * @throws AppError not-found with a did-you-mean from the account's own quotas
 */
export async function getQuota(gateway: Gateway, accountId: string, quotaId: string): Promise<Quota> {
  const answer = await settle(gateway.getQuota(accountId, quotaId))
  if (!(answer instanceof AppError)) return describeQuota(answer)
  if (answer.code !== 'not-found') throw answer
  throw await notFound(gateway, accountId, quotaId, answer)
}

/** The 404 of a quota, with the nearest id that the account does have. The look-up is a courtesy: its failure is silent. */
async function notFound(gateway: Gateway, accountId: string, quotaId: string, error: AppError): Promise<AppError> {
  const listing = await settle(allPages(page => gateway.listQuotas(accountId, page), {}))
  const ids = listing instanceof AppError ? [] : listing.items.map(({id}) => id)
  return noSuchQuota(quotaId, accountId, ids).with({httpStatus: error.httpStatus, requestId: error.requestId})
}
