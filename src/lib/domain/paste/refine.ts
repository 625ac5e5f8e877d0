import {looksLikeHtml} from '../answer/error-body.js'
import {statusOfCode} from '../answer/error-status.js'
import {innerAnswer, isAboutInput} from '../answer/inner-answer.js'
import {isFailure, type FoundAnswer} from './found-answer.js'
import {pruned} from './embedded.js'
import {readLoose} from './loose-literal.js'
import {nestsDeeper} from '../text/json-depth.js'
import {serverSentence} from './sentences.js'
import {answersInRecord} from './scan.js'
import {answersInObjects, answersInValue} from './structured.js'

/** Nesting of JSON that is read; an error body has three levels. */
const DEEPEST_JSON = 200
/** Longest body that is read loosely, in characters. */
const LONGEST_BODY = 200_000

/** A gateway's own word for "what I asked failed": the answer inside says how. */
const WRAPPERS: ReadonlySet<number> = new Set([400, 424, 500, 502])

/**
 * An answer by what stands inside its body: an error in a 200, an event of a stream, the body that a gateway passes on.
 * What cannot be read stays as it came.
 */
export function refined(came: FoundAnswer): FoundAnswer {
  const whole = ofGrpc(came)
  // What nests deeper is no error body: its beginning is a text.
  const answer = nestsDeeper(whole.body, DEEPEST_JSON) ? {...whole, body: whole.body.slice(0, 500)} : whole
  const {status, body} = answer
  const found = refinedByText(answer)
  // The reader of live answers: what it finds in one, it finds in a paste too.
  const inner = status === null ? null : innerAnswer(body, '', status)
  if (inner === null || inner.status === null || inner.status === status) return found
  const kind = status !== null && status < 400 ? 'stream' : found.kind
  return {...found, body: inner.body, status: inner.status, statusBy: 'line', wire: status, kind}
}

/** gRPC answers 200 and tells in its trailers what became of the call. Source: gRPC over HTTP/2, 2024. */
function ofGrpc(answer: FoundAnswer): FoundAnswer {
  if (answer.status !== 200) return answer
  const trailers = new Map(answer.headers.map(([name, value]) => [name.toLowerCase(), value.trim()]))
  const code = Number(trailers.get('grpc-status') ?? 0)
  const status = code === 0 ? null : statusOfCode(code)
  if (status === null) return answer
  const body = JSON.stringify({code, message: decodedMessage(trailers.get('grpc-message') ?? '')})
  return {...answer, status, statusBy: 'code', body, wire: answer.status}
}

function decodedMessage(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function refinedByText(answer: FoundAnswer): FoundAnswer {
  const {status, body} = answer
  if (looksLikeHtml(body)) return answer
  const whole = parseJson(body)
  if (status !== null && status < 400) {
    const inner = (
      whole === undefined
        ? answersInObjects(body, answersInRecord, 1).flatMap(({answers}) => answers)
        : answersInValue(whole, answersInRecord, 0)
    ).filter(one => one.kind === 'body' && one.body !== '' && isFailure(one))
    const last = inner.at(-1)
    return last === undefined
      ? {...answer, body: whole === undefined ? unwrapped(body) : body}
      : {
          ...answer,
          ...inside(last),
          body: last.body,
          status: last.status,
          statusBy: last.statusBy,
          wire: status,
          kind: 'stream',
        }
  }
  const inner = whole === undefined ? answersInRecord(body) : answersInValue(whole, answersInRecord, 0)
  const closest = inner.filter(isFailure).at(-1)
  if (closest === undefined) return answer
  const told =
    closest.status !== null &&
    (closest.statusBy === 'words' || closest.statusBy === 'line') &&
    closest.status !== status &&
    (status === null || WRAPPERS.has(status)) &&
    !(status === 400 && isAboutInput(body))
  return {
    ...answer,
    ...inside(closest),
    ...(told ? {status: closest.status, statusBy: closest.statusBy, wire: status} : {}),
    body:
      closest.body === '' || closest.kind === 'text'
        ? told
          ? closest.body
          : body
        : whole !== undefined && sameError(whole, closest.body)
          ? body
          : closest.body,
  }
}

/** JSON that a terminal wrapped, or that something else follows, as it came from the wire; another text as it is. */
function unwrapped(body: string): string {
  const value = body.startsWith('{') ? readLoose(body, 0, LONGEST_BODY) : null
  return value === null || value.cut ? body : JSON.stringify(pruned(value.value))
}

function inside(inner: FoundAnswer): Partial<FoundAnswer> {
  return {
    ...(inner.whose === 'fireworks' ? {whose: 'fireworks' as const} : {}),
    ...(inner.model === null ? {} : {model: inner.model}),
  }
}

/** Whether the body itself is that error, so that it may stay as it came. */
function sameError(whole: unknown, body: string): boolean {
  const [a, b] = [errorOf(whole), errorOf(parseJson(body))]
  return a !== undefined && b !== undefined && JSON.stringify(a).slice(0, 2000) === JSON.stringify(b).slice(0, 2000)
}

function errorOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null
    ? ((value as Record<string, unknown>)['error'] ?? (value as Record<string, unknown>)['message'])
    : undefined
}

/** The status that the server's own sentence stands for, where nothing better tells one. */
export function settled(found: FoundAnswer): FoundAnswer {
  if (found.unanswered !== null || found.body === '' || looksLikeHtml(found.body)) return found
  const answer = mended(found)
  const {status, statusBy} = answer
  const weak =
    status === null || statusBy === null || statusBy === 'class' || statusBy === 'code' || WRAPPERS.has(status)
  if (!weak || (status !== null && status < 400)) return answer
  const sentence = serverSentence(answer.body)
  if (sentence === null) return answer
  // A refused request that only quotes such words.
  if (status === 400 && (sentence.status === 429 || sentence.status === 503) && isAboutInput(answer.body)) return answer
  // Its own status line says the same.
  if (sentence.status === status && (statusBy === 'line' || statusBy === 'words')) return answer
  const told = statusBy === 'line' || statusBy === 'words' ? status : null
  return {...answer, status: sentence.status, statusBy: 'sentence', wire: answer.wire ?? told}
}

/** A sentence that a terminal broke inside a string of the body, whole again. */
function mended(answer: FoundAnswer): FoundAnswer {
  if (!answer.body.includes('\\n') || (answer.status !== null && answer.status < 400)) return answer
  if (serverSentence(answer.body) !== null) return answer
  const sentence = serverSentence(answer.body.replaceAll('\\n', '\n'))
  return sentence === null ? answer : {...answer, body: sentence.body}
}

/** A JSON value; undefined for another text, also for one that is nested too deep. */
export function parseJson(text: string): unknown {
  if (!/^\s*[[{"]/.test(text.slice(0, 200)) || nestsDeeper(text, DEEPEST_JSON)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
