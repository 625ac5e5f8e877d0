import {printable} from '../domain/text/printable.js'
import {redactSecrets} from '../domain/text/redact.js'

/** Headers whose value says nothing that somebody could misuse: what a report of a fault needs. */
const SHOWN =
  /^(?:accept|accept-encoding|age|cache-control|connection|content-encoding|content-length|content-type|date|retry-after|server|server-timing|transfer-encoding|user-agent|via|x-fireworks-account-id|x-ratelimit-[a-z-]{1,60}|(?:x-)?request-id)$/i
/** Characters of a header's value, and headers, that are shown. Assumed: more than any answer of Fireworks has. */
const LONGEST_VALUE = 1000
const MOST_HEADERS = 60

/**
 * The lines of `--debug` for a request or an answer. A header may carry a token of any service under any name, sent with
 * `--header` or set by what is in between: only a known few are shown, and no secret in those.
 * @param mark `>` for what is sent, `<` for what came
 */
export function traceLines(
  mark: '>' | '<',
  line: string,
  headers: readonly (readonly [string, string])[],
  secrets: readonly string[],
): string[] {
  // A header may hold C1 controls, and a terminal that reads them obeys. Cut last: half a key looks like none.
  const told = (text: string) => printable(redactSecrets(`${mark} ${text}`, secrets), LONGEST_VALUE + 100)
  const shown = headers.slice(0, MOST_HEADERS).map(([name, value]) => {
    if (!SHOWN.test(name)) return told(`${name.slice(0, LONGEST_VALUE)}: [redacted]`)
    return told(`${name}: ${value.length > LONGEST_VALUE ? `(${value.length} characters)` : value}`)
  })
  const more = headers.length - MOST_HEADERS
  return [told(line), ...shown, ...(more > 0 ? [`${mark} (${more} more headers)`] : [])]
}
