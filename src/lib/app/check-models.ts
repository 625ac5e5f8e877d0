import type {CheckReport} from '../domain/check/verdict.js'
import {checkReport} from '../domain/check/verdict.js'
import {checkModels, type ModelCheckOptions, type NamedModel} from '../domain/model/check.js'
import {listedModels} from '../domain/model/listed-model.js'
import {readCatalogue} from './model-catalogue.js'
import {settle} from './settle.js'
import {AppError} from '../domain/errors.js'
import type {Gateway} from './ports.js'

/** A report for every format, and the suspend state of the account that was asked about. */
export interface ModelGate {
  readonly report: CheckReport
  readonly account: {readonly id: string; readonly suspendState: string | null} | null
}

/**
 * Holds named models against the catalogue; whether the account is suspended comes first. An account that cannot be read is
 * no reason not to judge: the catalogue is public.
 * @param now milliseconds since the epoch
 * @throws AppError when the catalogue cannot be read
 */
export async function checkNamedModels(
  gateway: Gateway,
  accountId: string,
  {named, ...options}: ModelCheckOptions & {readonly named: readonly NamedModel[]},
  now: number,
): Promise<ModelGate> {
  const [account, catalogue] = await Promise.all([settle(gateway.getAccount(accountId)), readCatalogue(gateway)])
  const items = checkModels(named, listedModels(catalogue, now), options)
  const none = items.length === 0 ? [{code: 'nothing-checked', message: 'no model is named there'}] : []
  if (account instanceof AppError) {
    const warning = {code: account.code, message: `the account could not be read: ${account.message}`}
    return {account: null, report: checkReport(items, null, {warnings: [warning, ...none]})}
  }
  const {id, suspendState} = account
  return {account: {id, suspendState}, report: checkReport(items, {id, suspendState}, {warnings: none})}
}
