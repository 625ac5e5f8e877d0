import {cleanText, collapsed} from './clean-text.js'
import {isFailure, NO_ANSWER, type FoundAnswer} from './found-answer.js'
import {harExchanges, isHar, type HarExchange} from './har.js'
import {dateOf, parseHeaderFile} from './http-dump.js'
import {cleanLines} from './line-prefixes.js'
import {hostOf} from './members.js'
import {answersInLines} from './records.js'
import {parseJson, refined, settled} from './refine.js'
import {answersInRecord} from './scan.js'
import {answersInValue} from './structured.js'
import {modelIn, originOf, originOfUrl} from './whose.js'
import {hidesLimit} from './unread-limit.js'
import {isOnlyWholeJoined, rejoined, tellsBetter, verdictOf, type ReadingVerdict} from './wrapped-lines.js'
import {piecesOfWrappedKeys} from '../text/redact.js'
import {looksLikeHtml} from '../answer/error-body.js'

/** Said of headers of which a part was lost. */
const BROKEN_HEADERS = 'lines of the headers are broken: a limit that they tell was not read'

/** What a pasted text was taken for. */
export type PastedForm = 'http' | 'har' | 'body' | 'log' | 'parts' | 'empty'

/** What somebody pasted, as the answers that it tells of. */
export interface PastedResponse {
  readonly form: PastedForm
  /** In the order of the text; empty when it tells of none. */
  readonly answers: readonly FoundAnswer[]
  /** What was given one by one: "a status, a body"; empty for a whole paste. */
  readonly given: string
  /** The text on one line, cut; for a text that tells of nothing. */
  readonly excerpt: string
  /** Pieces of keys that the text breaks over lines: nothing that is shown may hold one. */
  readonly secrets: readonly string[]
  /** What a reader should know of how it was read. */
  readonly notes: readonly string[]
}

/** Parts given one by one. */
export interface PastedParts {
  readonly status: number | null
  /** Header lines, with or without a status line; null when not given. */
  readonly headers: string | null
  readonly body: string | null
}

/**
 * Reads what somebody pasted: an HTTP dump, a HAR file, an error body, an exception, a log. Never throws; what a text
 * does not tell is null.
 * @param now milliseconds since the epoch, for dates without a century or a year
 */
export function readPasted(raw: string, now: number): PastedResponse {
  const text = cleanText(raw)
  const excerpt = collapsed(text.slice(0, 2000)).slice(0, 300)
  if (text.trim() === '') return {form: 'empty', answers: [], excerpt: '', given: '', secrets: [], notes: []}
  const whole = parseJson(text)
  if (isHar(whole)) return unlessBroken(text, {...readHar(whole), excerpt})
  const secrets = piecesOfWrappedKeys(raw)
  const {form, answers} = readWrapped(text, readText(text, whole, now), now)
  const compressed =
    form === 'http' && text.includes('\ufffd') && /^(?:< )?content-encoding: ?(?:gzip|br|deflate|zstd)/im.test(text)
  const notes = compressed
    ? ['the body is compressed and was not read; repeat the request with `curl --compressed`']
    : []
  return unlessBroken(text, {form, answers, excerpt, given: '', secrets, notes})
}

/** As it was read; without its answers, and with a note, where the text tells of a limit that none of them has. */
function unlessBroken(text: string, read: PastedResponse): PastedResponse {
  return hidesLimit(text, read.answers) ? {...read, answers: [], notes: [...read.notes, BROKEN_HEADERS]} : read
}

type ReadText = Pick<PastedResponse, 'form' | 'answers'>

/** The text as it is, or as it was before its lines were broken: around what a log or chat put before each, or inside. */
function readWrapped(text: string, plain: ReadText, now: number): ReadText {
  if (plain.form === 'body') return plain
  const lines = text.split('\n')
  const inner = cleanLines(lines, now).map(line => line.text)
  let best = plain
  let told: ReadingVerdict | null = null
  // Lines that all had something before them were not broken after it came there.
  const bare = inner.some((line, at) => line !== '' && line === lines[at])
  const once = bare ? rejoined(lines) : null
  // What was broken twice, in a mail of what a terminal had broken, is put together twice.
  for (const candidate of [rejoined(inner), once, once && rejoined(once)]) {
    if (candidate === null) continue
    const whole = candidate.join('\n')
    const read = readText(whole, parseJson(whole), now)
    told ??= verdictOf(best.answers, now)
    const verdict = verdictOf(read.answers, now)
    if (isOnlyWholeJoined(verdict, told)) return read
    if (tellsBetter(verdict, told)) [best, told] = [read, verdict]
  }
  return best
}

