/** The tokens that one request was charged for, as the body of its answer says. */
export interface TokenUsage {
  readonly prompt: number
  readonly generated: number
}

/** Reads `usage` of a completion. @returns null for a body without it, or with counts that are none */
export function readTokenUsage(body: string): TokenUsage | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return null
  }
  const usage = fieldOf(parsed, 'usage')
  const [prompt, generated] = [countOf(fieldOf(usage, 'prompt_tokens')), countOf(fieldOf(usage, 'completion_tokens'))]
  return prompt === null || generated === null ? null : {prompt, generated}
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}
