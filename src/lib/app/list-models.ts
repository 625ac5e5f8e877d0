import {listedModels, type ListedModel} from '../domain/model/listed-model.js'
import {readCatalogue} from './model-catalogue.js'
import type {Gateway} from './ports.js'

/** `data` of `fireq.model.list/v1`. */
export interface ModelList {
  readonly models: readonly ListedModel[]
}

/** Which models are wanted; what is left out takes all. */
export interface ModelChoice {
  /** Only those that serverless serves. */
  readonly serverless?: boolean
  /** Days: only those that go within them, or have gone. */
  readonly retiringWithinDays?: number
  readonly size?: ListedModel['sizeClass']
}

/**
 * The public catalogue, all pages.
 * @param now milliseconds since the epoch
 * @throws AppError as the gateway does
 */
export async function listModels(gateway: Gateway, choice: ModelChoice, now: number): Promise<ModelList> {
  const models = listedModels(await readCatalogue(gateway), now)
  return {models: models.filter(model => isWanted(model, choice))}
}

function isWanted({served, daysLeft, sizeClass}: ListedModel, {serverless, retiringWithinDays, size}: ModelChoice) {
  if (serverless === true && served === false) return false
  if (retiringWithinDays !== undefined && (daysLeft === null || daysLeft > retiringWithinDays)) return false
  return size === undefined || sizeClass === size
}
