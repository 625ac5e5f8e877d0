import {parseHttpDate} from '../text/http-headers.js'

/** An HTTP answer as `curl -i`, `curl -v` or a browser's "copy as text" print it. */
export interface HttpDump {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
  /** `POST /inference/v1/chat/completions`, which only `-v` shows. */
  readonly request: string | null
  /** Answers in the dump: more than one after redirects, `100 Continue`, or a proxy's CONNECT. */
  readonly answers: number
}

const STATUS_LINE = /^HTTP\/[0-9](?:\.[0-9])? +([1-9][0-9]{2})(?: +(.*))?$/
const HEADER_LINE = /^:?([A-Za-z0-9!#$%&'*+.^_`|~-]{1,200})[ \t]*:[ \t]?(.*)$/
const REQUEST_LINE = /^([A-Z]{3,10}) (\S{1,2000}) HTTP\/[0-9.]+$/

/**
 * Reads a dump of one or more answers; the last one counts, as it is the one the client got.
 * @returns null when no line begins an answer
 */
export function parseHttpDump(text: string): HttpDump | null {
  const {lines, request} = readLines(text)
  const starts = lines.flatMap((line, at) => (STATUS_LINE.test(line) ? [at] : []))
  const start = starts.at(-1)
  if (start === undefined) return null
  const status = Number(STATUS_LINE.exec(lines[start]!)![1])
  const {headers, bodyStart} = headerLines(lines, start + 1)
  return {status, headers, body: lines.slice(bodyStart).join('\n').trim(), request, answers: starts.length}
}

/** Reads header lines alone, as a file of `curl -D` holds them, with or without a status line. */
export function parseHeaderFile(text: string): Pick<HttpDump, 'headers'> & {readonly status: number | null} {
  const dump = parseHttpDump(text)
  return dump ?? {status: null, headers: headerLines(readLines(text).lines, 0).headers}
}

/** Milliseconds since the epoch of an answer's `date` header; null without a readable one. */
export function dateOf(headers: HttpDump['headers'], now: number): number | null {
  const date = headers.find(([name]) => name.toLowerCase() === 'date')?.[1]
  return date === undefined ? null : parseHttpDate(date.trim(), now)
}

/** The lines of the answer alone: without what `-v` prints around them, code fences, quotation marks and colours. */
function readLines(text: string): {lines: readonly string[]; request: string | null} {
  const all = unquoted(text.split(/\r\n|\n|\r/).map(line => line.trimEnd()))
  if (!all.some(line => /^< HTTP\//.test(line))) return {lines: all, request: null}
  const sent = all.filter(line => line.startsWith('> ')).flatMap(line => REQUEST_LINE.exec(line.slice(2)) ?? [])
  return {
    lines: all.filter(line => !/^(?:>|\*)(?: |$)|^[{}] \[\d+ bytes data\]$/.test(line)).map(received),
    request: sent.length < 3 ? null : `${sent[1]} ${sent[2]!.split('?')[0]}`,
  }
}

function received(line: string): string {
  return line === '<' ? '' : line.replace(/^< /, '')
}

/** Takes off what a chat or a mail put around every line. */
function unquoted(lines: readonly string[]): readonly string[] {
  const kept = lines.filter(line => !/^\s*(?:```|~~~)/.test(line))
  const filled = kept.filter(line => line !== '')
  if (filled.length > 0 && filled.every(line => /^>/.test(line)) && filled.some(line => /^> ?HTTP\//.test(line))) {
    return kept.map(line => line.replace(/^> ?/, ''))
  }
  const indent = /^[ \t]+/.exec(filled.find(line => /^\s*(?:< )?HTTP\//.test(line)) ?? '')?.[0] ?? ''
  return indent === '' ? kept : kept.map(line => (line.startsWith(indent) ? line.slice(indent.length) : line))
}

function headerLines(lines: readonly string[], start: number): {headers: [string, string][]; bodyStart: number} {
  const headers: [string, string][] = []
  let at = start
  for (; at < lines.length; at++) {
    const line = lines[at]!
    const header = HEADER_LINE.exec(line)
    const last = headers.at(-1)
    if (header) headers.push([header[1]!, header[2]!.trim()])
    else if (last && /^[ \t]/.test(line)) last[1] = `${last[1]} ${line.trim()}`
    // The blank line, or in a paste that lost it, what is no header: the body begins.
    else return {headers, bodyStart: at}
  }
  return {headers, bodyStart: at}
}
