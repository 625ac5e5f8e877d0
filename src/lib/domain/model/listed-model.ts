import {LIVING_MODELS, modelPrice, retiredModel} from '../facts/models.js'
import {sizeClassOf, type SizeClassId} from '../facts/rate-limits.js'
import {baseModelId, displayModelName} from '../limits/model-name.js'
import {daysUntil, retirementOf, type CalendarDate, type Retirement} from './retirement.js'

/** A list price, USD per million tokens, and the month of the list. */
export interface ListedPrice {
  readonly input: number
  readonly cachedInput: number
  readonly output: number
  /** `2026-10`. */
  readonly asOf: string
}

/** A model or router of the public catalogue: `models[]` of `fireq.model.list/v1`. */
export interface ListedModel {
  /** Full resource name. */
  readonly id: string
  /** The short name, `kimi-k3`. */
  readonly name: string
  readonly kind: 'model' | 'router'
  /** Whether serverless serves it; null where nobody says. */
  readonly served: boolean | null
  readonly sizeClass: SizeClassId
  /** null where the catalogue does not say. */
  readonly parameters: number | null
  /** null where no list has one. */
  readonly price: ListedPrice | null
  /** When serverless stops serving it; null where no date is said. */
  readonly retiresOn: Retirement | null
  /** Whole days until then; negative once it has passed. */
  readonly daysLeft: number | null
}

/** What the catalogue says of a model, as far as it matters here. */
export interface CatalogueEntry {
  readonly name: string
  readonly supportsServerless: boolean | null
  readonly parameterCount: number | null
  readonly deprecationDate: CalendarDate | null
}

/**
 * The catalogue as it is listed: its models, then the routers that the dated facts know of a model in it. The API lists no
 * routers: one goes with its base model or before it, so that model's date is shown.
 * @param now milliseconds since the epoch
 */
export function listedModels(catalogue: readonly CatalogueEntry[], now: number): ListedModel[] {
  const models = catalogue.map(entry => listedModel(entry, now))
  const byName = new Map(models.map(model => [model.name, model]))
  const routers = LIVING_MODELS.filter(({kind}) => kind === 'router').flatMap(({id}) => {
    const base = byName.get(baseModelId(id))
    return base === undefined || byName.has(id) ? [] : [routerOf(base, id)]
  })
  return [...models, ...routers]
}

function listedModel(
  {name, supportsServerless, parameterCount, deprecationDate}: CatalogueEntry,
  now: number,
): ListedModel {
  const short = displayModelName(name)
  const retiresOn = deprecationDate === null ? null : retirementOf(deprecationDate)
  return {
    id: name,
    name: short,
    kind: name.includes('/routers/') ? 'router' : 'model',
    served: supportsServerless ?? (retiredModel(name) === null ? null : false),
    sizeClass: sizeClassOf(parameterCount),
    parameters: parameterCount,
    price: listedPrice(short),
    retiresOn,
    daysLeft: retiresOn === null ? null : daysUntil(retiresOn.date, now),
  }
}

/** A router of a listed model. Whether it is served nobody says, unless its base model is gone. */
export function routerOf(base: ListedModel, name: string): ListedModel {
  return {
    ...base,
    id: `accounts/fireworks/routers/${name}`,
    name,
    kind: 'router',
    served: base.served === false ? false : null,
    price: listedPrice(name),
  }
}

function listedPrice(name: string): ListedPrice | null {
  const fact = modelPrice(name)
  return fact === null ? null : {...fact.value, asOf: fact.validFrom}
}
