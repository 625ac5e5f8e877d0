import {modelPrice, RETIRED_MODELS, US_ONLY_PRICE_FACTOR} from '../domain/facts/models.js'

/** A model or router of the public catalogue, as the sandbox knows it. */
export interface CatalogueModel {
  /** What a request names: `accounts/fireworks/models/<m>`, and for variants `accounts/fireworks/routers/<m>-fast`. */
  readonly id: string
  readonly displayName: string
  readonly kind: 'chat' | 'embedding'
  /** Parameters in billions; undefined where unknown. Decides the size class and with it the upper bounds. */
  readonly billionParameters: number | undefined
  readonly contextLength: number
  readonly price: TokenPrice
  /** A router: the model it routes to. It has no date of its own and goes with that model. */
  readonly base?: string
  /** The day on which serverless stops serving it; day 0 is a month without a day. */
  readonly deprecationDate?: CalendarDate
  /** Gone from serverless, whatever the clock says. */
  readonly retired?: boolean
  /** Retired, and still named by `GET /inference/v1/models`, as was seen. */
  readonly stillListed?: boolean
}

/** A date as the API writes it: `day` or `month` may be 0, which means that it is not said. */
export interface CalendarDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** Nano-dollars per token: 150 is $0.15 per million. */
export interface TokenPrice {
  readonly uncachedPrompt: number
  readonly cachedPrompt: number
  readonly generated: number
}

const DAY_MS = 86_400_000
const CONTEXT_LENGTH = 131_072
/** A Fast variant costs half as much again, as the one that price lists have (October 2026); of others assumed. */
const FAST_PRICE = 1.5
const US_PRICE = US_ONLY_PRICE_FACTOR.value
/** How long a retired model answers 500 before it answers 404. Assumed: both were seen, in this order. */
const FAILS_BEFORE_GONE_MS = DAY_MS

/** Nano-dollars per token of what a million tokens cost: a price list's numbers all are whole ones. */
const NANOS_PER_TOKEN = 1_000

function chat(name: string, displayName: string, billionParameters: number | undefined): CatalogueModel {
  const price = modelPrice(name)?.value ?? {input: 0, cachedInput: 0, output: 0}
  return {
    id: `accounts/fireworks/models/${name}`,
    displayName,
    kind: 'chat',
    billionParameters,
    contextLength: CONTEXT_LENGTH,
    price: {
      uncachedPrompt: Math.round(price.input * NANOS_PER_TOKEN),
      cachedPrompt: Math.round(price.cachedInput * NANOS_PER_TOKEN),
      generated: Math.round(price.output * NANOS_PER_TOKEN),
    },
  }
}

/** A variant of a model, with its own id and its own limits. Every product of a price and a factor is a whole number. */
function router(model: CatalogueModel, suffix: string, word: string, factor: number): CatalogueModel {
  const {uncachedPrompt, cachedPrompt, generated} = model.price
  return {
    ...model,
    id: `${model.id.replace('/models/', '/routers/')}-${suffix}`,
    displayName: `${model.displayName} ${word}`,
    base: model.id,
    price: {
      uncachedPrompt: Math.round(uncachedPrompt * factor),
      cachedPrompt: Math.round(cachedPrompt * factor),
      generated: Math.round(generated * factor),
    },
  }
}

function routers(model: CatalogueModel): CatalogueModel[] {
  return [
    router(model, 'fast', 'Fast', FAST_PRICE),
    router(model, 'us', 'US', US_PRICE),
    router(model, 'fast-us', 'Fast US', FAST_PRICE * US_PRICE),
  ]
}

function retired(
  name: string,
  displayName: string,
  billionParameters: number,
  [year, month, day]: readonly [year: number, month: number, day: number],
  stillListed = false,
): CatalogueModel {
  return {
    ...chat(name, displayName, billionParameters),
    deprecationDate: {year, month, day},
    retired: true,
    stillListed,
  }
}

const KIMI = chat('kimi-k3', 'Kimi K3', 2_800)
const GLM = chat('glm-5p3', 'GLM 5.3', 744)
const KIMI_K2P6 = retired('kimi-k2p6', 'Kimi K2.6', 1_000, [2026, 9, 25], true)

