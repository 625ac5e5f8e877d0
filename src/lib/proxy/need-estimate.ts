import type {AnswerUsage} from '../domain/traffic/answer-usage.js'
import type {RequestFacts} from '../domain/traffic/request-scanner.js'
import type {Need} from '../domain/traffic/retry-advice.js'

/** Output tokens of a request that names no maximum, until answers have told more. Assumed. */
const UNTOLD_OUTPUT = 1024
/** Weight of the newest answer in what is expected. Assumed: twenty answers are a picture of a job. */
const NEWEST = 0.05
/** Answers until an experience counts. */
const ENOUGH = 5

/** A moving mean with its spread. */
class Experience {
  #count = 0
  #mean = 0
  #variance = 0

  add(value: number): void {
    const weight = Math.max(NEWEST, 1 / ++this.#count)
    const difference = value - this.#mean
    this.#mean += weight * difference
    this.#variance = (1 - weight) * (this.#variance + weight * difference * difference)
  }

  /** What most are not above: two standard deviations over the mean. */
  expected(unknown: number): number {
    return this.#count < ENOUGH ? unknown : this.#mean + 2 * Math.sqrt(this.#variance)
  }
}

/**
 * What a request will take from the limits of its model. It begins with what the request says (text length, maximum of
 * output tokens) and learns from `usage` what such requests really take: a job that asks for 4,096 tokens and gets 200
 * would otherwise wait twenty times too long.
 */
export class NeedEstimate {
  readonly #prompt = new Experience()
  readonly #uncached = new Experience()
  readonly #outputShare = new Experience()
  readonly #output = new Experience()

  of(facts: RequestFacts): Need {
    const prompt = Math.ceil(facts.promptTokens * this.#prompt.expected(1))
    const share = Math.min(1, this.#outputShare.expected(1))
    const output =
      facts.maxTokens === null
        ? this.#output.expected(UNTOLD_OUTPUT) * facts.choices
        : facts.maxTokens * facts.choices * share
    return {
      requests: facts.choices,
      prompt,
      'uncached-prompt': Math.ceil(prompt * Math.min(1, this.#uncached.expected(1))),
      generated: Math.ceil(output),
    }
  }

  learn(facts: RequestFacts, {prompt, cached, generated}: AnswerUsage): void {
    if (prompt !== null && facts.promptTokens > 0) this.#prompt.add(prompt / facts.promptTokens)
    if (prompt !== null && prompt > 0) this.#uncached.add((prompt - cached) / prompt)
    if (generated === null) return
    if (facts.maxTokens === null) this.#output.add(generated / facts.choices)
    else this.#outputShare.add(generated / (facts.maxTokens * facts.choices))
  }
}
