/** How much a status weighs: a wire's own status line most, the name of an exception least. */
export type StatusSource =
  | 'line' // a status line, or a field that a client copied from one
  | 'words' // a sentence of a client: it proves the status, not the words
  | 'sentence' // the server's own sentence stands for it
  | 'code' // a code of the body, or a gRPC code
  | 'class' // the name of an exception, or the type of an error

/** Whose answer it is, by host, address, body and model. */
export type Whose = 'fireworks' | 'unknown' | 'other'

export type AnswerKind = 'http' | 'har' | 'body' | 'stream' | 'log' | 'text' | 'parts'

/** A connection that failed instead of an answer. */
export interface Unanswered {
  readonly code: 'network' | 'timeout'
  readonly detail: string
}

/** One answer that a text tells of, as far as it tells it. */
export interface FoundAnswer {
  readonly kind: AnswerKind
  /** null when nothing tells it. */
  readonly status: number | null
  readonly statusBy: StatusSource | null
  /** The status of the answer around it, where one is known and another inside decides; else null. */
  readonly wire: number | null
  readonly headers: readonly (readonly [string, string])[]
  /** What the server wrote: JSON, a page, or a sentence of it; empty where only a client speaks. */
  readonly body: string
  readonly unanswered: Unanswered | null
  readonly whose: Whose
  /** `api.smith.langchain.com`; null when not told. */
  readonly host: string | null
  /** `POST https://api.fireworks.ai/inference/v1/chat/completions`, without the query; null when not told. */
  readonly request: string | null
  readonly model: string | null
  /** Milliseconds since the epoch; null when not told. */
  readonly at: number | null
  /** Where it stands: a line's number, or an entry's, counted from 1. */
  readonly place: number
}

/** An answer of which nothing is known yet. */
export const NO_ANSWER: FoundAnswer = {
  kind: 'text',
  status: null,
  statusBy: null,
  wire: null,
  headers: [],
  body: '',
  unanswered: null,
  whose: 'unknown',
  host: null,
  request: null,
  model: null,
  at: null,
  place: 1,
}

/** Whether anything failed: a success and what only redirects are no failures. */
export function isFailure({status, body, unanswered, statusBy}: FoundAnswer): boolean {
  if (unanswered !== null) return true
  if (status === null) return body !== '' || statusBy !== null
  return status >= 400
}
