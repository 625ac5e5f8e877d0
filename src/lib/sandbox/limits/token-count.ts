/**
 * The sandbox's token rule: a token is a word, split at white space. No tokenizer runs; what matters to a client of the
 * limits is that longer texts cost more and that it can predict the count.
 */
export function countWords(text: string): number {
  let words = 0
  let inside = false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    const space = code === 32 || (code >= 9 && code <= 13) || (code > 127 && /\s/.test(text[index] as string))
    if (space) inside = false
    else if (!inside) {
      inside = true
      words += 1
    }
  }
  return words
}

/** A prompt of no words is one token. */
export function promptTokens(parts: readonly string[]): number {
  let tokens = 0
  for (const part of parts) tokens += countWords(part)
  return Math.max(1, tokens)
}
