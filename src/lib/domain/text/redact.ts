const HIDDEN = '[redacted]'

/** Characters from which on a key can be told from ordinary words of a text; real ones have more than 20. Assumed. */
export const SHORTEST_KEY = 8

/** Words that follow "bearer" in a sentence, where nothing is secret: "the bearer token is missing". */
const PROSE = '(?:tokens?|auth|authentication|authorization|scheme|keys?|headers?|credentials?|realm|is|was|or|and)'

/** Names whose value is a secret wherever it stands: header lines, JSON, query strings, ini files. */
const SECRET_NAMES =
  '(?:(?:proxy-)?authorization|x-api-key|api[-_]key|fireworks_api_key|id_token|access_token|refresh_token|cookie|set-cookie)'

/**
 * What looks like a secret although nobody told us, each with what replaces it. Key prefixes: Fireworks API reference
 * (`fw_` standard, `fpk_` Fire Pass). Quantifiers are bounded where a match may start anywhere: no quadratic time.
 */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // {"name":"authorization","value":"…"}, how a HAR spells a header.
  [new RegExp(`("name"\\s*:\\s*"${SECRET_NAMES}"\\s*,\\s*"value"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*`, 'gi'), `$1${HIDDEN}`],
  [
    new RegExp(
      `(?<![\\w-])(${SECRET_NAMES}["']?[ \\t]*[:=][ \\t]*["']?)(?:(?:bearer|basic|digest|token)[ \\t]+)?[^\\s"',;&]+`,
      'gi',
    ),
    `$1${HIDDEN}`,
  ],
  [
    new RegExp(`\\b(bearer[ \\t]+)(?!${PROSE}(?:[\\s,;:)"']|[.]?(?:\\s|$)))[A-Za-z0-9._~+/=-]{3,}`, 'gi'),
    `$1${HIDDEN}`,
  ],
  [/(?<![A-Za-z0-9])(?:fw|fpk)_[A-Za-z0-9_-]{3,}/g, HIDDEN],
  [/(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{3,}(?:\.[A-Za-z0-9_-]*)?/g, HIDDEN],
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#"'<>]{1,512}@/gi, `$1${HIDDEN}@`],
]

/**
 * The text without its secrets: the known keys (also percent-encoded), and whatever looks like a key, a bearer token, a
 * JWT, credentials in a URL, or the value of an authorization header. Idempotent.
 * @param known keys in use; empty ones are ignored
 */
export function redactSecrets(text: string, known: readonly string[] = []): string {
  let clean = redactKnown(text, known)
  for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement)
  return clean
}

/** An address as it may be shown, also one that is none: `user:password@host` without a scheme hides no less. */
export function redactAddress(text: string): string {
  return redactSecrets(text).replace(/^([a-z][a-z0-9+.-]{0,30}:\/\/)?[^]*@/i, `$1${HIDDEN}@`)
}

/** Replaces the known secrets alone, literally: for text that must otherwise stay as it came. */
export function redactKnown(text: string, known: readonly string[]): string {
  const spellings = new Set(
    known.filter(key => key.trim() !== '').flatMap(key => [key, percentEncoded(key), ...inJson(key)]),
  )
  if (spellings.size === 0) return text
  // Longest first: a key that begins with another one must not leave its rest behind.
  const literals = [...spellings].sort((a, b) => b.length - a.length).map(key => key.replace(/[^\w]/g, '\\$&'))
  return text.replace(new RegExp(literals.join('|'), 'g'), HIDDEN)
}

/** As a JSON text spells it, where it holds a quote, a backslash, or a slash that some servers escape. */
function inJson(key: string): readonly string[] {
  const text = JSON.stringify(key).slice(1, -1)
  return [text, text.replaceAll('/', '\\/')]
}

function percentEncoded(key: string): string {
  try {
    return encodeURIComponent(key)
  } catch {
    return key // a lone surrogate has no encoding, so it cannot have been sent encoded either
  }
}
