import {readLoose} from './loose-literal.js'

/** A value printed inside a text. */
export interface Embedded {
  readonly start: number
  readonly end: number
  readonly value: unknown
}

/** Longest value in a text, in characters. Assumed: more than any error body. */
const LONGEST = 40_000
/** Braces that are tried, and characters that are read for all of them: bounds the work on text made of braces. */
const MOST_TRIED = 400
const MOST_READ = 2_000_000
/** How often quotes may have been escaped: text in text in text. */
const DEEPEST_ESCAPE = 4

/** Every object in a text, outermost ones only, however often its quotes were escaped. Bounded. */
export function embeddedObjects(text: string): Embedded[] {
  const found: Embedded[] = []
  let read = 0
  let start = text.indexOf('{')
  for (let tried = 0; start !== -1 && tried < MOST_TRIED && read < MOST_READ; tried++) {
    const one = objectAt(text, start)
    read += one === null ? Math.min(LONGEST, 400) : one.end - start
    if (one !== null) found.push(one)
    start = text.indexOf('{', one === null ? start + 1 : one.end)
  }
  return found
}

function objectAt(text: string, start: number): Embedded | null {
  const escaped = /^\{\s{0,20}(?:\\{1,15}["']|\\{1,15}u00|"{2}\w)/.test(text.slice(start, start + 40))
  if (!escaped) {
    const plain = readLoose(text, start, LONGEST)
    return plain !== null && isFilled(plain.value) ? {start, end: plain.end, value: plain.value} : null
  }
  let spelled: Spelled = {text: text.slice(start, start + LONGEST), origin: null}
  for (let level = 0; level < DEEPEST_ESCAPE; level++) {
    spelled =
      spelled.text.startsWith('{""') || /^\{\s*""\w/.test(spelled.text) ? undoubled(spelled) : unescaped(spelled)
    const plain = readLoose(spelled.text, 0, LONGEST)
    if (plain !== null && isFilled(plain.value)) {
      const last = Math.max(0, plain.end - 1)
      return {start, end: start + (spelled.origin?.[last] ?? last) + 1, value: plain.value}
    }
  }
  return null
}

function isFilled(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

interface Spelled {
  readonly text: string
  /** Where each character stood; null when nothing moved. */
  readonly origin: Uint32Array | null
}

/** One level of backslashes less. */
function unescaped({text, origin}: Spelled): Spelled {
  const out: string[] = []
  const from = new Uint32Array(text.length)
  for (let at = 0; at < text.length; at++) {
    from[out.length] = origin?.[at] ?? at
    if (text[at] !== '\\') {
      out.push(text[at]!)
      continue
    }
    const next = text[at + 1] ?? ''
    const code = next === 'u' ? /^[0-9a-fA-F]{4}/.exec(text.slice(at + 2, at + 6))?.[0] : undefined
    if (code !== undefined) {
      out.push(String.fromCharCode(Number.parseInt(code, 16)))
      at += 5
    } else {
      out.push(next === 'n' ? '\n' : next === 't' ? '\t' : next === 'r' ? '\r' : next)
      at++
    }
  }
  return {text: out.join(''), origin: from}
}

/** As CSV keeps a quotation mark: `{""error"":…}`. */
function undoubled({text, origin}: Spelled): Spelled {
  const out: string[] = []
  const from = new Uint32Array(text.length)
  for (let at = 0; at < text.length; at++) {
    from[out.length] = origin?.[at] ?? at
    out.push(text[at]!)
    if (text[at] === '"' && text[at + 1] === '"') at++
  }
  return {text: out.join(''), origin: from}
}

/** A copy that is no deeper and no longer than an error body is; text of it can be made without a limit. */
export function pruned(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.length > LONGEST ? value.slice(0, LONGEST) : value
  if (typeof value !== 'object' || value === null) return value
  if (depth > 12) return null
  if (Array.isArray(value)) return value.slice(0, 50).map(each => pruned(each, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 100)
      .map(([key, each]) => [key, pruned(each, depth + 1)] as const),
  )
}
