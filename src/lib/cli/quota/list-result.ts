import type {Quota} from '../../domain/quota/quota.js'
import {beginHolders} from '../../app/explain-quotas.js'
import {listQuotas, type QuotaList} from '../../app/list-quotas.js'
import {quotaReadings} from '../../domain/history/from-answers.js'
import {QUOTA_FIELDS} from '../../render/formats/delimited.js'
import {firectlQuotaList} from '../../render/formats/firectl-shape.js'
import {quotaColumns, quotaListText, WIDE_LIST} from '../../render/views/quota-list.js'
import {isText, listOptions, type GlobalFlagValues, type ListFlagValues} from '../flags.js'
import {keepReadings} from '../history/recording.js'
import type {CliIo} from '../io.js'
import {listForms} from '../list/list-forms.js'
import type {ShapingFlagValues} from '../list/shaping.js'
import type {ResultParts} from '../result.js'
import type {Session} from '../session.js'
import {isTerminal} from '../terminal.js'

/** The quotas of a session's account as a result; what was read is kept where that is switched on. */
export async function quotaListParts(
  io: CliIo,
  session: Session,
  flags: ListFlagValues & ShapingFlagValues & GlobalFlagValues,
): Promise<ResultParts<QuotaList>> {
  const account = await session.account()
  const readHolders = hasRoomForHolders(io, flags) ? beginHolders(session.gateway, account) : null
  const {list, warnings, exitCode} = await listQuotas(session.gateway, account, listOptions(flags))
  const held = await readHolders?.(list.quotas)
  const {profile} = session.selector()
  const kept = await keepReadings(io, session.source, () => quotaReadings({t: io.clock.now(), account}, list.quotas))
  const grouped = flags['order-by'] === undefined
  return {
    session,
    account,
    warnings: [...warnings, ...kept],
    exitCode,
    followed: fullestOf(list.quotas),
    ...listForms({
      rows: list.quotas,
      fields: QUOTA_FIELDS,
      id: quota => quota.id,
      data: quotas => ({...list, quotas}),
      text: (quotas, surface, sorted) =>
        quotaListText({...list, quotas}, surface, {grouped: grouped && !sorted, profile, ...(held ? {held} : {})}),
      columns: quotaColumns,
      firectlJson: quotas => firectlQuotaList(account, quotas),
    }),
  }
}

/** Who holds what is read only where there is room to show it. */
function hasRoomForHolders(io: CliIo, flags: ShapingFlagValues & GlobalFlagValues & {watch?: unknown}): boolean {
  const columns = isTerminal(io, io.stdout) ? (io.stdout.columns ?? 0) : 0
  return columns >= WIDE_LIST && isText(flags) && flags.columns === undefined && flags.watch === undefined
}

/** The fullest quotas, few enough to follow. */
function fullestOf(quotas: readonly Quota[]) {
  return quotas
    .filter(({utilization}) => utilization !== null && utilization > 0)
    .sort((a, b) => b.utilization! - a.utilization!)
    .slice(0, 3)
    .map(({id, utilization}) => ({label: id, value: utilization}))
}
