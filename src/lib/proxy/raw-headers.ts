/** Header fields as Node has them raw: name, value, name, value, in order and in their spelling. */
export type RawHeaders = readonly string[]

/** Fields of one connection, not of the message (RFC 9110 §7.6.1). `te` and `trailer` stay: trailers are passed on. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'upgrade', 'http2-settings'])
/** Named in `connection` or not, these belong to the message: without them it is another one. */
const NEVER_DROPPED = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'te',
  'trailer',
  'authorization',
  'expect',
])

export function* headerPairs(raw: RawHeaders): Generator<[name: string, value: string]> {
  for (let at = 0; at + 1 < raw.length; at += 2) yield [raw[at]!, raw[at + 1]!]
}

/** The first value of a header; the name in lower case. */
export function rawHeader(raw: RawHeaders, name: string): string | null {
  for (const [key, value] of headerPairs(raw))
    if (key.length === name.length && key.toLowerCase() === name) return value
  return null
}

/** A message's own fields, in their order. @param replaced values by lower-case name */
export function endToEnd(raw: RawHeaders, replaced: Readonly<Record<string, string>> = {}): string[] {
  const named = namedByConnection(raw)
  const kept: string[] = []
  for (const [name, value] of headerPairs(raw)) {
    const key = name.toLowerCase()
    if (HOP_BY_HOP.has(key) || (named.has(key) && !NEVER_DROPPED.has(key))) continue
    kept.push(name, replaced[key] ?? value)
  }
  return kept
}

/** The same without some fields; names in lower case. */
export function withoutHeaders(raw: RawHeaders, names: readonly string[]): string[] {
  const kept: string[] = []
  for (const [name, value] of headerPairs(raw)) if (!names.includes(name.toLowerCase())) kept.push(name, value)
  return kept
}

function namedByConnection(raw: RawHeaders): ReadonlySet<string> {
  const named = new Set<string>()
  for (const [name, value] of headerPairs(raw)) {
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue
    for (const token of value.split(',')) named.add(token.trim().toLowerCase())
  }
  return named
}

/** Trailers as `addTrailers` of Node takes them. */
export function trailerPairs(raw: RawHeaders): [string, string][] {
  return [...headerPairs(raw)]
}