/**
 * The public catalogue: names, size classes and prices of October 2026 as the facts have them. Parameter counts are assumed within their documented size class; the dates of the retired models are assumed.
 */
const NAMED: readonly CatalogueModel[] = [
  KIMI,
  ...routers(KIMI),
  GLM,
  ...routers(GLM),
  chat('glm-5p3-flash', 'GLM 5.3 Flash', 110),
  chat('deepseek-v4p1-flash', 'DeepSeek V4.1 Flash', 285),
  chat('minimax-m3', 'MiniMax M3', 230),
  chat('qwen3p8-max', 'Qwen3.8 Max', 2_400),
  chat('ember-1', 'Ember 1', undefined),
  chat('gpt-oss-120b', 'gpt-oss 120B', 120),
  chat('nemotron-lightning-3p5-30b-a3b', 'Nemotron Lightning 3.5 30B A3B', 30),
  {
    // Its price and its being served are assumed.
    ...chat('qwen3-embedding-8b', 'Qwen3 Embedding 8B', 8),
    price: {uncachedPrompt: 100, cachedPrompt: 100, generated: 0},
    kind: 'embedding',
    contextLength: 40_960,
  },
  KIMI_K2P6,
  {...router(KIMI_K2P6, 'fast', 'Fast', 1), stillListed: true},
  retired('kimi-k2p5', 'Kimi K2.5', 1_000, [2026, 6, 30]),
  retired('glm-5p2', 'GLM 5.2', 744, [2026, 10, 0], true),
  retired('glm-4p7', 'GLM 4.7', 355, [2026, 5, 0]),
  retired('deepseek-v4-pro', 'DeepSeek V4 Pro', 1_600, [2026, 10, 28]),
  retired('deepseek-v3p2', 'DeepSeek V3.2', 685, [2026, 6, 12]),
  retired('gpt-oss-20b', 'gpt-oss 20B', 20, [2026, 9, 11], true),
  retired('minimax-m2p7', 'MiniMax M2.7', 230, [2026, 9, 11]),
]

/** The retired models of the facts that have no entry above: nothing but their name is known. */
const RETIRED: readonly CatalogueModel[] = RETIRED_MODELS.map(({id}) => chat(id, id, undefined))
  .filter(({id}) => !id.endsWith('-fast') && !NAMED.some(model => model.id === id))
  .map(model => ({...model, retired: true}))

/** Every model and router, those that are gone too. */
export const CATALOGUE: readonly CatalogueModel[] = [...NAMED, ...RETIRED]

/** The catalogue as one scenario has it, in time: models are served until their date. */
export class ModelCatalogue {
  readonly models: readonly CatalogueModel[]
  readonly #byId: ReadonlyMap<string, CatalogueModel>

  /** @param dates deprecation dates by model id, instead of the catalogue's */
  constructor(dates: ReadonlyMap<string, CalendarDate> = new Map()) {
    this.models = CATALOGUE.map(model => {
      const deprecationDate = dates.get(model.id)
      return deprecationDate === undefined ? model : {...model, deprecationDate, stillListed: true}
    })
    this.#byId = new Map(this.models.map(model => [model.id, model]))
  }

  find(id: string): CatalogueModel | undefined {
    return this.#byId.get(id)
  }

  /** How serverless answers for a model: 200 while it lives, 500 just after its date, then 404. */
  serving(model: CatalogueModel, now: number): 200 | 404 | 500 {
    const base = model.base === undefined ? model : this.#byId.get(model.base)
    if (base?.retired === true) return 404
    const goneAt = base?.deprecationDate === undefined ? Infinity : endOfService(base.deprecationDate)
    if (now < goneAt) return 200
    return now < goneAt + FAILS_BEFORE_GONE_MS ? 500 : 404
  }

  /** Models and routers that answer. */
  served(now: number): CatalogueModel[] {
    return this.models.filter(model => this.serving(model, now) === 200)
  }
}

/** When the serverless deployment is taken down: at the start of its day (UTC), or at the end of its month. */
function endOfService({year, month, day}: CalendarDate): number {
  return day === 0 ? Date.UTC(year, month, 1) : Date.UTC(year, month - 1, day)
}

/** The date so many days after a moment (UTC). */
export function dateAfter(now: number, days: number): CalendarDate {
  const date = new Date(now + days * DAY_MS)
  return {year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate()}
}
