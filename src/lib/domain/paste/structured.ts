import {embeddedObjects, pruned} from './embedded.js'
import {isFailure, NO_ANSWER, type FoundAnswer} from './found-answer.js'
import {headersOf, looksLikeHeaders} from './header-mentions.js'
import {
  attributesOf,
  codeStatus,
  errorBodyOf,
  hostOf,
  isErrorMember,
  type Json,
  NOT_READ,
  record,
  shallowText,
  statusOf,
  textOf,
  timeOf,
  typeStatus,
  urlOf,
} from './members.js'
import {originOf, originOfUrl} from './whose.js'

/** Reads the answers in a text inside a value. */
export type TextReader = (text: string, depth: number) => FoundAnswer[]

/** Nesting of texts in texts that is looked through; a level of objects counts as half a one, a list as none. */
const DEEPEST = 10
export const DEEPEST_TEXT = 5
const OBJECT = 0.5
const MOST_ITEMS = 20_000
/** Characters; nothing shorter tells of an answer. */
const SHORTEST_TEXT = 8

/**
 * The answers that a parsed value tells of: an error body, a log's record, a list of results, an event around them.
 * What is a text inside is read as a text again; its answer beats what is around it.
 */
export function answersInValue(value: unknown, read: TextReader, depth = 0): FoundAnswer[] {
  if (depth > DEEPEST) return []
  if (Array.isArray(value)) {
    const line = timedLine(value)
    if (line !== null)
      return read(line.text, Math.min(depth, DEEPEST_TEXT - 1)).map(one => ({...one, at: one.at ?? line.at}))
    return (value as unknown[])
      .slice(0, MOST_ITEMS)
      .flatMap(each => (typeof each === 'object' && each !== null ? answersInValue(each, read, depth) : []))
  }
  if (typeof value !== 'object' || value === null) return []
  const node = value as Json
  const inner: FoundAnswer[] = []
  for (const key of Object.keys(node)) {
    const each = node[key]
    const telling = typeof each === 'string' ? each.length >= SHORTEST_TEXT : typeof each === 'object' && each !== null
    if (telling && !NOT_READ.has(key)) inner.push(...innerAnswers(key, each, node, read, depth))
  }
  const own = ownAnswer(node, depth)
  if (inner.length === 0) return own === null ? [] : [own]
  if (own === null) return inner.map(one => around(one, node))
  // A list of results is many answers; what is inside one error is that error told closer.
  return inner.length > 1 && inner.some(one => one.status !== null && one.status < 400)
    ? inner
    : [merged(own, inner)].flat()
}

/** `["1795262400000000000", "a line of a log"]`, as Loki answers. */
function timedLine(value: readonly unknown[]): {readonly at: number | null; readonly text: string} | null {
  const [time, text] = value
  if (typeof time !== 'string' || typeof text !== 'string' || !/^\d{10,19}$/.test(time)) return null
  return {at: timeOf({time}), text}
}

function innerAnswers(key: string, each: unknown, node: Json, read: TextReader, depth: number): FoundAnswer[] {
  if (typeof each === 'string') return textAnswers(key, each, node, read, depth)
  if (typeof each !== 'object' || each === null) return []
  if (key === 'choices') {
    return (Array.isArray(each) ? (each as unknown[]) : []).flatMap(choice => {
      const error = record(choice)['error']
      return error === undefined || error === null ? [] : answersInValue({error}, read, depth + OBJECT)
    })
  }
  if (key === 'content' && typeof node['role'] === 'string') return []
  // Of a span: 2 says that it failed, not how.
  if (key === 'status' && Array.isArray(node['attributes']))
    return textAnswers('message', record(each)['message'], node, read, depth)
  // A piece of what a model said.
  if (/^(?:text|output_text|input_text|message)$/.test(String(node['type']))) return []
  // The error of this very node is its own answer: only what is told inside its texts and members is further in.
  if (isErrorMember(key, each)) {
    return Object.entries(each).flatMap(([name, part]) => innerAnswers(name, part, each as Json, read, depth + OBJECT))
  }
  return answersInValue(each, read, depth + OBJECT)
}

function textAnswers(key: string, text: unknown, node: Json, read: TextReader, depth: number): FoundAnswer[] {
  if (typeof text !== 'string' || text.length < SHORTEST_TEXT || depth > DEEPEST || typeof node['role'] === 'string')
    return []
  if (/^(?:id|url|host|time|timestamp|model|type|code|name|title|requestid|request_id|x-request-id)$/i.test(key))
    return []
  return read(text, depth + 1).filter(
    one => isFailure(one) || /^(?:message|@message|msg|log|textpayload|_raw|line|text)$/i.test(key),
  )
}

