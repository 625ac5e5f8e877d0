import type {Account} from '../domain/account.js'
import {checkReport, type CheckedAccount, type CheckItem, type CheckReport} from '../domain/check/verdict.js'
import {AppError, type Warning} from '../domain/errors.js'

/** A report for every format, and the suspend state of the account that was asked about. */
export interface AccountGate {
  readonly report: CheckReport
  /** null when the account could not be read. */
  readonly account: CheckedAccount | null
}

/**
 * What the items come to; whether the account is suspended comes first. One that cannot be read is a warning.
 * @param account as it was read, or why it was not
 */
export function accountGate(
  account: Account | AppError,
  items: readonly CheckItem[],
  warnings: readonly Warning[],
): AccountGate {
  if (account instanceof AppError) {
    const warning = {code: account.code, message: `the account could not be read: ${account.message}`}
    return {account: null, report: checkReport(items, null, {warnings: [warning, ...warnings]})}
  }
  const {id, suspendState} = account
  return {account: {id, suspendState}, report: checkReport(items, {id, suspendState}, {warnings})}
}
