import type {ServerlessSettings} from '../limits/limit-constants.js'

/** A refused inference request; answered 400 in the OpenAI shape. */
export class InvalidRequest extends Error {
  readonly param: string | null

  constructor(message: string, param: string | null) {
    super(message)
    this.param = param
  }
}

export type JsonBody = Readonly<Record<string, unknown>>

/** What the sandbox understands of a completion request; everything else in it is accepted and ignored. */
export interface CompletionRequest {
  readonly model: string
  /** The texts of the prompt, message by message: what is counted and cached. */
  readonly parts: readonly string[]
  /** Choices in the answer: `n` for every prompt. */
  readonly choices: number
  /** Generated tokens of each choice; the answer always has exactly that many. */
  readonly maxTokens: number
  readonly stream: boolean
  readonly includeUsage: boolean
  readonly priority: boolean
  readonly cacheKey: string | undefined
}

/** Reads a body that must be a JSON object naming a model. */
export function parseInferenceBody(text: string): JsonBody & {readonly model: string} {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new InvalidRequest('the body is not valid JSON', null)
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidRequest('the body is not a JSON object', null)
  }
  const {model} = body as JsonBody
  if (typeof model !== 'string' || model === '') throw new InvalidRequest('"model" is required', 'model')
  return body as JsonBody & {model: string}
}

/** `POST /inference/v1/chat/completions` */
export function chatRequest(body: JsonBody & {readonly model: string}, limits: ServerlessSettings): CompletionRequest {
  const {messages} = body
  if (!Array.isArray(messages) || messages.length === 0) {
    throw new InvalidRequest('"messages" must be a list with at least one message', 'messages')
  }
  return completionRequest(body, messages.map(messageText), 1, limits)
}

/** `POST /inference/v1/completions`: a prompt, or several that each get their choices. */
export function textRequest(body: JsonBody & {readonly model: string}, limits: ServerlessSettings): CompletionRequest {
  const {prompt} = body
  if (typeof prompt === 'string') return completionRequest(body, [prompt], 1, limits)
  if (!Array.isArray(prompt) || prompt.length === 0) throw new InvalidRequest('"prompt" is required', 'prompt')
  const prompts = textList(prompt, 'prompt')
  return completionRequest(body, prompts, prompts.length, limits)
}

/** A list of texts, or of token ids (counted one token each), as prompts and embedding inputs may come. */
export function textList(list: readonly unknown[], param: string): string[] {
  if (list.every(item => typeof item === 'number')) return [list.join(' ')]
  return list.map(item => {
    if (typeof item === 'string') return item
    if (Array.isArray(item) && item.every(token => typeof token === 'number')) return item.join(' ')
    throw new InvalidRequest(`"${param}" must be a text or a list of texts`, param)
  })
}

function completionRequest(
  body: JsonBody & {readonly model: string},
  parts: readonly string[],
  prompts: number,
  limits: ServerlessSettings,
): CompletionRequest {
  const maxTokens = body['max_tokens'] ?? body['max_completion_tokens'] ?? limits.defaultMaxTokens
  const n = body['n'] ?? 1
  const stream = body['stream'] ?? false
  const options = body['stream_options']
  const cacheKey = body['prompt_cache_key']
  if (typeof stream !== 'boolean') throw new InvalidRequest('"stream" must be true or false', 'stream')
  return {
    model: body.model,
    parts,
    choices: prompts * wholeNumber(n, 'n', limits.largestN),
    maxTokens: wholeNumber(maxTokens, 'max_tokens', limits.largestMaxTokens),
    stream,
    includeUsage: typeof options === 'object' && options !== null && (options as JsonBody)['include_usage'] === true,
    priority: body['service_tier'] === 'priority',
    cacheKey: typeof cacheKey === 'string' && cacheKey !== '' ? cacheKey : undefined,
  }
}

function wholeNumber(value: unknown, param: string, largest: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > largest) {
    throw new InvalidRequest(`"${param}" must be a whole number from 1 to ${largest}`, param)
  }
  return value
}

/** A message's text: a string, or the text parts of a list. Images and tools count nothing. */
function messageText(message: unknown): string {
  if (typeof message !== 'object' || message === null)
    throw new InvalidRequest('a message must be an object', 'messages')
  const {content, role} = message as JsonBody
  if (typeof role !== 'string') throw new InvalidRequest('a message needs a "role"', 'messages')
  if (typeof content === 'string') return content
  if (content === undefined || content === null) return ''
  if (!Array.isArray(content)) throw new InvalidRequest('"content" must be a text or a list of parts', 'messages')
  return content
    .map((part: unknown) => (typeof part === 'object' && part !== null ? (part as JsonBody)['text'] : undefined))
    .filter(text => typeof text === 'string')
    .join(' ')
}
