import type {CompletionRequest} from './completion-request.js'

/** The tokens of one answer. */
export interface TokenCounts {
  readonly prompt: number
  readonly cached: number
  readonly generated: number
}

/** What a completion says of itself. */
export interface CompletionIdentity {
  readonly requestId: string
  /** Unix seconds. */
  readonly created: number
  readonly model: string
}

const WORDS =
  'this is the fireq sandbox speaking and no model ran so every answer has exactly as many words as you asked for'.split(
    ' ',
  )
/** A stream is cut into at most this many parts per choice, however long it is. */
const STREAM_PARTS = 64

/** The words said over and over, as far as anybody has asked, and where each of them ends. */
let spoken = ''
let ends: number[] = [0]

/** That many words, plain ASCII without quotes: safe inside JSON as it is. */
export function generatedText(tokens: number): string {
  if (tokens >= ends.length) speakOn(tokens)
  return spoken.slice(0, ends[tokens])
}

function speakOn(tokens: number): void {
  const count = Math.max(1_024, tokens * 2)
  const words: string[] = []
  ends = [0]
  for (let index = 0, at = -1; index < count; index++) {
    const word = WORDS[index % WORDS.length] as string
    words.push(word)
    at += word.length + 1
    ends.push(at)
  }
  spoken = words.join(' ')
}

/** A chat completion. Written by hand rather than by JSON.stringify: this is the path load tests hammer. */
export function chatCompletion(request: CompletionRequest, who: CompletionIdentity, tokens: TokenCounts): string {
  const text = generatedText(request.maxTokens)
  let choices = ''
  for (let index = 0; index < request.choices; index++) {
    const comma = index === 0 ? '' : ','
    choices += `${comma}{"index":${index},"message":{"role":"assistant","content":"${text}"},"finish_reason":"length"}`
  }
  return completionBody('chatcmpl', 'chat.completion', who, choices, tokens)
}

/** A text completion. */
export function textCompletion(request: CompletionRequest, who: CompletionIdentity, tokens: TokenCounts): string {
  const text = generatedText(request.maxTokens)
  let choices = ''
  for (let index = 0; index < request.choices; index++) {
    const comma = index === 0 ? '' : ','
    choices += `${comma}{"index":${index},"text":"${text}","logprobs":null,"finish_reason":"length"}`
  }
  return completionBody('cmpl', 'text_completion', who, choices, tokens)
}

function completionBody(
  prefix: string,
  object: string,
  who: CompletionIdentity,
  choices: string,
  tokens: TokenCounts,
): string {
  return `{${head(prefix, object, who)},"choices":[${choices}],"usage":${usage(tokens)}}`
}

function head(prefix: string, object: string, who: CompletionIdentity): string {
  return `"id":"${prefix}-${who.requestId}","object":"${object}","created":${who.created},"model":"${who.model}"`
}

function usage({prompt, cached, generated}: TokenCounts): string {
  const details = `"prompt_tokens_details":{"cached_tokens":${cached}}`
  return `{"prompt_tokens":${prompt},"total_tokens":${prompt + generated},"completion_tokens":${generated},${details}}`
}

/** The server-sent events of a streamed answer, each a part of its own; `usage` comes last when it was asked for. */
export function completionEvents(
  chat: boolean,
  request: CompletionRequest,
  who: CompletionIdentity,
  tokens: TokenCounts,
): string[] {
  const start = chat ? head('chatcmpl', 'chat.completion.chunk', who) : head('cmpl', 'text_completion', who)
  // With usage asked for, every chunk but the last says that it has none, as the OpenAI API does.
  const none = request.includeUsage ? ',"usage":null' : ''
  const event = (choice: string): string => `data: {${start},"choices":[${choice}]${none}}\n\n`
  const piece = (index: number, text: string, finish: string): string =>
    chat
      ? `{"index":${index},"delta":${text},"finish_reason":${finish}}`
      : `{"index":${index},"text":${text},"logprobs":null,"finish_reason":${finish}}`
  const events: string[] = []
  const words = generatedText(request.maxTokens).split(' ')
  const size = Math.ceil(words.length / STREAM_PARTS)
  for (let index = 0; index < request.choices; index++) {
    if (chat) events.push(event(piece(index, '{"role":"assistant","content":""}', 'null')))
    for (let at = 0; at < words.length; at += size) {
      const text = `"${at === 0 ? '' : ' '}${words.slice(at, at + size).join(' ')}"`
      events.push(event(piece(index, chat ? `{"content":${text}}` : text, 'null')))
    }
    events.push(event(piece(index, chat ? '{}' : '""', '"length"')))
  }
  if (request.includeUsage) events.push(`data: {${start},"choices":[],"usage":${usage(tokens)}}\n\n`)
  events.push('data: [DONE]\n\n')
  return events
}
