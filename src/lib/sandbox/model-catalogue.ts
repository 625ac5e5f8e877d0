/** A serverless model the sandbox serves. The catalogue is a sample in the real naming, not Fireworks' current one. */
export interface CatalogueModel {
  /** What a request names: `accounts/fireworks/models/<m>`, and for Fast `accounts/fireworks/routers/<m>-fast`. */
  readonly id: string
  readonly displayName: string
  readonly kind: 'chat' | 'embedding'
  /** Parameters in billions; undefined where unknown. Decides the upper bound of the adaptive limits. */
  readonly billionParameters: number | undefined
  readonly contextLength: number
  /**
   * Nano-dollars per token: 150 is $0.15 per million. All prices are assumed: the pages this follows state none. What a
   * user can rely on is that tokens cost, output more than input, cached input less.
   */
  readonly price: TokenPrice
}

export interface TokenPrice {
  readonly uncachedPrompt: number
  readonly cachedPrompt: number
  readonly generated: number
}

function chat(
  name: string,
  displayName: string,
  billionParameters: number | undefined,
  price: readonly [uncachedPrompt: number, cachedPrompt: number, generated: number],
): CatalogueModel {
  const [uncachedPrompt, cachedPrompt, generated] = price
  return {
    id: `accounts/fireworks/models/${name}`,
    displayName,
    kind: 'chat',
    billionParameters,
    contextLength: 131_072,
    price: {uncachedPrompt, cachedPrompt, generated},
  }
}

/** The Fast variant of a model: its own id and its own limits, at twice the price (assumed). */
function fast(model: CatalogueModel): CatalogueModel {
  return {
    ...model,
    id: `${model.id.replace('/models/', '/routers/')}-fast`,
    displayName: `${model.displayName} Fast`,
    price: {
      uncachedPrompt: model.price.uncachedPrompt * 2,
      cachedPrompt: model.price.cachedPrompt * 2,
      generated: model.price.generated * 2,
    },
  }
}

const KIMI = chat('kimi-k2p6', 'Kimi K2.6', 1_000, [600, 150, 2_500])
const DEEPSEEK = chat('deepseek-v3p2', 'DeepSeek V3.2', 685, [560, 280, 1_680])

export const CATALOGUE: readonly CatalogueModel[] = [
  KIMI,
  fast(KIMI),
  DEEPSEEK,
  fast(DEEPSEEK),
  chat('gpt-oss-120b', 'gpt-oss 120B', 120, [150, 75, 600]),
  chat('gpt-oss-20b', 'gpt-oss 20B', 20, [70, 35, 300]),
  chat('qwen3-235b-a22b', 'Qwen3 235B A22B', 235, [220, 110, 880]),
  chat('llama-v3p3-70b-instruct', 'Llama 3.3 70B Instruct', 70, [900, 450, 900]),
  chat('glm-5', 'GLM 5', undefined, [550, 140, 2_190]),
  {
    id: 'accounts/fireworks/models/qwen3-embedding-8b',
    displayName: 'Qwen3 Embedding 8B',
    kind: 'embedding',
    billionParameters: 8,
    contextLength: 40_960,
    price: {uncachedPrompt: 100, cachedPrompt: 100, generated: 0},
  },
]

const BY_ID: ReadonlyMap<string, CatalogueModel> = new Map(CATALOGUE.map(model => [model.id, model]))

export function findModel(id: string): CatalogueModel | undefined {
  return BY_ID.get(id)
}
