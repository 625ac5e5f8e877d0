type Header = readonly [string, string]

/** Names that are worth finding wherever a client dumps them. */
const NAMES =
  'x-ratelimit-(?:limit|remaining)-[a-z-]{3,40}|x-ratelimit-over-limit|x-request-id|retry-after(?:-ms)?|fireworks-[a-z-]{3,40}|cf-ray'
const MENTION = new RegExp(
  `(?<![\\w-])(${NAMES})(?:\\\\?["'])?(?:\\s{0,2}(?:=>|[:=]|,)\\s{0,2}|\\s{0,4}\\n\\s{0,8}|\\t+| {2,60})(?:\\[\\s{0,2})?(?:\\\\?["'])?([^\\s"',;<\\\\\\])}]{1,200})`,
  'gi',
)

/**
 * The telling headers of an answer wherever a text has them: `name: value`, `'name': 'value'`, `name => [value]`, a name
 * and a value on two lines. Linear.
 */
export function headerMentions(text: string): Header[] {
  if (!/ratelimit|request-id|retry-after|fireworks-|cf-ray/i.test(text)) return []
  const found = new Map<string, string>()
  for (const match of text.matchAll(MENTION)) {
    const name = match[1]!.toLowerCase()
    if (!found.has(name)) found.set(name, match[2]!)
  }
  return [...found]
}

/** The headers of a printed object or list of pairs, as far as they are texts or numbers; null when it holds none. */
export function headersOf(value: unknown): Header[] | null {
  const pairs: Header[] = []
  const add = (name: unknown, text: unknown) => {
    const one: unknown = Array.isArray(text) ? text[0] : text
    if (typeof name === 'string' && (typeof one === 'string' || typeof one === 'number'))
      pairs.push([name, String(one)])
  }
  if (Array.isArray(value)) {
    for (const each of value as unknown[]) {
      if (Array.isArray(each)) add(each[0], each[1])
      else if (typeof each === 'object' && each !== null) {
        const {name, key, value: text} = each as Record<string, unknown>
        add(name ?? key, text)
      }
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, text] of Object.entries(value)) add(name, text)
  }
  return pairs.length === 0 ? null : pairs
}

/** Whether names of headers are among a printed object's keys. */
export function looksLikeHeaders(value: object): boolean {
  return Object.keys(value).some(name =>
    /^(?:content-type|x-ratelimit-|x-request-id|date|retry-after|server|content-length|cf-ray)/i.test(name),
  )
}
