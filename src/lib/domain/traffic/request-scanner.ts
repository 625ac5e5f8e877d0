/** What one inference request asks for, as far as its body says; a null is something it did not say. */
export interface RequestFacts {
  /** The model as the client spells it. */
  readonly model: string | null
  /** Output tokens at most, per choice. */
  readonly maxTokens: number | null
  /** Completions of the one prompt; each counts as a request. */
  readonly choices: number
  /** A guess, tokens: the text of the prompt at four bytes a token, and a flat number for what is no text. */
  readonly promptTokens: number
}

/** Bytes of English text per token of current tokenizers. Assumed; corrected from the `usage` of answers. */
const BYTES_PER_TOKEN = 4
/** Tokens of an image or a file inside a prompt. Assumed: vision models of 2026 take 500 to 1,500 for a picture. */
const ATTACHMENT_TOKENS = 1000
/** A string of this many bytes without a space is base64, not text. Assumed. */
const TEXTLESS_BYTES = 4096

const PROMPT_FIELDS = new Set(['messages', 'prompt', 'input', 'system', 'instructions', 'tools', 'functions'])
const MAX_TOKENS_FIELDS = new Set(['max_tokens', 'max_completion_tokens', 'max_output_tokens'])
/** Longest model name or number that is kept. */
const LONGEST_VALUE = 400

const QUOTE = 0x22
const ESCAPE = 0x5c
const SPACE = 0x20

/**
 * Reads what matters of a JSON request body while its bytes pass, in constant memory: nothing is parsed twice, no body
 * is held. Whatever is not JSON simply leaves every fact unknown; never throws.
 */
export class RequestScanner {
  #depth = 0
  #inString = false
  #escaped = false
  /** At depth 1: the name before the colon, then the value behind it. */
  #name = ''
  #awaitingValue = false
  #token: number[] = []
  #stringBytes = 0
  #spaceSeen = false
  #promptBytes = 0
  #attachments = 0
  #model: string | null = null
  #maxTokens: number | null = null
  #choices = 1

  push(chunk: Uint8Array): void {
    let nextEscape = -1
    for (let at = 0; at < chunk.length; at++) {
      if (!this.#inString) {
        this.#structure(chunk[at]!)
        continue
      }
      if (this.#escaped) {
        this.#escaped = false
        this.#stringBytes++
        continue
      }
      // Long strings are nearly all of a body: what ends them is looked for natively, not byte by byte.
      if (nextEscape < at) nextEscape = indexOrEnd(chunk, ESCAPE, at)
      const end = Math.min(indexOrEnd(chunk, QUOTE, at), nextEscape)
      this.#text(chunk, at, end)
      if (end < chunk.length) {
        if (chunk[end] === ESCAPE) this.#escaped = true
        else this.#endString()
      }
      at = end
    }
  }

  facts(): RequestFacts {
    return {
      model: this.#model,
      maxTokens: this.#maxTokens,
      choices: this.#choices,
      promptTokens: Math.ceil(this.#promptBytes / BYTES_PER_TOKEN) + this.#attachments * ATTACHMENT_TOKENS,
    }
  }

  #structure(byte: number): void {
    switch (byte) {
      case QUOTE:
        this.#inString = true
        this.#stringBytes = 0
        this.#spaceSeen = false
        this.#token = []
        return
      case 0x7b: // {
      case 0x5b: // [
        this.#depth++
        return
      case 0x7d: // }
      case 0x5d: // ]
        if (this.#depth === 1) this.#endScalar()
        this.#depth--
        if (this.#depth === 1) this.#token = []
        return
      case 0x3a: // :
        if (this.#depth === 1) {
          this.#awaitingValue = true
          this.#token = []
        }
        return
      case 0x2c: // ,
        if (this.#depth === 1) this.#endScalar()
        return
      default:
        if (this.#depth === 1 && byte > SPACE && this.#token.length < LONGEST_VALUE) this.#token.push(byte)
    }
  }

  #text(chunk: Uint8Array, from: number, to: number): void {
    // In all of the string, wherever it is cut; not behind its end, which a chunk of short strings would ask a thousand times.
    this.#spaceSeen ||= chunk.subarray(from, to).includes(SPACE)
    for (let at = from; at < to && this.#token.length < LONGEST_VALUE; at++) this.#token.push(chunk[at]!)
    this.#stringBytes += to - from
  }

  #endString(): void {
    this.#inString = false
    if (this.#depth === 1) {
      const text = textOf(this.#token)
      if (!this.#awaitingValue) this.#name = text
      else if (this.#name === 'model' && text !== '') this.#model = text
    }
    if (!this.#awaitingValue || !PROMPT_FIELDS.has(this.#name)) return
    const attachment =
      (this.#stringBytes >= TEXTLESS_BYTES && !this.#spaceSeen) || textOf(this.#token.slice(0, 5)) === 'data:'
    if (attachment) this.#attachments++
    else this.#promptBytes += this.#stringBytes
  }

  #endScalar(): void {
    const value = Number(textOf(this.#token))
    if (this.#awaitingValue && Number.isSafeInteger(value) && value > 0) {
      if (MAX_TOKENS_FIELDS.has(this.#name)) this.#maxTokens = value
      else if (this.#name === 'n') this.#choices = Math.min(value, 128)
    }
    this.#awaitingValue = false
    this.#token = []
  }
}

function indexOrEnd(chunk: Uint8Array, byte: number, from: number): number {
  const index = chunk.indexOf(byte, from)
  return index === -1 ? chunk.length : index
}

function textOf(bytes: readonly number[]): string {
  return String.fromCharCode(...bytes)
}
