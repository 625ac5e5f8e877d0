import {dateOf, dumpedAnswers, type DumpedAnswer} from './http-dump.js'
import {NO_ANSWER, type FoundAnswer} from './found-answer.js'
import {cleanLines, type CleanLine} from './line-prefixes.js'
import {answersInReadings} from './reading-lines.js'
import {refined} from './refine.js'
import {answersInRecord} from './scan.js'
import {modelIn, originOf, originOfUrl} from './whose.js'

/** Longest record of a log, in lines; a longer one is read in pieces. Assumed: a long traceback. */
const LONGEST_RECORD = 4000

/** The answers in the lines of a text, record by record. */
export function answersInLines(raw: readonly string[], now: number, firstNo = 1): FoundAnswer[] {
  const readings = answersInReadings(raw, firstNo)
  if (readings !== null) return readings
  const lines = cleanLines(raw, now, firstNo)
  return recordsOf(lines).flatMap(record => answersInRecordLines(record, now))
}

/** A line that tells a status of its own, roughly. */
const TELLS_STATUS = /(?:status|HTTP\/[0-9.]{1,3}|code|error|returned|failed|->|→)\D{0,12}[1-5][0-9]{2}(?![0-9])/i

/** Lines that begin no record of their own belong to the one before. */
function recordsOf(lines: readonly CleanLine[]): CleanLine[][] {
  const records: CleanLine[][] = []
  let dumped = false
  let told = false
  for (const line of lines) {
    const current = records.at(-1)
    const tells = line.stamped && TELLS_STATUS.test(line.text)
    const status = /^(?:< )?HTTP\/[0-9.]{1,3} +[1-5][0-9]{2}/.test(line.text)
    if (
      current === undefined ||
      (line.starts && !(dumped && line.text.startsWith('{'))) ||
      // A status line within a dump is the next answer of the same request; an object is its body.
      (tells && told && !(dumped && (status || line.text.startsWith('{')))) ||
      current.length >= LONGEST_RECORD
    ) {
      records.push([line])
      dumped = status
      told = tells
    } else {
      current.push(line)
      dumped ||= status
      told ||= tells
    }
  }
  return records
}

function answersInRecordLines(record: readonly CleanLine[], now: number): FoundAnswer[] {
  const access = record.length === 1 ? answerInAccessLine(record[0]!) : null
  if (access !== null) return [access]
  const texts = record.map(({text}) => text)
  const dumps = texts.some(text => text.includes('HTTP/')) ? dumpedAnswers(texts) : []
  const place = (answer: FoundAnswer, offset: number): FoundAnswer => {
    const line = record[Math.min(record.length - 1, offset + answer.place - 1)]!
    const before =
      answer.at === null ? record.slice(0, offset + answer.place).findLast(({at}) => at !== null) : undefined
    return {...answer, place: line.no, at: answer.at ?? before?.at ?? null}
  }
  if (dumps.length === 0) return answersInRecord(texts.join('\n')).map(answer => place(answer, 0))
  const model = modelIn(texts.join('\n'))
  const found: FoundAnswer[] = []
  let from = 0
  for (const [index, dump] of dumps.entries()) {
    found.push(...answersInRecord(outside(texts.slice(from, dump.from))).map(answer => place(answer, from)))
    // What only leads to another answer is none: 100 Continue, a proxy's CONNECT, a redirect that was followed.
    const followed = index < dumps.length - 1
    if (!(dump.status < 200 || (followed && dump.status < 400 && dump.body === '')))
      found.push(place(answerOf(dump, model, now), dump.from))
    from = dump.to
  }
  return [...found, ...answersInRecord(outside(texts.slice(from))).map(answer => place(answer, from))]
}

const ACCESS =
  /^\S{1,100} \S{1,100} \S{1,100} \[[^\]]{10,40}\] "([A-Z]{3,7}) (\S{1,2000})(?: HTTP\/[0-9.]{1,3})?" ([1-5][0-9]{2}) [0-9-]{1,15}(?: |$)/

/** What httpx logs of every request. */
const HTTPX = /\bHTTP Request: ([A-Z]{3,7}) (https?:\/\/\S{1,2000}) "HTTP\/[0-9.]{1,3} ([1-5][0-9]{2})[^"]{0,80}"$/

/** Envoy and Istio, after their time in brackets. */
const ENVOY =
  /^(?:\[[^\]]{10,40}\] )?"([A-Z]{3,7}) (\S{1,2000}) HTTP\/[0-9.]{1,3}" ([1-5][0-9]{2}) (?:-|[A-Z]{2,6}(?:,[A-Z]{2,6}){0,4}) /

/** A line of the log that nginx, Apache or httpx write by default; most logs are made of little else. */
function answerInAccessLine({text, at, no}: CleanLine): FoundAnswer | null {
  if (text.startsWith('{')) return null
  const match = ACCESS.exec(text) ?? ENVOY.exec(text) ?? (text.endsWith('"') ? HTTPX.exec(text) : null)
  if (match === null) return null
  const request = `${match[1]} ${match[2]!.split('?')[0]}`
  return {
    ...NO_ANSWER,
    kind: 'log',
    status: Number(match[3]),
    statusBy: 'words',
    request,
    ...originOfRequest(request),
    at,
    place: no,
  }
}

/** A log asks the same again and again. */
const ORIGINS = new Map<string, ReturnType<typeof originOf>>()
const MOST_ORIGINS = 1000

function originOfRequest(request: string): ReturnType<typeof originOf> {
  const known = ORIGINS.get(request)
  if (known !== undefined) return known
  const origin = originOf(request)
  if (ORIGINS.size >= MOST_ORIGINS) ORIGINS.clear()
  ORIGINS.set(request, origin)
  return origin
}

/** Around a dump, what curl says of the connection and what was sent are no answers. */
function outside(texts: readonly string[]): string {
  return texts.map(text => (/^(?:[<>*{}]|[{}] \[)(?: |$)/.test(text) ? '' : text)).join('\n')
}

function answerOf(dump: DumpedAnswer, model: string | null, now: number): FoundAnswer {
  const {status, headers, request, host} = dump
  const body = isCompressed(dump) ? '' : dump.body
  const url = host === null || request === null ? null : `https://${host}${request.split(' ')[1]}`
  const whose =
    url === null
      ? originOf(`${request ?? ''} ${headers.map(pair => pair.join(': ')).join('\n')}\n${body.slice(0, 4000)}`).whose
      : originOfUrl(url)
  return refined({
    ...NO_ANSWER,
    kind: 'http',
    status,
    statusBy: 'line',
    headers,
    body,
    whose,
    host,
    request,
    model,
    at: dateOf(headers, now),
    place: 1,
  })
}

/** A body that the client did not decompress: nothing of it can be read, and nothing is shown. */
function isCompressed({headers, body}: DumpedAnswer): boolean {
  const encoded = headers.some(
    ([name, value]) => /^content-encoding$/i.test(name) && /gzip|br|deflate|zstd/i.test(value),
  )
  return encoded && body.includes('\ufffd')
}
