import {NO_SELECTOR, type Selector} from '../../domain/action.js'
import type {AppError, ErrorCode, Warning} from '../../domain/errors.js'
import {hintText, warningMessage} from './command-line.js'

/** Where the numbers of a document come from. `offline`: from pasted text, no account was asked. */
export type DocumentSource = 'live' | 'sandbox' | 'offline'

/** The versioned envelope around every result. Within a version fields are only added. */
export interface ResultDocument<Data = unknown> {
  readonly schema: string
  readonly source: DocumentSource
  /** null where no account is concerned. */
  readonly account: string | null
  /** RFC 3339, UTC, milliseconds. */
  readonly generatedAt: string
  readonly data: Data
  readonly warnings: readonly {readonly code: string; readonly message: string}[]
}

export interface ErrorDocument {
  readonly schema: 'fireq.error/v1'
  readonly error: {
    readonly code: ErrorCode
    readonly message: string
    readonly hints: readonly string[]
    readonly exitCode: number
    readonly retryable: boolean
    readonly httpStatus: number | null
    readonly requestId: string | null
    readonly retryAfterSeconds: number | null
  }
}

export interface ResultParts<Data> {
  /** `fireq.quota.list/v1`. */
  readonly schema: string
  readonly source: DocumentSource
  readonly account: string | null
  /** Milliseconds since the epoch, from the clock that the command was given. */
  readonly generatedAt: number
  readonly data: Data
  readonly warnings?: readonly Warning[]
}

/**
 * Puts a result into its envelope, fields in the order of the contract.
 * @param selector what the commands in it need to reach the same account
 */
export function resultDocument<Data>(parts: ResultParts<Data>, selector = NO_SELECTOR): ResultDocument<Data> {
  return {
    schema: parts.schema,
    source: parts.source,
    account: parts.account,
    generatedAt: new Date(parts.generatedAt).toISOString(),
    data: parts.data,
    warnings: (parts.warnings ?? []).map(warning => ({
      code: warning.code,
      message: warningMessage(warning, selector),
    })),
  }
}

/** The document of a failure. Names every field it copies, so that nothing else an error carries gets out. */
export function errorDocument(error: AppError, selector: Selector = NO_SELECTOR): ErrorDocument {
  return {
    schema: 'fireq.error/v1',
    error: {
      code: error.code,
      message: error.message,
      hints: error.hints.map(hint => hintText(hint, selector)),
      exitCode: error.exitCode,
      retryable: error.retryable,
      httpStatus: error.httpStatus,
      requestId: error.requestId,
      retryAfterSeconds: error.retryAfterSeconds,
    },
  }
}

export interface SerialiseOptions {
  /** Indented, for a terminal; one line otherwise. */
  readonly pretty: boolean
}

/**
 * What JSON.stringify leaves as it is and a terminal or a line reader does not: DEL and C1 controls (0x9b starts an
 * escape sequence), the line and paragraph separators, the marks that turn the direction of text around, and those that
 * nobody sees (U+DB40 begins the invisible tags).
 */
const UNSAFE_IN_TEXT =
  /[\u034f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\udb40]/g

/** Where a runner of CI jobs finds a command in the middle of a line (Azure `##vso[`, GitHub `##[`, TeamCity). */
const LOG_COMMAND = /##(?=\[|vso\[|teamcity\[)/g

/**
 * JSON text of a document, one newline at its end. Unsafe characters are escaped, not removed: parsing gives the
 * same value back. Lone surrogates are escaped by JSON.stringify itself.
 */
export function serialise(document: unknown, {pretty}: SerialiseOptions): string {
  return `${escaped(JSON.stringify(document, null, pretty ? 2 : undefined))}\n`
}

/** JSON text without the characters that a terminal or a line reader does not take as they are: it means the same. */
export function escaped(json: string): string {
  return json
    .replace(UNSAFE_IN_TEXT, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(LOG_COMMAND, '#\\u0023')
}
