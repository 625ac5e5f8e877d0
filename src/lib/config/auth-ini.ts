/** What fireq takes from a firectl `auth.ini`. The file is only ever read. */
export interface AuthIni {
  /** As written, not yet checked. */
  readonly apiKey: string | null
  /** As written: `acme`, or `accounts/acme`. */
  readonly accountId: string | null
  /** Whether an OAuth sign-in left a token. The token itself is not kept: fireq cannot use it. */
  readonly hasIdToken: boolean
}

/** Said when a file holds an `id_token` and no key. */
export const ID_TOKEN_UNUSABLE =
  'it holds a browser sign-in of firectl (id_token) and no API key; the sign-in token is short-lived and not accepted as an API key, so fireq cannot use it'

/** Strongest last. Lines before any section are the default section, as in every ini dialect. */
const SECTIONS = ['', 'default', 'fireworks']

/**
 * Reads the text of a firectl `auth.ini`. Never throws: a line it does not understand is skipped.
 *
 * - `key = value` lines, bare or under `[fireworks]` or `[default]`; other sections are skipped. A key that is in
 *   several of them counts from `[fireworks]`, then `[default]`, then the bare lines; within one the last line counts.
 * - `api_key`, `account_id` and `id_token`, also with a dash, in any case; unknown keys are skipped. An empty value is
 *   no value.
 * - `#` and `;` start a comment at the start of a line and, after a value, behind white space; not inside quotes. Keys
 *   and account ids hold neither white space nor `#`, so no value is cut by that.
 * - Single or double quotes around a value are taken off. A BOM, CRLF and lone CR are understood.
 */
export function parseAuthIni(text: string): AuthIni {
  const found = new Map<string, string>()
  let section = ''
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)) {
    const line = raw.trim()
    const header = /^\[([^\]]*)\]/.exec(line)
    if (header !== null) section = (header[1] ?? '').trim().toLowerCase()
    else if (!/^[#;]/.test(line) && SECTIONS.includes(section)) {
      const pair = /^([^=]*)=(.*)$/.exec(line)
      const value = pair === null ? '' : unquoted(pair[2] ?? '')
      if (pair !== null && value !== '') found.set(`${section}/${canonical(pair[1] ?? '')}`, value)
    }
  }
  const strongest = (key: string): string | null => {
    let value: string | null = null
    for (const name of SECTIONS) value = found.get(`${name}/${key}`) ?? value
    return value
  }
  return {
    apiKey: strongest('api_key'),
    accountId: strongest('account_id'),
    hasIdToken: strongest('id_token') !== null,
  }
}

function canonical(key: string): string {
  return key.trim().toLowerCase().replaceAll('-', '_')
}

function unquoted(raw: string): string {
  const quoted = /^\s*(["'])(.*?)\1\s*(?:[#;].*)?$/.exec(raw)
  if (quoted !== null) return (quoted[2] ?? '').trim()
  return raw.replace(/(^|\s)[#;].*$/, '').trim()
}
