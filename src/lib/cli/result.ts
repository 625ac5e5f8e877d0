import type {Warning} from '../domain/errors.js'
import type {Followed} from '../render/charts/sparkline.js'
import type {DocumentSource} from '../render/formats/document.js'
import {delimited, type DelimitedFormat, type Field} from '../render/formats/delimited.js'
import type {Surface} from '../render/surface/terminal-style.js'
import type {Session} from './session.js'
import type {ListForms} from './list/list-forms.js'
import type {Shaping} from './list/shaping.js'

/** What a command found out, and the ways to show it. Every form is made from the same typed `data`. */
export interface CommandResult<Data = unknown> {
  /** `fireq.quota.list/v1`; a JSON Schema of that name is under `schemas/`. */
  readonly schema: string
  readonly source: DocumentSource
  /** null where no account is concerned. */
  readonly account: string | null
  readonly data: Data
  readonly warnings?: readonly Warning[]
  /** The document and its JSON text, where that is not fireq's own with its envelope. */
  readonly bare?: {readonly value: unknown; readonly text: string}
  /** It is true of a run that a signal ended in the middle, too: what was changed, what had come. Else that run has none. */
  readonly holdsInterrupted?: true
  /** 0 unless given. */
  readonly exitCode?: number
  readonly text: (surface: Surface) => string | Promise<string>
  /** The text itself does not name the account: on a terminal a line above it does. */
  readonly accountAbove?: true
  /** `-o csv` and `-o tsv`. Without it the scalar fields of `data` are one row. */
  readonly delimited?: (format: DelimitedFormat) => string
  /** `-o json` on a command that firectl has: the serialised text in firectl's shape. */
  readonly firectlJson?: () => string
  /** `-o flag`, where firectl has it. */
  readonly firectlFlags?: () => string
  /** `-o name`: ids, one a line. */
  readonly names?: () => readonly string[]
  /** What `--watch` draws a line of, round by round: parts used. */
  readonly followed?: readonly Followed[]
  /** A list's forms with the rows and columns that the flags choose; made by `listForms`. */
  readonly shaped?: (shaping: Shaping) => ListForms<Data>
}

/** A result as a command gives it to `this.result`. */
export type ResultParts<Data> = Omit<CommandResult<Data>, 'schema' | 'source' | 'account'> & {
  readonly session?: Pick<Session, 'source' | 'warnings'> | null
  readonly account?: string | null
}

/** `delimited` of a result from its fields and rows. */
export function rowsOf<Row>(fields: readonly Field<Row>[], rows: readonly Row[]) {
  return (format: DelimitedFormat): string => delimited(format, fields, rows)
}

/** One row of the scalar fields of `data`, for commands that have no table. */
export function scalarRow(data: unknown, format: DelimitedFormat): string {
  const entries = Object.entries(data as Record<string, unknown>).filter(
    ([, value]) => typeof value !== 'object' || value === null,
  )
  const fields = entries.map(([name, value]) => ({name, value: () => value as string | number | boolean | null}))
  return delimited(format, fields, [data])
}

/**
 * What a command returned, as a result to show; null for nothing. Plain data, as a command of oclif's documentation
 * returns it, is a document with `--json` and no text.
 */
export function asResult(commandId: string, returned: unknown): CommandResult | null {
  if (returned === undefined || returned === null) return null
  if (isResult(returned)) return returned
  return {
    schema: `fireq.${commandId.replaceAll(' ', '.')}/v1`,
    source: 'offline',
    account: null,
    data: returned,
    text: () => '',
  }
}

function isResult(value: unknown): value is CommandResult {
  const {schema, text} = value as Partial<CommandResult>
  return typeof schema === 'string' && typeof text === 'function'
}
