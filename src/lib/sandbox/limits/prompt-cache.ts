import {countWords} from './token-count.js'

interface CachedPrompt {
  readonly parts: readonly string[]
  readonly expiresAt: number
}

/** How many prompts are remembered; the oldest are forgotten first. */
const REMEMBERED = 10_000

/**
 * Which prompt tokens were sent before: those of the leading messages that are equal to the leading messages of the last
 * prompt with the same `prompt_cache_key` for the same model, while that is not older than the cache keeps it.
 */
export class PromptCache {
  readonly #keepMs: number
  readonly #prompts = new Map<string, CachedPrompt>()

  constructor(keepMs: number) {
    this.#keepMs = keepMs
  }

  /** Tokens of the prompt that count as cached. */
  cachedTokens(modelId: string, cacheKey: string, parts: readonly string[], now: number): number {
    const before = this.#prompts.get(`${modelId}\n${cacheKey}`)
    if (before === undefined || before.expiresAt <= now) return 0
    let tokens = 0
    for (let index = 0; index < parts.length && parts[index] === before.parts[index]; index++) {
      tokens += countWords(parts[index] as string)
    }
    return tokens
  }

  /** Remembers a prompt that was served. */
  remember(modelId: string, cacheKey: string, parts: readonly string[], now: number): void {
    const key = `${modelId}\n${cacheKey}`
    this.#prompts.delete(key)
    this.#prompts.set(key, {parts, expiresAt: now + this.#keepMs})
    if (this.#prompts.size > REMEMBERED) this.#prompts.delete(this.#prompts.keys().next().value as string)
  }
}
