import {isHar, chooseHarExchange} from './har.js'
import {dateOf, parseHeaderFile, parseHttpDump} from './http-dump.js'
import {findErrorBody, findLoggedError} from './log.js'

/** What a pasted text was taken for. */
export type PastedForm = 'http' | 'har' | 'body' | 'log' | 'parts' | 'empty'

/** An answer as far as a pasted text tells it. */
export interface PastedResponse {
  readonly form: PastedForm
  /** null when the text does not tell it. */
  readonly status: number | null
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
  /** The model asked, where the text holds the request or names it. */
  readonly model: string | null
  /** A connection that failed instead of an answer. */
  readonly unanswered: {readonly code: 'network' | 'timeout'; readonly detail: string} | null
  /** Milliseconds since the epoch of the answer, by its `date` header or the file; null when not told. */
  readonly at: number | null
  /** What was read, for the evidence: "a HAR file: entry 3 of 7, the last one of Fireworks that failed (POST …)". */
  readonly read: string
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

/** Escape sequences that a terminal added: curl prints header names in bold. */
// eslint-disable-next-line no-control-regex -- they are what has to go
const STYLING = /\u001b\[[0-9;]*[A-Za-z]/g

/**
 * Reads what somebody pasted: an HTTP dump, a HAR file, an error body, a log line. Never throws; what a text does not
 * tell is null.
 * @param now milliseconds since the epoch, for the century of an obsolete date
 */
export function readPasted(raw: string, now: number): PastedResponse {
  const text = raw.replace(/^\uFEFF/, '').replace(STYLING, '')
  if (text.trim() === '') return {...NOTHING, form: 'empty', read: 'nothing: the input is empty'}
  const whole = parseJson(text)
  if (isHar(whole)) return readHar(whole)
  const dump = parseHttpDump(text)
  if (dump) {
    const several = dump.answers > 1 ? `, the last of ${dump.answers} answers` : ''
    const request = dump.request === null ? '' : ` to ${dump.request}`
    return {
      ...NOTHING,
      form: 'http',
      status: dump.status,
      headers: dump.headers,
      body: cleanBody(dump.body, dump.status),
      model: modelIn(text),
      at: dateOf(dump.headers, now),
      read: `an HTTP answer${request}${several}`,
    }
  }
  return readLog(text, whole !== undefined)
}

/** Reads an answer whose parts were given one by one; a status beats the one of the header file. */
export function readPastedParts({status, headers, body}: PastedParts, now: number): PastedResponse {
  const file = headers === null ? null : parseHeaderFile(headers.replace(STYLING, ''))
  const told = status ?? file?.status ?? null
  const common = {form: 'parts', headers: file?.headers ?? [], at: file ? dateOf(file.headers, now) : null} as const
  const given = [told === null ? null : 'a status', file && 'headers', body === null ? null : 'a body']
  const read = `${given.filter(part => part !== null).join(', ')}, as given`
  if (told === null && body !== null) return {...readLog(body, parseJson(body) !== undefined), ...common, read}
  const text = body ?? ''
  return {...NOTHING, ...common, status: told, body: cleanBody(text, told), model: modelIn(text), read}
}

const NOTHING: PastedResponse = {
  form: 'empty',
  status: null,
  headers: [],
  body: '',
  model: null,
  unanswered: null,
  at: null,
  read: '',
  notes: [],
}

function readHar(file: unknown): PastedResponse {
  const exchange = chooseHarExchange(file)
  if (exchange === null) return {...NOTHING, form: 'har', read: 'a HAR file without a request that can be read'}
  const {status, headers, body, model, at, failure, which, request, isFireworks} = exchange
  return {
    form: 'har',
    status,
    headers,
    body: status === null ? '' : cleanBody(body, status),
    model,
    unanswered:
      failure === null ? null : {code: /timed?[_ -]?out/i.test(failure) ? 'timeout' : 'network', detail: failure},
    at,
    read: `a HAR file: ${which} (${request})`,
    notes: isFireworks ? [] : ['no request of the HAR file goes to Fireworks, so another one was taken'],
  }
}

function readLog(text: string, isJson: boolean): PastedResponse {
  const logged = findLoggedError(text)
  const several = logged.errors > 1 ? `, the last of ${logged.errors} errors in it` : ''
  return {
    ...NOTHING,
    form: isJson ? 'body' : 'log',
    status: logged.status,
    body: logged.told || !isJson ? logged.body : text,
    model: modelIn(text),
    unanswered: logged.unanswered,
    read: (isJson ? 'a body without status and headers' : 'text without an HTTP status line') + several,
  }
}

/** The body without what a terminal or a client printed around it; of a success it stays as it came. */
function cleanBody(body: string, status: number | null): string {
  const failed = status === null || status >= 400
  if (!failed || parseJson(body) !== undefined || /^\s*</.test(body)) return body
  return findErrorBody(body) ?? body
}

/** The model that a text names as JSON does, in a request or an answer, or as a resource name. */
function modelIn(text: string): string | null {
  const start = text.slice(0, 100_000)
  return (
    /"model"\s{0,3}:\s{0,3}"([^"\\\s]{1,300})"/.exec(start)?.[1] ??
    /\baccounts\/[\w.-]{1,100}\/(?:models|routers|deployedModels)\/[\w.@-]{1,100}(?:#[\w./-]{1,200})?/.exec(
      start,
    )?.[0] ??
    null
  )
}

function parseJson(text: string): unknown {
  if (!/^\s*[[{"]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
