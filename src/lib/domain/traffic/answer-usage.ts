/** Tokens that an answer says it was charged for. */
export interface AnswerUsage {
  /** All prompt tokens, cached ones included; null when the answer did not say. */
  readonly prompt: number | null
  readonly cached: number
  readonly generated: number | null
}

/**
 * The `usage` of an answer from the beginning and the end of its body, JSON or server-sent events, in OpenAI's words or
 * Anthropic's. Anthropic's streams tell the prompt at the beginning and the output at the end.
 * @returns null where neither part holds one
 */
export function readAnswerUsage(head: string, tail: string): AnswerUsage | null {
  const last = lastUsage(tail)
  const first = head === tail ? null : lastUsage(head)
  if (last === null && first === null) return null
  const merged = {...first, ...last}
  const openai = count(merged['prompt_tokens'])
  const input = count(merged['input_tokens'])
  const details = (merged['prompt_tokens_details'] ?? merged['input_tokens_details']) as Fields | null | undefined
  const read = count(merged['cache_read_input_tokens'])
  const created = count(merged['cache_creation_input_tokens']) ?? 0
  // Anthropic's input_tokens leave cached ones out, OpenAI's include them.
  const apart = read !== null && details === undefined
  return {
    prompt: openai ?? (input === null ? null : apart ? input + read + created : input),
    cached: count(details?.['cached_tokens']) ?? read ?? 0,
    generated: count(merged['completion_tokens']) ?? count(merged['output_tokens']),
  }
}

type Fields = Readonly<Record<string, unknown>>

/** Longest `usage` object looked at, characters. */
const LONGEST_USAGE = 4000
const NAME = '"usage"'

/** The last `"usage": {…}` of a text; inside a JSON string the quotes would be escaped. */
function lastUsage(text: string): Fields | null {
  for (let at = text.lastIndexOf(NAME); at !== -1; at = at === 0 ? -1 : text.lastIndexOf(NAME, at - 1)) {
    const open = /^\s{0,20}:\s{0,20}\{/.exec(text.slice(at + NAME.length, at + NAME.length + 44))
    if (open === null || text[at - 1] === '\\') continue
    const found = parseObject(text.slice(at + NAME.length + open[0].length - 1, at + LONGEST_USAGE))
    if (found !== null) return found
  }
  return null
}

function parseObject(text: string): Fields | null {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) {
      try {
        return JSON.parse(text.slice(0, at + 1)) as Fields
      } catch {
        return null
      }
    }
  }
  return null
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}
