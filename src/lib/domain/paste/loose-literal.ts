/** Deeper nesting than this is no error body. Assumed. */
const DEEPEST = 40

export interface LooseValue {
  readonly value: unknown
  /** Position behind the value. */
  readonly end: number
  /** The text ended before the value did. */
  readonly cut: boolean
}

/**
 * Reads the value that begins at a position, as JSON, Python, JavaScript, Ruby, Elixir, Rust or PHP print one: quotes of
 * every kind, bare keys, `key => value`, `Name(…)`, `Name {…}`, `Some(…)`, bytes. A value that the end of the text cuts
 * is closed there.
 * @param limit characters to look at, at most
 * @returns null when no value begins there. Never throws; linear in `limit`.
 */
export function readLoose(text: string, start: number, limit: number): LooseValue | null {
  const reader = new LooseReader(text, start, Math.min(text.length, start + limit))
  try {
    const value = reader.value(0)
    return {value, end: reader.at, cut: reader.cut}
  } catch (error) {
    if (error instanceof NotAValue) return null
    throw error
  }
}

class NotAValue extends Error {}

const WORDS: Readonly<Record<string, unknown>> = {
  None: null,
  nil: null,
  null: null,
  undefined: null,
  True: true,
  true: true,
  False: false,
  false: false,
}
const ESCAPES: Readonly<Record<string, string>> = {n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', '0': '\0'}
const CLOSERS: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '“': '”',
  '‘': '’',
  '„': '“',
  '«': '»',
  '”': '”',
  '’': '’',
}
const WORD = /[A-Za-z0-9_$.+:\\@#/-]{1,200}/y

class LooseReader {
  cut = false
  constructor(
    readonly text: string,
    public at: number,
    readonly limit: number,
  ) {}

  value(depth: number): unknown {
    if (depth > DEEPEST) throw new NotAValue()
    this.#space()
    const char = this.#char()
    if (char === '{') return this.#dict('}', depth)
    if (char === '%' && this.text[this.at + 1] === '{') {
      this.at++
      return this.#dict('}', depth)
    }
    if (char === '[') return this.#list(']', depth)
    if (char === '(') return this.#list(')', depth)
    if (char === '<') return this.#angle()
    if (char in CLOSERS) return this.#string(char)
    return this.#word(depth)
  }

  #char(): string {
    if (this.at >= this.limit) {
      this.cut = true
      return ''
    }
    return this.text[this.at]!
  }

  #dict(close: string, depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = []
    this.at++
    for (;;) {
      if (this.#closes(close)) break
      const key = this.#key()
      if (this.cut) break
      this.#separator()
      if (this.cut) break
      entries.push([key, this.value(depth + 1)])
      if (this.#ends(close)) break
    }
    // fromEntries defines properties: a key `__proto__` is only a key.
    return Object.fromEntries(entries)
  }

  /** A list; of pairs only (`['a' => 1]`), an object. */
  #list(close: string, depth: number): unknown {
    const items: unknown[] = []
    const entries: [string, unknown][] = []
    this.at++
    for (;;) {
      if (this.#closes(close)) break
      const item = this.value(depth + 1)
      this.#space()
      if (this.text.startsWith('=>', this.at) && (typeof item === 'string' || typeof item === 'number')) {
        this.at += 2
        entries.push([String(item), this.value(depth + 1)])
      } else items.push(item)
      if (this.#ends(close)) break
    }
    return entries.length > 0 && items.length === 0 ? Object.fromEntries(entries) : items
  }

  #key(): string {
    this.#space()
    const char = this.#char()
    if (char === '') return ''
    if (char in CLOSERS) return this.#string(char)
    if (char === '[' || char === ':') this.at++
    WORD.lastIndex = this.at
    let word = WORD.exec(this.text)?.[0] ?? ''
    if (word === '') throw new NotAValue()
    const colon = word.indexOf(':')
    if (colon > 0) word = word.slice(0, colon)
    this.at += word.length
    if (this.text[this.at] === ']') this.at++
    return word
  }

  #separator(): void {
    this.#space()
    const char = this.#char()
    if (char === '') return
    if (this.text.startsWith('=>', this.at)) this.at += 2
    else if (char === ':' || char === '=') this.at++
    else throw new NotAValue()
  }

  #string(open: string): string {
    const close = CLOSERS[open]!
    const smart = close > '~'
    const parts: string[] = []
    let from = ++this.at
    for (; this.at < this.limit; this.at++) {
      const char = this.text[this.at]!
      if (char === '\\') {
        parts.push(this.text.slice(from, this.at), this.#escape())
        from = this.at + 1
      } else if (char === close && (!smart || this.#delimited(this.at + 1))) {
        parts.push(this.text.slice(from, this.at))
        this.at++
        return parts.join('')
      }
    }
    this.cut = true
    parts.push(this.text.slice(from, this.limit))
    this.at = this.limit
    return parts.join('')
  }

  /** An apostrophe of a chat is also a quotation mark: it closes only before what may follow a value. */
  #delimited(at: number): boolean {
    for (let next = at; next < Math.min(this.limit, at + 50); next++) {
      const char = this.text[next]!
      if (!/\s/.test(char)) return ',:}]).=;'.includes(char)
    }
    return true
  }

  /** Leaves the position at the last character of the escape. */
  #escape(): string {
    const code = /^(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})/.exec(this.text.slice(this.at + 1, this.at + 6))?.[0]
    if (code !== undefined) {
      this.at += code.length
      return String.fromCharCode(Number.parseInt(code.slice(1), 16))
    }
    const char = this.text[++this.at]
    return char === undefined ? '' : (ESCAPES[char] ?? char)
  }

  /** `<class 'x'>`, `<Response [429]>`: what no value can be read from. */
  #angle(): string {
    const end = this.text.indexOf('>', this.at)
    if (end === -1 || end - this.at > 300 || end >= this.limit) throw new NotAValue()
    const value = this.text.slice(this.at, end + 1)
    this.at = end + 1
    return value
  }

  #word(depth: number): unknown {
    WORD.lastIndex = this.at
    let word = WORD.exec(this.text)?.[0] ?? ''
    if (word === '') {
      if (this.cut) return null
      throw new NotAValue()
    }
    // `a:` inside a list of Ruby's belongs to a key; a bare value never ends so.
    word = word.replace(/[:.]+$/, '') || word
    this.at += word.length
    const next = this.at < this.limit ? this.text[this.at]! : ''
    if (next === '"' || next === "'") return this.#string(next)
    if (next === '(') return single(this.#list(')', depth + 1))
    const space = /^ {0,2}\{/.exec(this.text.slice(this.at, this.at + 3))
    if (space && /^[A-Z]/.test(word)) {
      this.at += space[0].length - 1
      return this.#dict('}', depth + 1)
    }
    if (Object.hasOwn(WORDS, word)) return WORDS[word]
    const number = Number(word)
    return Number.isNaN(number) ? word : number
  }

  #closes(close: string): boolean {
    this.#space()
    const char = this.#char()
    if (char === '') return true
    if (char !== close) return false
    this.at++
    return true
  }

  /** Whether the container ends here; else a comma, or in a printed object a new line, is passed. */
  #ends(close: string): boolean {
    this.#space()
    const char = this.#char()
    if (char === '') return true
    if (char === close) {
      this.at++
      return true
    }
    if (char !== ',') throw new NotAValue()
    this.at++
    return false
  }

  #space(): void {
    while (this.at < this.limit) {
      const code = this.text.charCodeAt(this.at)
      if (code !== 32 && (code < 9 || code > 13) && code !== 160) return
      this.at++
    }
  }
}

/** `Some("x")` and `Headers({…})` are what they hold. */
function single(list: unknown): unknown {
  return Array.isArray(list) && list.length === 1 ? (list[0] as unknown) : list
}
