import {serverSentence} from './sentences.js'
import {isFailure, NO_ANSWER, type FoundAnswer, type Unanswered} from './found-answer.js'
import {headerMentions} from './header-mentions.js'
import {answersInObjects, answersInValue, DEEPEST_TEXT} from './structured.js'
import {failedConnection} from './failed-connection.js'
import {denialsIn} from './denials.js'
import {asidesIn, commentsIn, isWithin, quotedCodeIn, statementsIn, without} from './program-text.js'
import {grpcCodes, namedExceptions, toldStatuses} from './told-status.js'
import {statusOfCode} from '../answer/error-status.js'
import {isOfAnother, modelIn, originOf} from './whose.js'

/** Longest piece that is looked at as one record. */
const LONGEST = 200_000
/** Nothing in a line without one of these tells of an answer. */
const TELLING =
  /(?<![0-9])[1-5][0-9]{2}(?![0-9])|rror|ERROR|xception|imit|uspend|USPEND|UTHENTICATED|_DENIED|uota|ail|overload|OVERLOAD|scaling|SCALING|apacity|im(?:ed? ?|ing )out|IMED|efused|REFUSED|RESET|eset|ERR_|desc|no such host|rpc|esolve|hang up|inaccessible|_required|ExpiredToken|ENOTFOUND|in use|onnect|EOF|imedOut|losed|GOAWAY|x509|offline|nvalid response|parser|bgelehnt|fus|rehus|recus|rifiut|отказано|истекло|拒|超时|タイム|expir|Expir|abgelaufen|esgotado|ertificate|curl: \(/

interface Event {
  readonly at: number
  readonly answer: Partial<FoundAnswer> & {readonly unanswered?: Unanswered | null}
  readonly what: 'status' | 'body' | 'sentence' | 'class' | 'connection'
}

/** How far apart, in characters, a status and what belongs to it may stand in a text that has no records. */
const NEAR = 1500

/**
 * The answers that one record of a text tells of: a line of a log with what follows it, or a paste that has no records.
 * A status told in words and a body beside it are one answer. Never throws; linear.
 */
export function answersInRecord(text: string, depth = 0): FoundAnswer[] {
  if (depth > DEEPEST_TEXT || !TELLING.test(text)) return []
  const piece = text.length > LONGEST ? text.slice(-LONGEST) : text
  const value = wholeValue(piece)
  if (value !== undefined) return answersInValue(value, answersInRecord, depth)
  const program = [...statementsIn(piece), ...commentsIn(piece)]
  const objects = (piece.includes('{') ? answersInObjects(piece, answersInRecord, depth) : []).filter(
    ({start}) => !isWithin(program, start),
  )
  const words = blanked(piece, objects)
  const prose = without(words, [...program, ...quotedCodeIn(words), ...asidesIn(words), ...denialsIn(words)])
  const events = [...bodyEvents(objects), ...wordEvents(prose)].sort((a, b) => a.at - b.at)
  if (events.length === 0) return []
  const answers = dressed(
    grouped(events, piece),
    piece,
    objects.flatMap(({headers}) => headers ?? []),
  )
  const cutOff = piece === text ? 0 : lineOf(text, text.length - piece.length) - 1
  return cutOff === 0 ? answers : answers.map(answer => ({...answer, place: answer.place + cutOff}))
}

/** A record that is JSON and nothing else. */
function wholeValue(text: string): object | undefined {
  if (!text.startsWith('{') || !text.trimEnd().endsWith('}')) return undefined
  try {
    return JSON.parse(text) as object
  } catch {
    return undefined
  }
}

function bodyEvents(objects: ReturnType<typeof answersInObjects>): Event[] {
  return objects.flatMap(({start, answers}) => answers.map((answer): Event => ({at: start, what: 'body', answer})))
}

function wordEvents(prose: string): Event[] {
  const events: Event[] = [
    ...toldStatuses(prose).map(({at, status, by}): Event => ({at, what: 'status', answer: {status, statusBy: by}})),
    ...namedExceptions(prose).map(({at, status, by}): Event => ({at, what: 'class', answer: {status, statusBy: by}})),
    ...grpcEvents(prose),
  ]
  const sentence = serverSentence(prose)
  if (sentence !== null)
    events.push({
      at: sentence.at,
      what: 'sentence',
      answer: {status: sentence.status, statusBy: 'sentence', body: sentence.body},
    })
  const failed = failedConnection(prose)
  if (failed !== null)
    events.push({at: failed.at, what: 'connection', answer: {unanswered: {code: failed.code, detail: failed.detail}}})
  return events
}

/** A gRPC error: its description is the server's, unless the connection itself failed. */
function grpcEvents(prose: string): Event[] {
  return grpcCodes(prose).flatMap(({at, code}): Event[] => {
    const number = /^\d+$/.test(code) ? Number(code) : null
    const status = statusOfCode(number ?? code)
    if (status === null) return []
    const after = prose.slice(at, at + 900).trimStart()
    // A connection that failed is told as a code too; nobody answered then.
    if ((status === 503 || status === 504) && failedConnection(after) !== null) return []
    const said =
      /\bdesc\s?=\s?(.{1,600})/s.exec(after)?.[1] ??
      (after.startsWith('Code: ')
        ? undefined
        : /^[A-Z][A-Za-z_]+: (.{1,600})/s.exec(after.replace(/^(?:\d{1,2}|Exception:) (?=[A-Z_]+:)/, ''))?.[1])
    const message = said === undefined ? '' : said.replace(/\s+/g, ' ').trim()
    const body = message === '' ? '' : JSON.stringify({code: number ?? code, message})
    return [{at, what: body === '' ? 'class' : 'body', answer: {status, statusBy: 'code', body}}]
  })
}

/** Events told of one and the same answer, put together in the order in which they stand. */
function grouped(events: readonly Event[], text: string): (FoundAnswer & {readonly offset: number})[] {
  const answers: (FoundAnswer & {offset: number})[] = []
  let last = -NEAR
  for (const {at, what, answer} of events) {
    const current = answers.at(-1)
    const near = current !== undefined && at - last <= NEAR
    const newLine = near && text.slice(last, at).includes('\n')
    // What one line tells of another service is not told of the next line's.
    const apart = newLine && isOfAnother(around(text, last)) !== isOfAnother(around(text, at))
    const joined = near && !apart ? joinedWith(current, what, answer, newLine) : null
    if (joined === null)
      answers.push({...NO_ANSWER, ...answer, kind: what === 'body' && answer.kind ? answer.kind : 'text', offset: at})
    else answers[answers.length - 1] = {...joined, offset: current!.offset}
    last = Math.max(last, at)
  }
  return answers
}

/** The current answer with one more thing that is told of it; null when that is told of another. */
function joinedWith(
  current: FoundAnswer,
  what: Event['what'],
  more: Event['answer'],
  newLine: boolean,
): FoundAnswer | null {
  const weak =
    current.statusBy === null ||
    current.statusBy === 'class' ||
    current.statusBy === 'sentence' ||
    current.statusBy === 'code'
  switch (what) {
    case 'status': {
      // Chrome tells the status too of an answer that broke: `net::ERR_HTTP2_PROTOCOL_ERROR 200 (OK)`.
      if (current.unanswered !== null && more.status! < 400) return newLine ? null : current
      if (current.unanswered !== null) return {...current, ...more, unanswered: null}
      if (current.status === more.status)
        return current.body === '' || !newLine || current.statusBy !== 'words' ? {...current, statusBy: 'words'} : null
      if (weak && more.status! >= 400) return {...current, ...more}
      return null
    }
    case 'class':
      if (current.status === null && current.unanswered === null)
        return {...current, status: more.status!, statusBy: 'class'}
      return isFailure(current) ? current : null
    case 'body': {
      if (!isFailure(current)) return newLine ? null : joinBody(current, more)
      if (current.body === '' || current.statusBy === 'sentence') return joinBody(current, more)
      return sameBody(current.body, more.body) ? current : null
    }
    case 'sentence':
      if (!isFailure(current)) return null
      // Wrapped inside a word, the sentence is read from the text as a whole, not from the body that holds it.
      if (current.body !== '' && (current.statusBy !== 'code' || serverSentence(current.body) !== null)) return current
      return {...current, body: more.body!, ...(weak ? {status: more.status!, statusBy: 'sentence' as const} : {})}
    case 'connection':
      return isFailure(current) ? current : null
  }
}

function joinBody(current: FoundAnswer, more: Partial<FoundAnswer>): FoundAnswer {
  const told = current.statusBy === 'words'
  const closer =
    more.status !== null &&
    more.status !== undefined &&
    (more.statusBy === 'line' || more.statusBy === 'words') &&
    more.status >= 400
  const fallback =
    current.statusBy === 'class' && more.status != null ? more.status : (current.status ?? more.status ?? null)
  return {
    ...current,
    ...more,
    body: more.body === undefined || more.body === '' ? current.body : more.body,
    status: closer ? more.status : told ? current.status : fallback,
    statusBy: closer
      ? more.statusBy
      : told
        ? 'words'
        : fallback === current.status
          ? current.statusBy
          : (more.statusBy ?? null),
    headers: (more.headers?.length ?? 0) > 0 ? more.headers! : current.headers,
    unanswered: null,
    kind: more.kind ?? current.kind,
  }
}

function sameBody(a: string, b: string | undefined): boolean {
  return b === undefined || b === '' || a === b || a.includes(b) || b.includes(a)
}

/** Headers, model and origin that stand anywhere in the record belong to its answers. */
function dressed(
  answers: readonly (FoundAnswer & {offset: number})[],
  text: string,
  headers: FoundAnswer['headers'],
): FoundAnswer[] {
  const origin = originOf(text)
  const model = modelIn(text)
  const mentioned = headers.length > 0 ? headers : headerMentions(text)
  const failed = answers.findLastIndex(isFailure)
  const owner = failed === -1 ? answers.length - 1 : failed
  return answers.map(({offset, ...answer}, index) => {
    const near = answers.length === 1 ? origin : originOf(around(text, offset))
    const whose =
      answer.whose !== 'unknown'
        ? answer.whose
        : near.whose !== 'unknown'
          ? near.whose
          : answers.length === 1
            ? origin.whose
            : near.whose
    return {
      ...answer,
      whose,
      host: answer.host ?? near.host,
      model: answer.model ?? model,
      headers: answer.headers.length > 0 || index !== owner ? answer.headers : mentioned,
      place: lineOf(text, offset),
    }
  })
}

function around(text: string, at: number): string {
  const from = text.lastIndexOf('\n', at) + 1
  const to = text.indexOf('\n', at)
  return text.slice(Math.max(from, at - 2000), to === -1 ? at + 2000 : Math.min(to, at + 2000))
}

function lineOf(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}

/** The text with its objects blanked out, every position as it was. */
function blanked(text: string, objects: ReturnType<typeof answersInObjects>): string {
  if (objects.length === 0) return text
  const parts: string[] = []
  let from = 0
  for (const {start, end, answers, talk} of objects) {
    // What was read as an object and tells nothing stays text: braces of a message are not JSON.
    if (answers.length === 0 && !talk) continue
    parts.push(text.slice(from, start), '{', ' '.repeat(Math.max(0, end - start - 1)))
    from = end
  }
  return parts.join('') + text.slice(from)
}
