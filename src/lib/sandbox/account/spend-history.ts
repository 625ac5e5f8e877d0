import {GPU_HOUR_PRICES} from '../../domain/facts/gpu.js'
import {CATALOGUE, type TokenPrice} from '../model-catalogue.js'
import type {NanoUsd} from './money.js'
import {SeededRandom, textSeed} from '../random.js'
import {costOf, ratedAmounts, type SpendEvent} from './spend-event.js'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
/** How long before this month the account began to spend. Assumed. */
const EARLIER_DAYS = 60
/** The kinds' shares of the spend of an account that has deployments; the rest is serverless. Assumed. */
const DEDICATED_SHARE = 0.25
const TRAINING_SHARE = 0.05
/** How much one key's spend of a day is multiplied by the jump. Assumed. */
const JUMP_FACTOR = 40

/** What an account has spent when a scenario opens. */
export interface OpeningSpend {
  readonly accountId: string
  readonly now: number
  /** Since the first of this month. */
  readonly month: NanoUsd
  /** In the weeks before. */
  readonly earlier: NanoUsd
  /** The deployment and the trainer that cost money; undefined where nothing but serverless does. */
  readonly dedicated?: {readonly deployment: string; readonly gpu: string} | undefined
  readonly trainer?: string | undefined
  readonly priorityFactor: number
  /** One key spent far more yesterday than it ever did. */
  readonly jump: boolean
}

/** One key that asks one model, with its share of the serverless spend. */
interface Stream {
  readonly model: string
  readonly user: string
  readonly apiKeyId: string
  readonly priority: boolean
  readonly share: number
  readonly jumps?: boolean
}

const KIMI = 'accounts/fireworks/models/kimi-k3'
const GLM = 'accounts/fireworks/models/glm-5p3'
const GPT = 'accounts/fireworks/models/gpt-oss-120b'
const DEEPSEEK = 'accounts/fireworks/models/deepseek-v4p1-flash'

/** Three models, four keys, two users. Priority only where its prices are whole nano-dollars. */
const STREAMS: readonly Stream[] = [
  {model: KIMI, user: 'dana', apiKeyId: 'key_production', priority: false, share: 0.34},
  {model: KIMI, user: 'dana', apiKeyId: 'key_production', priority: true, share: 0.12},
  {model: GLM, user: 'dana', apiKeyId: 'key_batch', priority: false, share: 0.26, jumps: true},
  {model: GLM, user: 'lee', apiKeyId: 'key_laptop', priority: false, share: 0.12},
  {model: KIMI, user: 'lee', apiKeyId: 'key_laptop', priority: false, share: 0.1},
  {model: GPT, user: 'lee', apiKeyId: 'key_ci', priority: false, share: 0.06},
]

interface Slot {
  readonly at: number
  readonly weight: number
  readonly jump: boolean
}

/**
 * The expenses that led to the opening balance: hourly, more in working hours and on weekdays, adding up to it to the
 * nano-dollar.
 */
export function openingEvents(opening: OpeningSpend): SpendEvent[] {
  const date = new Date(opening.now)
  const monthStart = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
  const yesterday = opening.jump ? Math.floor(opening.now / DAY_MS) * DAY_MS - DAY_MS : NaN
  const earlier = slots(monthStart - EARLIER_DAYS * DAY_MS, monthStart, yesterday)
  const current = slots(monthStart, opening.now + 1, yesterday)
  return [...periodEvents(opening, opening.earlier, earlier), ...periodEvents(opening, opening.month, current)].sort(
    (left, right) => left.at - right.at,
  )
}

/** Quarter past every full hour of a period, or its start where it is shorter. */
function slots(start: number, end: number, yesterday: number): Slot[] {
  const found: Slot[] = []
  for (let at = Math.ceil(start / HOUR_MS) * HOUR_MS + HOUR_MS / 4; at < end; at += HOUR_MS) {
    const date = new Date(at)
    const hour = date.getUTCHours()
    const weekend = date.getUTCDay() % 6 === 0
    const jitter = 0.85 + new SeededRandom(textSeed(String(at))).next() * 0.3
    const weight = (hour >= 8 && hour < 18 ? 1 : 0.25) * (weekend ? 0.5 : 1) * jitter
    found.push({at, weight, jump: at >= yesterday && at < yesterday + DAY_MS})
  }
  return found.length > 0 ? found : [{at: Math.floor(start / 1_000) * 1_000, weight: 1, jump: false}]
}

