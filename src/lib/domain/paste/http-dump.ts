import {parseHttpDate} from '../text/http-headers.js'

/** An HTTP answer as `curl -i`, `curl -v` or a browser's "copy as text" print it. */
export interface HttpDump {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
  /** `POST /inference/v1/chat/completions`, which only `-v` shows. */
  readonly request: string | null
  /** The host asked, which only `-v` shows. */
  readonly host: string | null
  /** Answers in the dump: more than one after redirects, `100 Continue`, or a proxy's CONNECT. */
  readonly answers: number
}

/** One answer of a dump, with the lines that it takes up. */
export interface DumpedAnswer extends Omit<HttpDump, 'answers'> {
  readonly from: number
  readonly to: number
}

const STATUS_LINE = /^HTTP\/[0-9](?:\.[0-9])? {1,8}([1-9][0-9]{2})(?: {1,8}(.{0,200}))?$/
const HEADER_LINE = /^:?([A-Za-z0-9!#$%&'*+.^_`|~-]{1,200})[ \t]{0,40}:[ \t]?(.*)$/
const REQUEST_LINE = /^([A-Z]{3,10}) (\S{1,2000}) HTTP\/[0-9.]{1,4}$/
/** More header lines than any server sends are no header lines. Assumed. */
const MOST_HEADERS = 2000

/**
 * Reads a dump of one or more answers; the last one counts, as it is the one the client got.
 * @returns null when no line begins an answer
 */
export function parseHttpDump(text: string): HttpDump | null {
  const answers = dumpedAnswers(text.split(/\r\n|\n|\r/))
  const last = answers.at(-1)
  if (last === undefined) return null
  const {status, headers, body, request, host} = last
  return {status, headers, body, request, host, answers: answers.length}
}

/** Every answer in the lines of a text, in their order. Linear. */
export function dumpedAnswers(raw: readonly string[]): DumpedAnswer[] {
  const {lines, requests, host} = readLines(raw.map(line => line.trimEnd()))
  const starts = lines.flatMap(({text}, at) => (STATUS_LINE.test(text) ? [at] : []))
  return starts.map((start, index) => {
    const status = Number(STATUS_LINE.exec(lines[start]!.text)![1])
    const stop = starts[index + 1] ?? lines.length
    const {headers, bodyStart} = headerLines(lines, start + 1, stop)
    const bodyLines = lines.slice(bodyStart, stop)
    const end = endOfBody(bodyLines)
    const sent = requests.filter(one => one.at <= lines[start]!.at).at(-1) ?? null
    return {
      status,
      headers,
      body: bodyLines
        .slice(0, end)
        .map(line => line.text)
        .join('\n')
        .trim(),
      request: sent === null ? null : sent.request,
      host: sent === null ? null : host,
      from: lines[start]!.at,
      to: end === bodyLines.length ? (lines[stop]?.at ?? raw.length) : bodyLines[end]!.at,
    }
  })
}

/** Reads header lines alone, as a file of `curl -D` holds them, with or without a status line. */
export function parseHeaderFile(text: string): Pick<HttpDump, 'headers'> & {readonly status: number | null} {
  const dump = parseHttpDump(text)
  if (dump !== null) return dump
  const {lines} = readLines(text.split(/\r\n|\n|\r/).map(line => line.trimEnd()))
  return {status: null, headers: headerLines(lines, 0, lines.length).headers}
}

/** Milliseconds since the epoch of an answer's `date` header; null without a readable one. */
export function dateOf(headers: HttpDump['headers'], now: number): number | null {
  const date = headers.find(([name]) => name.toLowerCase() === 'date')?.[1]
  return date === undefined ? null : parseHttpDate(date.trim(), now)
}

interface Line {
  readonly text: string
  readonly at: number
}

interface Sent {
  readonly request: string
  readonly at: number
}

/** The lines of the answers alone: without what `-v` prints around them, code fences, quotation marks and colours. */
function readLines(all: readonly string[]): {lines: readonly Line[]; requests: readonly Sent[]; host: string | null} {
  const numbered = unquoted(all.map((text, at) => ({text, at})))
  if (!numbered.some(({text}) => /^< HTTP\//.test(text)))
    return {lines: numbered, requests: plainRequests(numbered), host: hostIn(numbered, '')}
  const requests = numbered.flatMap(({text, at}) => {
    const sent = text.startsWith('> ') ? REQUEST_LINE.exec(text.slice(2)) : null
    return sent === null ? [] : [{request: `${sent[1]} ${sent[2]!.split('?')[0]}`, at}]
  })
  const lines = numbered
    .filter(({text}) => !/^(?:>|\*)(?: |$)|^[{}] \[\d+ bytes data\]$/.test(text))
    .map(({text, at}) => ({text: text === '<' ? '' : text.replace(/^< /, ''), at}))
  return {lines, requests, host: hostIn(numbered, '> ')}
}

/** HTTPie's `-v` and a raw transcript print the request as it was sent. */
function plainRequests(lines: readonly Line[]): Sent[] {
  return lines.flatMap(({text, at}) => {
    const sent = REQUEST_LINE.exec(text)
    return sent === null ? [] : [{request: `${sent[1]} ${sent[2]!.split('?')[0]}`, at}]
  })
}

function hostIn(lines: readonly Line[], mark: string): string | null {
  const line = lines.find(({text}) => text.slice(0, mark.length + 5).toLowerCase() === `${mark}host:`)
  return line === undefined
    ? null
    : line.text
        .slice(mark.length + 5)
        .trim()
        .toLowerCase() || null
}

/** Takes off what a chat or a mail put around every line. */
function unquoted(lines: readonly Line[]): readonly Line[] {
  const kept = lines.filter(({text}) => !/^\s{0,40}(?:```|~~~)/.test(text))
  const filled = kept.filter(({text}) => text !== '')
  if (
    filled.length > 0 &&
    filled.every(({text}) => text.startsWith('>')) &&
    filled.some(({text}) => /^> ?HTTP\//.test(text))
  ) {
    return kept.map(({text, at}) => ({text: text.replace(/^> ?/, ''), at}))
  }
  const indent = /^[ \t]+/.exec(filled.find(({text}) => /^\s{1,40}(?:< )?HTTP\//.test(text))?.text ?? '')?.[0] ?? ''
  return indent === ''
    ? kept
    : kept.map(({text, at}) => ({text: text.startsWith(indent) ? text.slice(indent.length) : text, at}))
}

function headerLines(
  lines: readonly Line[],
  start: number,
  stop: number,
): {headers: [string, string][]; bodyStart: number} {
  const headers: [string, string][] = []
  let at = start
  for (; at < stop; at++) {
    const line = lines[at]!.text
    const header = HEADER_LINE.exec(line)
    const last = headers.at(-1)
    if (header) {
      if (headers.length < MOST_HEADERS) headers.push([header[1]!, header[2]!.trim().slice(0, 4000)])
    } else if (last && /^[ \t]/.test(line) && last[1].length < 4000) last[1] = `${last[1]} ${line.trim()}`
    // The blank line, or in a paste that lost it, what is no header: the body begins.
    else return {headers, bodyStart: at}
  }
  return {headers, bodyStart: at}
}

/** Where a body ends that something else follows: a prompt, curl's own word, the next request. */
function endOfBody(lines: readonly Line[]): number {
  const end = lines.findIndex(
    ({text}) =>
      /^(?:\$|%|❯|➜|PS [A-Z]:\\.{0,200}>) \S|^# (?:curl|fireq|firectl|https?|wget)\b|^curl: \(\d|^[a-z_][\w-]{0,30}@[\w.-]{1,60}[:~ ].{0,100}[$#] |^\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d/.test(
        text,
      ) || REQUEST_LINE.test(text),
  )
  return end === -1 ? lines.length : end
}