/** What this object itself tells: its status, its error, its headers. */
function ownAnswer(node: Json, depth: number): FoundAnswer | null {
  const error = errorBodyOf(node)
  const status =
    statusOf(node) ??
    statusOf(record(node['response'])) ??
    statusOf(record(node['http'])) ??
    statusOf(attributesOf(node)) ??
    statusOf(record(attributesOf(node)['http'])) ??
    statusOf(record(node['httpRequest'])) ??
    (depth === 0 ? statusOf(record(node['error'])) : null)
  const typed = error === null ? null : typeStatus(error)
  const code = error === null ? null : codeStatus(error)
  if (status === null && error === null) return null
  const headers =
    [node['headers'], node['responseHeaders'], node['response_headers'], record(node['response'])['headers']]
      .map(headersOf)
      .find(found => found !== null) ?? []
  const url = urlOf(node)
  const text = error === null ? '' : JSON.stringify(pruned(error))
  const origin =
    url === null
      ? originOf(shallowText(node) + text)
      : {whose: originOfUrl(url) === 'unknown' ? originOf(text).whose : originOfUrl(url), host: hostOf(url)}
  return {
    ...NO_ANSWER,
    kind: 'body',
    status: status ?? code ?? typed,
    statusBy: status !== null ? 'line' : code !== null ? 'code' : typed !== null ? 'class' : null,
    headers,
    body: text,
    whose: origin.whose,
    host: origin.host,
    request:
      url === null ? null : `${typeof node['method'] === 'string' ? `${node['method']} ` : ''}${url.split(/[?#]/)[0]}`,
    model: textOf(node['model']),
    at: timeOf(node),
  }
}

/** An inner answer told closer than the outer one: it decides, and takes from outside what it lacks. */
function merged(own: FoundAnswer, inner: readonly FoundAnswer[]): FoundAnswer[] {
  const failing = inner.filter(isFailure)
  const closest =
    failing.find(one => one.body !== '' && one.kind !== 'text') ??
    failing.find(one => one.status !== null && one.statusBy === 'words') ??
    failing.find(one => one.unanswered !== null) ??
    failing[0]
  if (closest === undefined) return own.body === '' && own.status === null ? [...inner] : [own]
  const weak = own.statusBy === null || own.statusBy === 'class' || own.statusBy === 'code'
  // A sentence, or the name of an exception, read out of this error's own words adds nothing but what it stands for.
  if (closest.body === '' && closest.statusBy === 'class')
    return [weak && own.status === null ? {...own, status: closest.status, statusBy: 'class'} : own]
  const sentence = closest.kind === 'text' && closest.body !== ''
  const body =
    closest.body === ''
      ? closest.statusBy === 'words' && own.body !== '' && !mentions(own.body, closest)
        ? own.body
        : closest.body
      : sentence && own.body !== ''
        ? own.body
        : closest.body
  // An error inside a success is a failure all the same.
  const inSuccess = own.status !== null && own.status < 400 && closest.kind !== 'text' && closest.body !== ''
  const outer = (closest.statusBy === 'sentence' && !weak) || closest.status === null
  const status = outer && !inSuccess ? own : closest
  return [
    {
      ...own,
      status: status.status,
      statusBy: status.statusBy,
      ...(inSuccess ? {wire: own.status, kind: 'stream' as const} : {}),
      body,
      unanswered: closest.unanswered !== null && own.body === '' && own.status === null ? closest.unanswered : null,
      headers: closest.headers.length > 0 ? closest.headers : own.headers,
      whose:
        closest.whose === 'fireworks' || own.whose === 'fireworks'
          ? 'fireworks'
          : closest.whose === 'unknown'
            ? own.whose
            : closest.whose,
      host: own.host ?? closest.host,
      model: own.model ?? closest.model,
      at: own.at ?? closest.at,
    },
  ]
}

/** Whether these words of a client tell the status themselves: then nothing of the server is in them. */
function mentions(body: string, {status}: FoundAnswer): boolean {
  return body.includes(String(status))
}

function around(one: FoundAnswer, node: Json): FoundAnswer {
  const url = urlOf(node)
  const whose =
    one.whose === 'unknown' ? (url === null ? originOf(shallowText(node)).whose : originOfUrl(url)) : one.whose
  return {...one, whose, at: one.at ?? timeOf(node), model: one.model ?? textOf(node['model'])}
}

/** Whether a printed object is the headers of an answer. */
export function headersIn(value: unknown): readonly (readonly [string, string])[] | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && looksLikeHeaders(value)
    ? headersOf(value)
    : null
}

/** Objects in a text with the answers that each tells of. */
export function answersInObjects(
  text: string,
  read: TextReader,
  depth: number,
): {
  readonly start: number
  readonly end: number
  readonly answers: FoundAnswer[]
  readonly headers: FoundAnswer['headers'] | null
  /** A question to a model, or what one said: it tells of nothing that happened. */
  readonly talk: boolean
}[] {
  return embeddedObjects(text).map(({start, end, value}) => ({
    start,
    end,
    answers: answersInValue(value, read, depth),
    headers: headersIn(value),
    talk: isTalk(value),
  }))
}

function isTalk(value: unknown): boolean {
  const {messages, choices, content, output, model, prompt, input} = record(value)
  if (model !== undefined && (prompt !== undefined || input !== undefined)) return true
  return [messages, choices, content, output].some(list => Array.isArray(list) && list.length > 0 && list.every(isTurn))
}

/** A message, a choice, or a piece of either. */
function isTurn(each: unknown): boolean {
  const {role, message, delta, type, text} = record(each)
  return [role, message, delta, type, text].some(part => part !== undefined)
}
