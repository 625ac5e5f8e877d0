import {AppError, type Warning} from '../domain/errors.js'
import {EXIT, worstExitCode} from '../domain/exit-codes.js'
import {SPEND_QUOTA_ID} from '../domain/quota/quota.js'
import type {SpendingTier} from '../domain/facts/tiers.js'
import {likelyTier, type LikelyTier} from '../domain/quota/tier.js'
import {settle} from './settle.js'
import type {Gateway} from './ports.js'

/** `data` of `fireq.tier.list/v1`. */
export interface TierList {
  readonly tiers: readonly SpendingTier[]
  /** null when no account could be asked. */
  readonly standing: LikelyTier | null
}

export interface TierStanding {
  readonly standing: LikelyTier | null
  /** Whose standing; null when no account could be asked. */
  readonly accountId: string | null
  readonly warnings: readonly Warning[]
  readonly exitCode: number
}

/** Nobody to ask: the tiers are worth reading without an account too. */
export const STANDING_UNKNOWN: TierStanding = {standing: null, accountId: null, warnings: [], exitCode: EXIT.ok}

/**
 * Where an account likely stands, from the account and its spend quota, asked at the same time. Never throws an
 * `AppError`: what cannot be read is a warning and its exit code, because the tiers are shown all the same.
 * @param connect opens the gateway and resolves the account
 */
export async function tierStanding(
  connect: () => Promise<{readonly gateway: Gateway; readonly accountId: string}>,
): Promise<TierStanding> {
  const connected = await settle(connect())
  if (connected instanceof AppError) {
    return {
      ...STANDING_UNKNOWN,
      warnings: [warningOf('no account could be asked', connected)],
      exitCode: connected.exitCode,
    }
  }
  const {gateway, accountId} = connected
  const [account, spend] = await Promise.all([
    settle(gateway.getAccount(accountId)),
    settle(gateway.getQuota(accountId, SPEND_QUOTA_ID)),
  ])
  const failures = [
    ['the account could not be read', account],
    [`${SPEND_QUOTA_ID} could not be read`, spend],
  ] as const
  const failed = failures.flatMap(([what, answer]) => (answer instanceof AppError ? [{what, error: answer}] : []))
  const bothFailed = failed.length === failures.length
  return {
    standing: bothFailed
      ? null
      : likelyTier(account instanceof AppError ? null : account, spend instanceof AppError ? null : spend),
    accountId,
    warnings: failed.map(({what, error}) => warningOf(what, error)),
    exitCode: worstExitCode(failed.map(({error}) => error.exitCode)),
  }
}

function warningOf(what: string, error: AppError): Warning {
  return {code: error.code, message: `${what}: ${error.message}`, hints: error.hints}
}
