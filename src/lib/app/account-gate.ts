import type {Account} from '../domain/account.js'
import {
  checkReport,
  unreadAccountItem,
  type CheckedAccount,
  type CheckItem,
  type CheckReport,
} from '../domain/check/verdict.js'
import {AppError, type Warning} from '../domain/errors.js'

/** A report for every format, and the suspend state of the account that was asked about. */
export interface AccountGate {
  readonly report: CheckReport
  /** null when the account could not be read. */
  readonly account: CheckedAccount | null
}

/**
 * What the items come to; whether the account is suspended comes first, and where that is not known nothing is ok.
 * @param account as it was read, or why it was not
 */
export function accountGate(
  accountId: string,
  account: Account | AppError,
  items: readonly CheckItem[],
  warnings: readonly Warning[],
): AccountGate {
  if (account instanceof AppError) {
    return {account: null, report: unreadAccount(checkReport(items, null, {warnings}), accountId, account)}
  }
  const {id, suspendState} = account
  return {account: {id, suspendState}, report: checkReport(items, {id, suspendState}, {warnings})}
}

/**
 * The report of an account that could not be read, and so may be suspended: unknown, with the exit code of why it was
 * not read, unless something critical is known anyway.
 */
export function unreadAccount(
  report: CheckReport,
  accountId: string,
  {code, message, exitCode}: AppError,
): CheckReport {
  const unread = {
    ...report,
    items: [unreadAccountItem(accountId, code), ...report.items],
    warnings: [{code, message: `the account could not be read: ${message}`}, ...report.warnings],
  }
  return report.severity === 'critical' ? unread : {...unread, severity: 'unknown', exitCode}
}
