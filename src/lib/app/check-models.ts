import {accountGate, type AccountGate} from './account-gate.js'
import {checkModels, type ModelCheckOptions, type NamedModel} from '../domain/model/check.js'
import {listedModels} from '../domain/model/listed-model.js'
import {readCatalogue} from './model-catalogue.js'
import {settle} from './settle.js'
import type {Gateway} from './ports.js'

/**
 * Holds named models against the catalogue; whether the account is suspended comes first, and an
 * account that cannot be read is never ok.
 * @param now milliseconds since the epoch
 * @throws AppError when the catalogue cannot be read
 */
export async function checkNamedModels(
  gateway: Gateway,
  accountId: string,
  {named, ...options}: ModelCheckOptions & {readonly named: readonly NamedModel[]},
  now: number,
): Promise<AccountGate> {
  const [account, catalogue] = await Promise.all([settle(gateway.getAccount(accountId)), readCatalogue(gateway)])
  const items = checkModels(named, listedModels(catalogue, now), options)
  const none = items.length === 0 ? [{code: 'nothing-checked', message: 'no model is named there'}] : []
  return accountGate(accountId, account, items, none)
}
