import {sizeClassOf, type SizeClassId} from '../domain/facts/rate-limits.js'
import {baseModelId, isDedicatedName} from '../domain/limits/model-name.js'
import type {CatalogueModel, Clock} from './ports.js'

/** A size class that is being looked up. */
export interface SizeLookup {
  /** The size class; null when the catalogue cannot be read, does not have the model, or takes too long by now. */
  inTime(): Promise<SizeClassId | null>
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
    if (isDedicatedName(model) || !model.startsWith(CATALOGUE_PREFIX)) return {inTime: () => Promise.resolve(null)}
    let found: {readonly size: SizeClassId | null} | null = null
    const looked = catalogue().then(
      models => (found = {size: sizeInCatalogue(model, models)}).size,
      () => (found = {size: null}).size,
    )
    return {inTime: async () => (found === null ? withPatience(looked, clock) : found.size)}
  }
}

/**
 * The size class of a model by the catalogue; a router has its base model's.
 * @param resource full resource name
 * @returns null for a model that the catalogue does not have, and for a dedicated deployment, which has no such limits
 */
export function sizeInCatalogue(resource: string, catalogue: readonly CatalogueModel[]): SizeClassId | null {
  if (isDedicatedName(resource)) return null
  const own = catalogue.find(({name}) => name === resource)
  const router = /^accounts\/fireworks\/routers\/([^/]+)$/.exec(resource)?.[1]
  const base = router === undefined ? undefined : `accounts/fireworks/models/${baseModelId(router)}`
  const known = own?.parameterCount == null ? (catalogue.find(({name}) => name === base) ?? own) : own
  return known === undefined ? null : sizeClassOf(known.parameterCount)
}

async function withPatience(size: Promise<SizeClassId | null>, clock: Clock): Promise<SizeClassId | null> {
  const enough = new AbortController()
  const late = clock.sleep(PATIENCE_MS, enough.signal).then(
    () => null,
    () => null,
  )
  try {
    return await Promise.race([size, late])
  } finally {
    enough.abort()
  }
}
