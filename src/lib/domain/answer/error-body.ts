import {redactSecrets} from '../text/redact.js'

/** What an error body says, whoever wrote it: Fireworks' control plane, its inference API, or a proxy in between. */
export interface ErrorBody {
  /** One line, without control characters and secrets, at most 500 characters; null when the body says nothing. */
  readonly message: string | null
  /** gRPC number on the control plane, string such as `NOT_FOUND` on inference. */
  readonly code: string | number | null
  readonly type: string | null
  readonly requestId: string | null
  /** A web page: some proxy answered, not the API. Its title is the message. */
  readonly isHtml: boolean
}

/** Longest message kept, in characters. Assumed: more than any seen, less than a screen. */
const MESSAGE_LENGTH = 500

/**
 * Reads an error body of any shape, in the contract's order: object `error`, string `error`, top-level `message`, text.
 * Never throws.
 * @param contentType value of the content-type header, when there is one
 */
export function readErrorBody(body: string, contentType = ''): ErrorBody {
  const text = body.trim()
  if (looksLikeHtml(text, contentType)) return {...NOTHING, message: oneLine(titleOf(text)), isHtml: true}
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return {...NOTHING, message: oneLine(text)}
  }
  // A streaming gRPC gateway wraps its one error in an array.
  const root = Array.isArray(parsed) ? (parsed as unknown[])[0] : parsed
  if (typeof root === 'string') return {...NOTHING, message: oneLine(root)}
  if (!isRecord(root)) return NOTHING
  const nested = isRecord(root['error']) ? root['error'] : {}
  return {
    message: messageOf(root, nested),
    code: codeOf(nested['code']) ?? codeOf(root['code']) ?? wordCode(root['error']),
    type: textOf(nested['type']) ?? textOf(root['type']),
    requestId: textOf(root['request_id']) ?? textOf(root['requestId']) ?? textOf(nested['request_id']),
    isHtml: false,
  }
}

/** Whether a body is a web page: by its content type, or by how it begins. */
export function looksLikeHtml(body: string, contentType = ''): boolean {
  return (
    /^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(body) || (/\bhtml\b/i.test(contentType) && /^\s*</.test(body))
  )
}

/** A word instead of a sentence: `tier_required`, `Too Many Requests`, `NOT_FOUND`. */
const CODE_LIKE = /^[A-Za-z][A-Za-z]*(?:[ _-][A-Za-z]+){0,3}$/

/** A string `error` that is a mere code is shown with the sentence beside it, never instead of it. */
function messageOf(root: Record<string, unknown>, nested: Record<string, unknown>): string | null {
  const beside = firstMessage(root['message'], root['detail'])
  const error = typeof root['error'] === 'string' ? oneLine(root['error']) : null
  if (error !== null && beside !== null && beside !== error && CODE_LIKE.test(error)) return `${error}: ${beside}`
  return firstMessage(nested['message'], error, beside, nested['error'])
}

const NOTHING: ErrorBody = {message: null, code: null, type: null, requestId: null, isHtml: false}

function firstMessage(...candidates: unknown[]): string | null {
  for (const candidate of candidates) {
    const message = typeof candidate === 'string' ? oneLine(candidate) : null
    if (message !== null) return message
  }
  return null
}

/** Control, escape and direction characters out, white space folded, secrets redacted, cut; null when nothing is left. */
function oneLine(text: string): string | null {
  const line = redactSecrets(text.slice(0, 4 * MESSAGE_LENGTH))
    // oxlint-disable-next-line no-control-regex -- terminal escape sequences are what has to go
    .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?/g, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim()
  if (line === '') return null
  return line.length <= MESSAGE_LENGTH ? line : `${line.slice(0, MESSAGE_LENGTH - 1).trimEnd()}…`
}

/** A string `error` without a blank: `tier_required`. */
function wordCode(error: unknown): string | null {
  return typeof error === 'string' && /^[A-Za-z]{1,40}(?:_[A-Za-z]{1,40}){1,5}$/.test(error) ? error : null
}

function titleOf(html: string): string {
  return /<title[^>]{0,200}>([^<]{0,300})/i.exec(html.slice(0, 20_000))?.[1] ?? ''
}

/** A list counts too: none of the members that are asked for is ever in one. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function codeOf(value: unknown): string | number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : textOf(value)
}
