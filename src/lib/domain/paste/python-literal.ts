/** Deeper nesting than this is no error body. Assumed. */
const DEEPEST = 40

/**
 * Reads a value as Python prints it (`repr`): dicts, lists, tuples, strings in either quote, numbers, None, True, False.
 * The OpenAI SDK puts an error body into its exceptions that way.
 * @returns the value, or undefined when the text is none, or holds more than one
 */
export function parsePythonLiteral(text: string): unknown {
  const reader = new LiteralReader(text)
  try {
    const value = reader.value(0)
    return reader.atEnd() ? value : undefined
  } catch (error) {
    if (error instanceof NotALiteral) return undefined
    throw error
  }
}

class NotALiteral extends Error {}

const WORDS: Readonly<Record<string, unknown>> = {
  None: null,
  True: true,
  False: false,
  null: null,
  true: true,
  false: false,
}
const ESCAPES: Readonly<Record<string, string>> = {n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', '0': '\0'}

class LiteralReader {
  #at = 0
  constructor(readonly text: string) {}

  atEnd(): boolean {
    this.#skipSpace()
    return this.#at === this.text.length
  }

  value(depth: number): unknown {
    if (depth > DEEPEST) throw new NotALiteral()
    this.#skipSpace()
    const char = this.text[this.#at]
    if (char === '{') return this.#dict(depth)
    if (char === '[') return this.#list(']', depth)
    if (char === '(') return this.#list(')', depth)
    return char === "'" || char === '"' ? this.#string(char) : this.#scalar()
  }

  #dict(depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = []
    this.#at++
    while (!this.#closes('}')) {
      const key = this.value(depth + 1)
      if (typeof key !== 'string' && typeof key !== 'number') throw new NotALiteral()
      this.#expect(':')
      entries.push([String(key), this.value(depth + 1)])
      this.#comma('}')
    }
    // fromEntries defines properties: a key `__proto__` is only a key.
    return Object.fromEntries(entries)
  }

  #list(end: string, depth: number): unknown[] {
    const items: unknown[] = []
    this.#at++
    while (!this.#closes(end)) {
      items.push(this.value(depth + 1))
      this.#comma(end)
    }
    return items
  }

  #string(quote: string): string {
    let value = ''
    for (this.#at++; this.#at < this.text.length; this.#at++) {
      const char = this.text[this.#at]!
      if (char === quote) {
        this.#at++
        return value
      }
      value += char === '\\' ? this.#escape() : char
    }
    throw new NotALiteral()
  }

  /** Leaves the position at the last character of the escape. */
  #escape(): string {
    const code = /^(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})/.exec(this.text.slice(this.#at + 1, this.#at + 6))?.[0]
    if (code !== undefined) {
      this.#at += code.length
      return String.fromCharCode(Number.parseInt(code.slice(1), 16))
    }
    const char = this.text[++this.#at]
    if (char === undefined) throw new NotALiteral()
    return ESCAPES[char] ?? char
  }

  #scalar(): unknown {
    const word = /^[A-Za-z0-9+.-]{1,40}/.exec(this.text.slice(this.#at, this.#at + 40))?.[0] ?? ''
    this.#at += word.length
    if (Object.hasOwn(WORDS, word)) return WORDS[word]
    const number = word === '' ? Number.NaN : Number(word)
    if (Number.isNaN(number)) throw new NotALiteral()
    return number
  }

  #closes(end: string): boolean {
    this.#skipSpace()
    if (this.text[this.#at] !== end) return false
    this.#at++
    return true
  }

  #comma(end: string): void {
    this.#skipSpace()
    if (this.text[this.#at] === ',') this.#at++
    else if (this.text[this.#at] !== end) throw new NotALiteral()
  }

  #expect(char: string): void {
    this.#skipSpace()
    if (this.text[this.#at++] !== char) throw new NotALiteral()
  }

  #skipSpace(): void {
    while (/\s/.test(this.text[this.#at] ?? '')) this.#at++
  }
}
