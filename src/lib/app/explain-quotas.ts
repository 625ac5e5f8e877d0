import {isGlob, matchesPattern, type QuotaPattern} from '../domain/check/rules.js'
import {AppError, type Warning} from '../domain/errors.js'
import {worstExitCode} from '../domain/exit-codes.js'
import {
  explainQuota,
  HELD_LIST_WORDS,
  isAttributable,
  listsFor,
  type ExplainedQuota,
  type HeldList,
  type HeldRecords,
} from '../domain/quota/holders.js'
import {describeQuota, type Quota} from '../domain/quota/quota.js'
import {allPages} from './all-pages.js'
import {noSuchQuota} from './quota-names.js'
import {exitCodeOfPart} from './optional-part.js'
import {settle} from './settle.js'
import type {Gateway, ListOptions, Page} from './ports.js'

export interface Explanation {
  readonly quotas: readonly ExplainedQuota[]
  readonly warnings: readonly Warning[]
  readonly exitCode: number
}

/**
 * Who holds the named quotas; without names every GPU, model and job quota that is used or can be. Lists that cannot be
 * read are left out of the sums and told; only where no quota that was asked for is readable is that the exit code.
 * @throws AppError when the quotas themselves cannot be read; not-found for a name that no quota has
 */
export async function explainQuotas(
  gateway: Gateway,
  accountId: string,
  patterns: readonly QuotaPattern[],
): Promise<Explanation> {
  // At once: the quotas that are asked for are usually those that need these lists.
  const early = patterns.length === 0 || patterns.some(({pattern}) => isGlob(pattern) || isAttributable(pattern))
  const lists = new RecordLists(gateway, accountId)
  if (early) lists.begin(['deployments', 'trainers', 'shapes'])
  const {items} = await allPages(page => gateway.listQuotas(accountId, page), {})
  const quotas = chosen(items.map(describeQuota), patterns, accountId)
  const needed = [...new Set(quotas.flatMap(({id}) => listsFor(id)))]
  const {records, failures} = await lists.read(needed)
  const explained = quotas.map(quota => explainQuota(quota, records, accountId))
  const asked = explained.filter(({attributable}) => attributable)
  const blind = asked.length > 0 && asked.every(({readable}) => !readable)
  return {
    quotas: explained,
    warnings: failures.map(({list, failure}) => ({
      code: 'not-readable',
      message: `${HELD_LIST_WORDS[list]} are not readable${failure.httpStatus === null ? '' : ` (HTTP ${failure.httpStatus})`}: ${failure.message}`,
    })),
    exitCode: blind ? worstExitCode(failures.map(({failure}) => exitCodeOfPart(failure))) : 0,
  }
}

/** Every list that says who holds what, for screens that show quotas anyway. */
const ALL_LISTS: readonly HeldList[] = ['deployments', 'trainers', 'shapes', 'deployedModels', 'batchJobs']

/** Who holds quotas that are read elsewhere; by id, those alone that somebody can hold. */
export type ReadHolders = (quotas: readonly Quota[]) => Promise<ReadonlyMap<string, ExplainedQuota>>

/**
 * Asks who holds what, at the same time as the quotas are asked for. A list that cannot be read is no failure: what needs it
 * is not readable.
 * @param ids the quotas that will be shown, where they are known: only the lists that these need are read
 */
export function beginHolders(gateway: Gateway, accountId: string, ids?: readonly string[]): ReadHolders {
  const names = ids === undefined ? ALL_LISTS : [...new Set(ids.flatMap(id => listsFor(id)))]
  const lists = new RecordLists(gateway, accountId)
  lists.begin(names)
  return async quotas => {
    // A pattern is another quota than it is called.
    const {records} = await lists.read([...new Set([...names, ...quotas.flatMap(({id}) => listsFor(id))])])
    const held = quotas.filter(({id}) => isAttributable(id))
    return new Map(held.map(quota => [quota.id, explainQuota(quota, records, accountId)]))
  }
}

/** @throws AppError not-found for a name that no quota has */
function chosen(quotas: readonly Quota[], patterns: readonly QuotaPattern[], accountId: string): Quota[] {
  if (patterns.length === 0) {
    return quotas.filter(({id, value, usage}) => isAttributable(id) && ((value ?? 1) > 0 || (usage ?? 0) > 0))
  }
  const ids = quotas.map(({id}) => id)
  for (const {pattern} of patterns) {
    if (!ids.some(id => matchesPattern(pattern, id))) throw noSuchQuota(pattern, accountId, ids)
  }
  return quotas.filter(({id}) => patterns.some(({pattern}) => matchesPattern(pattern, id)))
}

type Read<List extends HeldList> = NonNullable<HeldRecords[List]> | AppError

/** The lists, each asked for once and all at the same time. */
class RecordLists {
  readonly #asked = new Map<HeldList, Promise<Read<HeldList>>>()

  constructor(
    private readonly gateway: Gateway,
    private readonly accountId: string,
  ) {}

  begin(names: readonly HeldList[]): void {
    for (const name of names) this.#asked.set(name, this.#asked.get(name) ?? settle(this.#ask(name)))
  }

  async read(names: readonly HeldList[]) {
    this.begin(names)
    const answers = await Promise.all(names.map(async name => [name, await this.#asked.get(name)!] as const))
    const readable = answers.filter(([, answer]) => !(answer instanceof AppError))
    const none = {deployments: null, trainers: null, shapes: null, deployedModels: null, batchJobs: null}
    return {
      records: {...none, ...Object.fromEntries(readable)} as HeldRecords,
      failures: answers.flatMap(([list, failure]) => (failure instanceof AppError ? [{list, failure}] : [])),
    }
  }

  async #ask(name: HeldList): Promise<NonNullable<HeldRecords[HeldList]>> {
    const {gateway, accountId} = this
    const all = async <T>(read: (page: ListOptions) => Promise<Page<T>>) => (await allPages(read, {})).items
    switch (name) {
      case 'deployments':
        return all(page => gateway.listDeployments(accountId, page))
      case 'trainers':
        return all(page => gateway.listTrainers(accountId, page))
      case 'shapes':
        return all(page => gateway.listTrainingShapes(page))
      case 'deployedModels':
        return all(page => gateway.listDeployedModels(accountId, page))
      case 'batchJobs':
        return all(page => gateway.listBatchJobs(accountId, page))
    }
  }
}
