import type {ErrorBody} from './error-body.js'

/** Numeric gRPC codes of the control plane, by the HTTP status they stand for. Source: gRPC's own mapping; 9 as observed. */
const BY_GRPC_NUMBER: Record<number, number> = {
  1: 499,
  2: 500,
  3: 400,
  4: 504,
  5: 404,
  6: 409,
  7: 403,
  8: 429,
  9: 412,
  10: 409,
  11: 400,
  12: 501,
  13: 500,
  14: 503,
  15: 500,
  16: 401,
}

/** The same by name, squeezed to letters: `NOT_FOUND` on the wire, `NotFound` in firectl's log lines. */
const BY_GRPC_NAME: Record<string, number> = {
  canceled: 499,
  cancelled: 499,
  invalidargument: 400,
  badrequest: 400,
  deadlineexceeded: 504,
  notfound: 404,
  alreadyexists: 409,
  permissiondenied: 403,
  forbidden: 403,
  resourceexhausted: 429,
  ratelimitexceeded: 429,
  toomanyrequests: 429,
  failedprecondition: 412,
  preconditionfailed: 412,
  aborted: 409,
  outofrange: 400,
  unimplemented: 501,
  internal: 500,
  internalservererror: 500,
  unavailable: 503,
  serviceunavailable: 503,
  deploymentscalingup: 503,
  dataloss: 500,
  unauthenticated: 401,
  unauthorized: 401,
  // Types of the Anthropic shape, and of clients in between.
  authenticationerror: 401,
  permissionerror: 403,
  notfounderror: 404,
  ratelimiterror: 429,
  overloadederror: 503,
  apierror: 500,
  servererror: 500,
}

const STATUS_IN_TEXT = /(?:\bHTTP(?:\/[0-9.]+)?|\bstatus(?:[ _-]?code)?|\berror code)["']?\s*[:=]?\s*([1-5][0-9]{2})\b/i
const GRPC_IN_TEXT = /\brpc error: code = ([A-Za-z]+)\b/
const WORDS_IN_TEXT: readonly (readonly [pattern: RegExp, status: number])[] = [
  [/\brate limit exceeded\b|\btoo many requests\b|\berror (?:code: )?1015\b/i, 429],
  [/\b(?:service|server) overloaded\b|\bDEPLOYMENT_SCALING_UP\b/i, 503],
]

export interface InferredStatus {
  readonly status: number
  /** What it was read from, for the evidence. */
  readonly evidence: string
}

/**
 * The HTTP status behind an error that came without one: a pasted body, a log line.
 * @returns null when nothing in it says so
 */
export function inferStatus(error: ErrorBody, text: string): InferredStatus | null {
  const start = text.slice(0, 20_000)
  const told = STATUS_IN_TEXT.exec(start)
  if (told) return {status: Number(told[1]), evidence: `the text says status ${told[1]}`}
  const byCode = statusOfCode(error.code)
  if (byCode !== null) return {status: byCode, evidence: `body code ${error.code}`}
  const rpc = GRPC_IN_TEXT.exec(start)?.[1]
  const byRpc = statusOfCode(rpc ?? null)
  if (byRpc !== null) return {status: byRpc, evidence: `the text says rpc code ${rpc}`}
  const page = error.isHtml ? /(?:^|[|:] |\bError )([45][0-9]{2})\b/i.exec(error.message ?? '')?.[1] : undefined
  if (page !== undefined) return {status: Number(page), evidence: `the page's title says ${page}`}
  const words = WORDS_IN_TEXT.find(([pattern]) => pattern.test(start))
  if (words) return {status: words[1], evidence: `the text says "${words[0].exec(start)![0]}"`}
  const byType = statusOfCode(error.type)
  return byType === null ? null : {status: byType, evidence: `body type ${error.type}`}
}

/** The HTTP status behind a code of a body, a gRPC number or name; null for another word. */
export function statusOfCode(code: string | number | null): number | null {
  if (code === null) return null
  if (typeof code === 'number') {
    if (Object.hasOwn(BY_GRPC_NUMBER, code)) return BY_GRPC_NUMBER[code]!
    return Number.isInteger(code) && code >= 400 && code <= 599 ? code : null
  }
  const name = code.toLowerCase().replace(/[^a-z]/g, '')
  return Object.hasOwn(BY_GRPC_NAME, name) ? BY_GRPC_NAME[name]! : null
}

/** A status by which a client is sent to another address. */
export function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status)
}
