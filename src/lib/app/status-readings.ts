import {accountReading, limitReadings, quotaReadings} from '../domain/history/from-answers.js'
import type {Reading} from '../domain/history/reading.js'
import type {AccountStatus} from './account-status.js'

/** What a look at the account told, as readings. @param t milliseconds since the epoch */
export function statusReadings({account, quotas, probe}: AccountStatus, t: number): Reading[] {
  const at = {t, account: account.id}
  return [
    ...(account.suspendState === null ? [] : [accountReading(at, account.suspendState)]),
    ...quotaReadings(at, quotas),
    ...(probe === null ? [] : limitReadings(at, 'probe', [probe])),
  ]
}
