import {AppError, exitCodeOf, type Warning} from '../domain/errors.js'
import {worstExitCode} from '../domain/exit-codes.js'
import {accountReading, limitReadings, quotaReadings} from '../domain/history/from-answers.js'
import type {Reading} from '../domain/history/reading.js'
import {describeQuota} from '../domain/quota/quota.js'
import {allPages} from './all-pages.js'
import {freeLimits} from './free-limits.js'
import {reportLimits, type LimitsPorts} from './limits-report.js'
import type {ProbeTarget} from './probe-limits.js'
import {settle} from './settle.js'

export interface ReadForHistory {
  readonly readings: readonly Reading[]
  /** Whether the account API lists rate limits to this key. */
  readonly limitsOffered: boolean
  readonly warnings: readonly Warning[]
  /** Of what could not be read; 0 also where a model answered 429: that is what a history is for. */
  readonly exitCode: number
}

/**
 * Everything that a history keeps: quotas, the account, the rate limits that the account API lists, and one probe of each
 * model named.
 * @throws AppError when neither the account nor its quotas can be read
 */
export async function readForHistory(ports: LimitsPorts, targets: readonly ProbeTarget[]): Promise<ReadForHistory> {
  const {gateway, clock} = ports
  const id = await ports.account()
  const [account, listing, free, probed] = await Promise.all([
    settle(gateway.getAccount(id)),
    settle(allPages(page => gateway.listQuotas(id, page), {})),
    settle(freeLimits(gateway, id, [], 'auto')),
    targets.length === 0 ? null : reportLimits(ports, {targets, options: {}, schedule: null, compareTiers: false}),
  ])
  if (account instanceof AppError && listing instanceof AppError) throw account
  const at = {t: clock.now(), account: id}
  const results = (probed?.probes ?? []).map(({result}) => result)
  const unanswered = results.filter(({httpStatus}) => httpStatus === null)
  const failed = [account, listing].filter(part => part instanceof AppError)
  return {
    readings: [
      ...(account instanceof AppError || account.suspendState === null
        ? []
        : [accountReading(at, account.suspendState)]),
      ...(listing instanceof AppError ? [] : quotaReadings(at, listing.items.map(describeQuota))),
      ...(free instanceof AppError
        ? []
        : limitReadings(
            at,
            'free',
            free.probes.map(({result}) => result),
          )),
      ...limitReadings(at, 'probe', results),
    ],
    limitsOffered: !(free instanceof AppError),
    warnings: [
      ...failed.map(({code, message, hints}) => ({code, message, hints})),
      ...unanswered.map(({outcome, message}) => ({code: outcome, message})),
    ],
    exitCode: worstExitCode([
      ...failed.map(({exitCode}) => exitCode),
      ...unanswered.map(({outcome}) => exitCodeOf(outcome)),
    ]),
  }
}
