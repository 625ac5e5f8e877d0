/** How much of a text is looked at, in characters. Assumed: more than any error of the API. */
const LOOKED_AT = 4000
/** Longest wait that is believed, in seconds: a month. Assumed. */
const LONGEST = 31 * 86_400

const UNIT_SECONDS: Readonly<Record<string, number>> = {ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400}
const UNIT = String.raw`(?:milliseconds?|msecs?|ms|seconds?|secs?|sec|s|minutes?|mins?|min|m|hours?|hrs?|hr|h|days?|d)\b`
const PART = String.raw`\d{1,9}(?:\.\d{1,9})?\s?`

/**
 * A wait that an error asks for: `Please try again in 1m30.5s`, `Retry after 30 seconds`, `Expected available in 32
 * seconds`, `wait 60 seconds before retrying`. Parts follow one another: `6m 0s`. Bounded.
 */
const ASKED = new RegExp(
  String.raw`\b(?:(?:try|retry)(?: again)?(?: (?:your|the|this) request)?(?: again)? (?:in|after)|retry[-_]after(?:[:=]| is)?|wait(?: for)?(?: (?:at least|about|another))?|available(?: again)? in|resets? in)\s(?:about |at least |approximately )?(${PART}(?:${UNIT}|[hms](?=\d))(?:(?:,| and)?\s?${PART}(?:${UNIT}|[hms](?=\d))){0,3}|${PART}(?!\w|\.\d|[%-]|\s?[a-z]))`,
  'i',
)
const PARTS = new RegExp(String.raw`(\d{1,9}(?:\.\d{1,9})?)\s?([a-z]{0,12})`, 'gi')

/** Members in which gateways tell a wait: seconds, or milliseconds by their name; Google's is a text of seconds. */
const MEMBER =
  /"(retry_?after(?:_?(?:seconds|secs|ms))?|retry_?delay)"\s{0,3}:\s{0,3}"?(\d{1,9}(?:\.\d{1,9})?)(s|ms)?"?\s{0,3}[,}\]]/i

/** Seconds that the words or a member of an error body ask to wait; null when none of them does. Linear; never throws. */
export function waitInBody(message: string | null, body: string): number | null {
  const asked = ASKED.exec((message ?? '').slice(0, LOOKED_AT))
  const told = asked === null ? null : secondsOf(asked[1]!)
  const member = MEMBER.exec(body.slice(0, LOOKED_AT))
  const held = member === null ? null : memberSeconds(member)
  const longest = Math.max(told ?? 0, held ?? 0)
  return (told === null && held === null) || longest > LONGEST ? null : longest
}

/** The words without the wait that they ask for, where another one counts. */
export function withoutWait(message: string): string {
  return message.replace(ASKED, (whole, wait: string) => `${whole.slice(0, whole.length - wait.length)}…`)
}

/** The wait that follows a sentence at once, with the words around it; empty when none does. */
export function waitBehind(text: string): string {
  const match = ASKED.exec(text.slice(0, 200))
  return match !== null && /^[.,:;!]? ?(?:please |you can |you may )?$/i.test(text.slice(0, match.index))
    ? text.slice(0, match.index + match[0].length)
    : ''
}

function secondsOf(text: string): number {
  let seconds = 0
  for (const [, number, unit] of text.matchAll(PARTS)) seconds += Number(number) * unitSeconds(unit!)
  return Math.round(seconds * 1000) / 1000
}

/** Without a unit: seconds. */
function unitSeconds(unit: string): number {
  const name = unit.toLowerCase()
  if (name.startsWith('ms') || name.startsWith('milli')) return UNIT_SECONDS['ms']!
  return UNIT_SECONDS[name.charAt(0)] ?? 1
}

function memberSeconds([, name, number, unit]: RegExpExecArray): number {
  const inMs = unit?.toLowerCase() === 'ms' || (unit === undefined && /ms$/i.test(name!))
  return Math.round(Number(number) * (inMs ? 1 : 1000)) / 1000
}