function readText(text: string, whole: unknown, now: number): ReadText {
  const {form, answers} = unsettled(text, whole, now)
  return {form, answers: answers.map(settled)}
}

function unsettled(text: string, whole: unknown, now: number): ReadText {
  if (whole !== undefined) {
    const answers = typeof whole === 'string' ? answersInRecord(whole) : answersInValue(whole, answersInRecord)
    return {form: 'body', answers: answers.map(answer => ({...answer, model: answer.model ?? modelIn(text)}))}
  }
  if (looksLikeHtml(text)) {
    const page = answersInRecord(text).find(isFailure)
    return {
      form: 'body',
      answers: [{...NO_ANSWER, ...page, kind: 'body', unanswered: null, headers: [], body: text.slice(0, 40_000)}],
    }
  }
  const answers = answersInLines(text.split('\n'), now)
  return {form: answers.some(({kind}) => kind === 'http' || kind === 'stream') ? 'http' : 'log', answers}
}

/** Said of a HAR file without a request to Fireworks. */
export const NOT_OURS = 'no request of the HAR file goes to Fireworks, so another one was taken'

function readHar(file: unknown): PastedResponse {
  const answers = harExchanges(file).map(exchange => settled(harAnswer(exchange)))
  const ours = answers.some(({whose}) => whose === 'fireworks')
  const notes = ours || answers.length === 0 ? [] : [NOT_OURS]
  return {form: 'har', answers, excerpt: '', given: '', secrets: [], notes}
}

/** Items of a large document that are read at a time. Assumed: some milliseconds of work. */
const BATCH = 200

/** The answers in a JSON document that is too large to be read at once, some items at a time. */
export function answersInDocument(whole: unknown): {
  readonly form: 'har' | 'body'
  readonly batches: Iterable<readonly FoundAnswer[]>
} {
  if (isHar(whole)) {
    const read = (part: readonly HarExchange[]) => part.map(exchange => settled(harAnswer(exchange)))
    return {form: 'har', batches: batched(harExchanges(whole), read)}
  }
  const read = (part: readonly unknown[]) => answersInValue(part, answersInRecord).map(settled)
  return {form: 'body', batches: batched(Array.isArray(whole) ? (whole as unknown[]) : [whole], read)}
}

function* batched<T>(items: readonly T[], read: (part: readonly T[]) => FoundAnswer[]): Generator<FoundAnswer[]> {
  for (let from = 0; from < items.length; from += BATCH) yield read(items.slice(from, from + BATCH))
}

function harAnswer(exchange: HarExchange): FoundAnswer {
  const {status, headers, body, request, model, at, failure, entry, url} = exchange
  const common = {
    ...NO_ANSWER,
    kind: 'har' as const,
    request,
    model,
    at,
    place: entry,
    host: hostOf(url),
  }
  const whose =
    originOfUrl(url) === 'unknown' && body !== '' && originOf(body.slice(0, 4000)).whose === 'fireworks'
      ? 'fireworks'
      : originOfUrl(url)
  if (failure !== null)
    return {
      ...common,
      whose,
      unanswered: {code: /timed?[_ -]?out/i.test(failure) ? 'timeout' : 'network', detail: failure},
    }
  return refined({...common, whose, status, statusBy: 'line', headers, body})
}

/** Reads an answer whose parts were given one by one; a status beats the one of the header file. */
export function readPastedParts({status, headers, body}: PastedParts, now: number): PastedResponse {
  const file = headers === null ? null : parseHeaderFile(cleanText(headers))
  const told = status ?? file?.status ?? null
  const text = body === null ? '' : cleanText(body)
  const common = {kind: 'parts' as const, headers: file?.headers ?? [], at: file ? dateOf(file.headers, now) : null}
  const excerpt = collapsed(text.slice(0, 2000)).slice(0, 300)
  const given = [told === null ? null : 'a status', file && 'headers', body === null ? null : 'a body']
    .filter(part => part !== null)
    .join(', ')
  if (told === null && text.trim() !== '') {
    const {answers, notes, secrets} = readPasted(text, now)
    return {
      form: 'parts',
      answers: answers.map(answer => ({...answer, ...common, at: common.at ?? answer.at})),
      excerpt,
      secrets,
      given,
      notes,
    }
  }
  const answer = {
    ...NO_ANSWER,
    ...common,
    status: told,
    statusBy: 'line' as const,
    body: text,
    model: modelIn(text),
    whose: originOf(text).whose,
  }
  return {
    form: 'parts',
    answers: [settled(refined(answer))],
    excerpt,
    given,
    secrets: piecesOfWrappedKeys(text),
    notes: [],
  }
}
