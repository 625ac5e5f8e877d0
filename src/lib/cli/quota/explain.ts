import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {parseQuotaPattern, type QuotaPattern} from '../../domain/check/rules.js'
import {foreignQuota} from '../../app/quota-names.js'
import {AppError} from '../../domain/errors.js'
import type {ExplainedQuota, Holder} from '../../domain/quota/holders.js'
import {shellLine} from '../../render/formats/command-line.js'
import {HOLDER_FIELDS, type HeldRow} from '../../render/views/quota-explain.js'
import {allProfilesFlag} from '../flags.js'
import {shapingFlags} from '../list/flags.js'

export const quotaExplainArgs = {
  NAME: Args.string({
    description: "quota ids, full names or patterns ('global--*'); without any, all that can be held",
  }),
}

export const quotaExplainFlags = {
  ...shapingFlags(HOLDER_FIELDS),
  orphans: Flags.boolean({description: 'only rollouts whose trainer has ended or is gone'}),
  idle: Flags.boolean({description: 'only holders without a ready replica'}),
  by: Flags.option({
    description: 'one row for each owner, holder or region instead of each holder',
    options: ['owner', 'holder', 'region'] as const,
  })(),
  'all-profiles': allProfilesFlag,
}

/** Names of quotas as patterns. @throws AppError usage for what names none, or another account's */
export function quotaPatterns(names: readonly string[], accountId: string): QuotaPattern[] {
  return names.map(name => {
    const parsed = parseQuotaPattern(name)
    if (!parsed.ok) throw new AppError('usage', `\`${name}\`: ${parsed.reason}`)
    if (parsed.value.accountId !== null && parsed.value.accountId !== accountId) {
      throw foreignQuota(name, parsed.value.accountId, accountId)
    }
    return parsed.value
  })
}

/** The holders as rows, as the flags choose them. */
export function holderRows(
  quotas: readonly ExplainedQuota[],
  {orphans, idle, by}: {orphans?: boolean; idle?: boolean; by?: 'owner' | 'holder' | 'region'},
): HeldRow[] {
  return quotas.flatMap(({quota, holders}) => {
    const wanted = holders.filter(
      holder => (orphans !== true || holder.orphan === true) && (idle !== true || holder.ready === 0),
    )
    return (by === undefined || by === 'holder' ? wanted : together(wanted, by)).map(holder => ({quota, ...holder}))
  })
}

/** One holder for all of an owner, or of a region, named after it. */
function together(holders: readonly Holder[], by: 'owner' | 'region'): Holder[] {
  const groups = new Map<string, Holder[]>()
  for (const holder of holders) {
    const name = holder[by] ?? `no ${by}`
    groups.set(name, [...(groups.get(name) ?? []), holder])
  }
  const sum = (all: readonly Holder[], of: 'amount' | 'gpus' | 'ready') =>
    all.some(holder => holder[of] === null) ? null : all.reduce((total, holder) => total + holder[of]!, 0)
  return [...groups].map(([name, all]) => ({
    ...all[0]!,
    name,
    amount: sum(all, 'amount'),
    gpus: sum(all, 'gpus'),
    ready: sum(all, 'ready'),
    perReplica: null,
    replicas: all.reduce((total, {replicas}) => total + replicas, 0),
    since:
      all
        .map(({since}) => since ?? '')
        .sort()
        .at(0) || null,
    orphan: all.some(({orphan}) => orphan === true),
    release: all.flatMap(({release}) => release),
  }))
}

/** The document's object of a quota: its commands as lines, and only the holders that were chosen. */
export function explainedDocument(quota: ExplainedQuota, rows: readonly HeldRow[]) {
  const {attributable: _, ...rest} = quota
  const holders = rows
    .filter(row => row.quota === quota.quota)
    .map(({quota: _quota, release, ...holder}) => ({...holder, release: release.map(shellLine)}))
  return {...rest, holders}
}
