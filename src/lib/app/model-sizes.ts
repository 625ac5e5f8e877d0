import {sizeClassOf, type SizeClassId} from '../domain/facts/rate-limits.js'
import {baseModelId, isDedicatedName} from '../domain/limits/model-name.js'
import {daysUntil, retirementOf, type Retirement} from '../domain/model/retirement.js'
import {withPatience} from './patience.js'
import type {CatalogueModel, Clock} from './ports.js'

/** What the catalogue says of a model, while it is being looked up. */
export interface SizeLookup {
  /** The size class; null when the catalogue cannot be read, does not have the model, or takes too long by now. */
  inTime(): Promise<SizeClassId | null>
  /** When serverless stopped serving it; null when that is to come, or cannot be known in time. */
  retired(): Promise<Retirement | null>
}

/** Starts looking up the size class of a model. */
export type SizeOf = (model: string) => SizeLookup

/** Models of the public catalogue; an account's own have no published bound. */
const CATALOGUE_PREFIX = 'accounts/fireworks/'

/** How long an answer that is there waits for the catalogue, milliseconds. Assumed: nobody waits longer for a bound. */
const PATIENCE_MS = 2000

/** Looks size classes up in the catalogue. A catalogue that cannot be read knows none: no bound is better than a wrong one. */
export function sizesFrom(catalogue: () => Promise<readonly CatalogueModel[]>, clock: Clock): SizeOf {
  return model => {
    const unknown = () => Promise.resolve(null)
    if (isDedicatedName(model) || !model.startsWith(CATALOGUE_PREFIX)) return {inTime: unknown, retired: unknown}
    let found: readonly CatalogueModel[] | null = null
    const looked = catalogue().then(
      models => (found = models),
      () => (found = []),
    )
    const inTime = async () => found ?? (await withPatience(looked, PATIENCE_MS, clock)) ?? []
    return {
      inTime: async () => sizeInCatalogue(model, await inTime()),
      retired: async () => retiredInCatalogue(model, await inTime(), clock.now()),
    }
  }
}

/**
 * When serverless stopped serving a model by the catalogue; a router goes by its base model.
 * @param now milliseconds since the epoch
 * @returns null for a model without a date, or with one to come
 */
function retiredInCatalogue(resource: string, catalogue: readonly CatalogueModel[], now: number): Retirement | null {
  const date =
    catalogue.find(({name}) => name === resource)?.deprecationDate ??
    catalogue.find(({name}) => name === baseOfRouter(resource))?.deprecationDate
  const retirement = date ? retirementOf(date) : null
  return retirement !== null && daysUntil(retirement.date, now) <= 0 ? retirement : null
}

function baseOfRouter(resource: string): string | undefined {
  const router = /^accounts\/fireworks\/routers\/([^/]+)$/.exec(resource)?.[1]
  return router === undefined ? undefined : `accounts/fireworks/models/${baseModelId(router)}`
}

/**
 * The size class of a model by the catalogue; a router has its base model's.
 * @param resource full resource name
 * @returns null for a model that the catalogue does not have, and for a dedicated deployment, which has no such limits
 */
export function sizeInCatalogue(resource: string, catalogue: readonly CatalogueModel[]): SizeClassId | null {
  if (isDedicatedName(resource)) return null
  const own = catalogue.find(({name}) => name === resource)
  const base = baseOfRouter(resource)
  const known = own?.parameterCount == null ? (catalogue.find(({name}) => name === base) ?? own) : own
  return known === undefined ? null : sizeClassOf(known.parameterCount)
}
