import {Buffer} from 'node:buffer'
import {InvalidRequest, textList, type JsonBody} from './completion-request.js'
import {SeededRandom, textSeed} from '../random.js'

const DEFAULT_DIMENSIONS = 8
const LARGEST_DIMENSIONS = 4_096

/** What is to be embedded. */
export interface EmbeddingRequest {
  readonly inputs: readonly string[]
  readonly dimensions: number
  readonly base64: boolean
}

/** `POST /inference/v1/embeddings`: `input` as a text, texts or tokens; `dimensions`; `encoding_format`. */
export function embeddingRequest(body: JsonBody): EmbeddingRequest {
  const {input, dimensions = DEFAULT_DIMENSIONS, encoding_format: format = 'float'} = body
  const inputs = typeof input === 'string' ? [input] : Array.isArray(input) ? textList(input, 'input') : []
  if (inputs.length === 0) throw new InvalidRequest('"input" is required', 'input')
  const whole = typeof dimensions === 'number' && Number.isInteger(dimensions)
  if (!whole || dimensions < 1 || dimensions > LARGEST_DIMENSIONS) {
    throw new InvalidRequest(`"dimensions" must be a whole number from 1 to ${LARGEST_DIMENSIONS}`, 'dimensions')
  }
  if (format !== 'float' && format !== 'base64') {
    throw new InvalidRequest('"encoding_format" must be "float" or "base64"', 'encoding_format')
  }
  return {inputs, dimensions, base64: format === 'base64'}
}

/** The answer: for the same text the same vector, of length 1. */
export function embeddingBody(request: EmbeddingRequest, model: string, promptTokens: number): string {
  const data = request.inputs.map((input, index) => {
    const vector = embed(input, request.dimensions)
    const embedding = request.base64 ? Buffer.from(vector.buffer).toString('base64') : [...vector]
    return {object: 'embedding', index, embedding}
  })
  const usage = {prompt_tokens: promptTokens, total_tokens: promptTokens}
  return JSON.stringify({object: 'list', data, model, usage})
}

function embed(text: string, dimensions: number): Float32Array {
  const random = new SeededRandom(textSeed(text))
  const vector = Float32Array.from({length: dimensions}, () => random.next() * 2 - 1)
  const length = Math.hypot(...vector)
  return vector.map(value => value / length)
}
