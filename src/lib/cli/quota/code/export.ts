import {allPages} from '../../../app/all-pages.js'
import {describeQuotaAmount} from '../../../domain/quota/amount.js'
import {describeQuota, type Quota} from '../../../domain/quota/quota.js'
import type {ExportedQuota} from '../../../render/formats/yaml.js'
import type {Session} from '../../session.js'

/** An account as an export has it. */
export interface ExportedAccount {
  readonly account: string
  readonly quotas: readonly ExportedQuota[]
  /** Ids of quotas whose value cannot be set again. */
  readonly left: readonly string[]
}

/** Reads the quotas of an account for a file. @throws AppError when they cannot be read */
export async function exportAccount(session: Session): Promise<ExportedAccount> {
  const account = await session.account()
  const listing = await allPages(page => session.gateway.listQuotas(account, page), {})
  const quotas = listing.items.map(describeQuota)
  const settable = quotas.filter(isSettable)
  const left = quotas.filter(quota => !isSettable(quota)).map(({id}) => id)
  const exported = settable.map(quota => ({quota: quota.id, value: quota.value!, note: noteOf(quota)}))
  return {account, quotas: exported, left}
}

/** A value that is not known, or that a whole number does not hold, is not one that a file can ask for. */
function isSettable({id, value}: Quota): boolean {
  return value !== null && Number.isSafeInteger(value) && value >= 0 && /^[A-Za-z0-9][\w.-]{0,199}$/.test(id)
}

function noteOf({maxValue, unit}: Quota): string | null {
  return maxValue === null ? null : `max ${describeQuotaAmount(maxValue, unit)}`
}
