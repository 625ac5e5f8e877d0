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

/** How much of an escaped text is read at first, and then where it goes on, in characters: most objects are short. */
const WINDOWS = [1000, 8000, LONGEST]

/** Every object in a text, outermost ones only, however often its quotes were escaped. Bounded. */
export function embeddedObjects(text: string): Embedded[] {
  const found: Embedded[] = []
  let read = 0
  let start = text.indexOf('{')
  for (let tried = 0; start !== -1 && tried < MOST_TRIED && read < MOST_READ; tried++) {
    const {one, cost} = objectAt(text, start)
    read += cost
    if (one !== null) found.push(one)
    start = text.indexOf('{', one === null ? start + 1 : one.end)
  }
  return found
}

/** The object that begins there, and the characters that were read for it. */
function objectAt(text: string, start: number): {readonly one: Embedded | null; readonly cost: number} {
  const escaped = /^\{\s{0,20}(?:\\{1,15}["']|\\{1,15}u00|"{2}\w)/.test(text.slice(start, start + 40))
  if (!escaped) {
    const plain = readLoose(text, start, LONGEST)
    const one = plain !== null && isFilled(plain.value) ? {start, end: plain.end, value: plain.value} : null
    return {one, cost: one === null ? 400 : one.end - start}
  }
  let cost = 0
  for (const window of WINDOWS) {
    const whole = text.slice(start, start + window)
    const last = window === LONGEST || start + window >= text.length
    let spelled: Spelled = {text: whole, origin: null}
    let cut = false
    for (let level = 0; level < DEEPEST_ESCAPE && !cut; level++) {
      cost += spelled.text.length
      spelled =
        /^\{\s*""\w/.test(spelled.text) || spelled.text.startsWith('{""') ? undoubled(spelled) : unescaped(spelled)
      const plain = readLoose(spelled.text, 0, LONGEST)
      if (plain === null || !isFilled(plain.value)) continue
      const end = Math.max(0, plain.end - 1)
      if (!plain.cut || last)
        return {one: {start, end: start + (spelled.origin?.[end] ?? end) + 1, value: plain.value}, cost}
      cut = true
    }
    if (!cut) break
  }
  return {one: null, cost}
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
