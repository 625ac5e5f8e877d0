import {isGlob} from '../domain/check/rules.js'
import {AppError, type Warning} from '../domain/errors.js'
import {worstExitCode} from '../domain/exit-codes.js'
import {describeQuota, parseQuotaName, shortFormOf, type Quota, type QuotaReading} from '../domain/quota/quota.js'
import {allPages} from './all-pages.js'
import {foreignQuota, idsOf, noSuchQuota, shortFormWarning} from './quota-names.js'
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
  const found = await Promise.all(ids.map(id => settle(namedQuota(gateway, accountId, id))))
  const answers = found.map(one => (one instanceof AppError ? one : one.quota))
  const failures = answers.filter(answer => answer instanceof AppError)
  if (failures.length === answers.length) {
    const worst = worstExitCode(failures.map(failure => failure.exitCode))
    throw failures.find(failure => failure.exitCode === worst)!
  }
  return {
    quotas: distinct(answers.filter((answer): answer is Quota => !(answer instanceof AppError))),
    warnings: [
      ...found.flatMap(one => (one instanceof AppError ? [] : one.warnings)),
      ...failures.map(failure => ({code: failure.code, message: failure.message, hints: failure.hints})),
    ],
    exitCode: worstExitCode(failures.map(failure => failure.exitCode)),
  }
}

/** A short form and the id that it stands for are one quota. */
function distinct(quotas: readonly Quota[]): Quota[] {
  return quotas.filter(({id}, at) => quotas.findIndex(other => other.id === id) === at)
}

/**
 * Reads one quota by its id, which must be whole: for what changes it.
 * @throws AppError not-found with a did-you-mean from the account's own quotas
 */
export async function getQuota(gateway: Gateway, accountId: string, quotaId: string): Promise<Quota> {
  const answer = await settle(gateway.getQuota(accountId, quotaId))
  if (!(answer instanceof AppError)) return describeQuota(answer)
  if (answer.code !== 'not-found') throw answer
  throw notFound(accountId, quotaId, idsIn(await knownQuotas(gateway, accountId)), answer)
}

/** One quota by its id, or by a short form that fits one alone: to read it is safe, and a warning says which it is. */
async function namedQuota(
  gateway: Gateway,
  accountId: string,
  name: string,
): Promise<{readonly quota: Quota; readonly warnings: readonly Warning[]}> {
  const answer = await settle(gateway.getQuota(accountId, name))
  if (!(answer instanceof AppError)) return {quota: describeQuota(answer), warnings: []}
  if (answer.code !== 'not-found') throw answer
  const known = await knownQuotas(gateway, accountId)
  const meant = shortFormOf(name, idsIn(known))
  const quota = known.find(({id}) => id === meant)
  if (quota === undefined) throw notFound(accountId, name, idsIn(known), answer)
  return {quota: describeQuota(quota), warnings: [shortFormWarning(name, quota.id)]}
}

/** The account's quotas for a look-up that is a courtesy: its failure is silent. */
async function knownQuotas(gateway: Gateway, accountId: string): Promise<readonly QuotaReading[]> {
  const listing = await settle(allPages(page => gateway.listQuotas(accountId, page), {}))
  return listing instanceof AppError ? [] : listing.items
}

const idsIn = (quotas: readonly QuotaReading[]) => quotas.map(({id}) => id)

/** The 404 of a quota, with the nearest id that the account does have. */
function notFound(accountId: string, name: string, ids: readonly string[], error: AppError): AppError {
  return noSuchQuota(name, accountId, ids).with({httpStatus: error.httpStatus, requestId: error.requestId})
}