function periodEvents(opening: OpeningSpend, total: NanoUsd, found: readonly Slot[]): SpendEvent[] {
  const share = (part: number): NanoUsd => (total * BigInt(Math.round(part * 100))) / 100n
  const {dedicated, trainer, accountId} = opening
  const gpuMoney = dedicated === undefined ? 0n : share(DEDICATED_SHARE)
  const trainingMoney = trainer === undefined ? 0n : share(TRAINING_SHARE)
  const serverless = serverlessEvents(opening, total - gpuMoney - trainingMoney, found)
  const dedicatedName = `accounts/${accountId}/deployments/${dedicated?.deployment}`
  return [
    ...serverless,
    ...hourlyEvents('dedicated', dedicatedName, dedicated?.gpu ?? 'h100', gpuMoney, found),
    ...hourlyEvents('training', `accounts/${accountId}/rlorTrainerJobs/${trainer}`, 'h100', trainingMoney, found),
  ]
}

/** The same every hour; the last hour takes what does not divide. */
function hourlyEvents(
  kind: 'dedicated' | 'training',
  resource: string,
  gpu: string,
  total: NanoUsd,
  found: readonly Slot[],
): SpendEvent[] {
  if (total === 0n) return []
  const each = total / BigInt(found.length)
  const perSecond = ((GPU_HOUR_PRICES[gpu]?.value ?? 8) * 1e9) / 3_600
  return found.map(({at}, index) => {
    const cost = index === found.length - 1 ? total - each * BigInt(found.length - 1) : each
    const amounts = [{series: 'accelerator-seconds' as const, quantity: Math.round(Number(cost) / perSecond), cost}]
    return {at, kind, resource, user: undefined, apiKeyId: undefined, priority: false, amounts}
  })
}

function serverlessEvents(opening: OpeningSpend, total: NanoUsd, found: readonly Slot[]): SpendEvent[] {
  if (total === 0n) return []
  const weightOf = (slot: Slot, stream: Stream): number =>
    slot.weight * stream.share * (slot.jump && stream.jumps === true ? JUMP_FACTOR : 1)
  let weights = 0
  for (const slot of found) for (const stream of STREAMS) weights += weightOf(slot, stream)
  const events: SpendEvent[] = []
  let left = total
  for (const slot of found) {
    for (const stream of STREAMS) {
      const budget = (Number(total) * weightOf(slot, stream)) / weights
      const event = tokensFor(stream, slot.at, budget, opening.priorityFactor)
      const cost = costOf(event)
      // Whole tokens are rounded down, so that the remainder is never negative; rounded prices could still be too much.
      if (cost === 0n || cost > left) continue
      left -= cost
      events.push(event)
    }
  }
  return [...events, ...remainderEvents(left, found.at(-1)!.at)]
}

/** So many tokens of each sort as the budget buys: two fifths of it each for prompts and answers, the rest for cached. */
function tokensFor(stream: Stream, at: number, budget: number, priorityFactor: number): SpendEvent {
  const price = priceOf(stream.model)
  const factor = stream.priority ? priorityFactor : 1
  const buy = (part: number, perToken: number): number => Math.floor((budget * part) / (perToken * factor))
  const tokens = {
    uncachedPrompt: buy(0.4, price.uncachedPrompt),
    cachedPrompt: buy(0.2, price.cachedPrompt),
    generated: buy(0.4, price.generated),
  }
  const {model, user, apiKeyId, priority} = stream
  return {
    at,
    kind: 'serverless',
    resource: model,
    user,
    apiKeyId,
    priority,
    amounts: ratedAmounts(tokens, price, factor),
  }
}

/**
 * What no whole number of tokens of the streams costs: cached tokens at 6, 260 and 15 nano-dollars make up any sum that is
 * not tiny; a tiny one is booked as it is.
 */
function remainderEvents(left: NanoUsd, at: number): SpendEvent[] {
  const event = (model: string, cachedPrompt: number): SpendEvent => ({
    at,
    kind: 'serverless',
    resource: model,
    user: 'lee',
    apiKeyId: 'key_ci',
    priority: false,
    amounts: ratedAmounts({uncachedPrompt: 0, cachedPrompt, generated: 0}, priceOf(model), 1),
  })
  if (left === 0n) return []
  const byDeepseek = left % 5n
  const afterDeepseek = left - 6n * byDeepseek
  const byGlm = (((afterDeepseek % 15n) + 15n) % 15n) / 5n
  const rest = afterDeepseek - 260n * byGlm
  if (rest < 0n) {
    const tiny = event(GPT, 0)
    return [{...tiny, amounts: tiny.amounts.map((amount, index) => (index === 1 ? {...amount, cost: left} : amount))}]
  }
  return [event(DEEPSEEK, Number(byDeepseek)), event(GLM, Number(byGlm)), event(GPT, Number(rest / 15n))].filter(
    one => costOf(one) > 0n,
  )
}

function priceOf(model: string): TokenPrice {
  return CATALOGUE.find(({id}) => id === model)!.price
}
