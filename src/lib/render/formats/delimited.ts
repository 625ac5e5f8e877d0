import type {Account} from '../../domain/account.js'
import {printable} from '../../domain/text/printable.js'
import type {Quota} from '../../domain/quota/quota.js'

export type DelimitedFormat = 'csv' | 'tsv'

/** null: not known, an empty cell. */
export type FieldValue = string | number | boolean | null

export interface Field<Row> {
  /** The JSON field name; the header says the same word as the document. */
  readonly name: string
  readonly value: (row: Row) => FieldValue
}

const field = <Row>(name: string & keyof Row, value: (row: Row) => FieldValue): Field<Row> => ({name, value})

export const QUOTA_FIELDS: readonly Field<Quota>[] = [
  field('id', quota => quota.id),
  field('group', quota => quota.group),
  field('unit', quota => quota.unit),
  field('value', quota => quota.exact?.value ?? quota.value),
  field('maxValue', quota => quota.exact?.maxValue ?? quota.maxValue),
  field('usage', quota => quota.usage),
  field('utilization', quota => quota.utilization),
  field('headroom', quota => quota.headroom),
  field('unlimited', quota => quota.unlimited),
  field('status', quota => quota.status),
  field('updatedAt', quota => quota.updatedAt),
]

export const ACCOUNT_FIELDS: readonly Field<Account>[] = [
  field('id', account => account.id),
  field('displayName', account => account.displayName),
  field('email', account => account.email),
  field('accountType', account => account.accountType),
  field('state', account => account.state),
  field('statusCode', account => account.statusCode),
  field('statusMessage', account => account.statusMessage),
  field('suspendState', account => account.suspendState),
  field('createdAt', account => account.createdAt),
  field('updatedAt', account => account.updatedAt),
]

/**
 * Rows for a machine: a header row, then one record each, no decoration ever. Records end in `\n`, not in RFC 4180's
 * CRLF: every reader of csv takes it, and `cut`, `awk` and `while read` do not take a stray CR.
 */
export function delimited<Row>(
  format: DelimitedFormat,
  fields: readonly Field<Row>[],
  rows: readonly Row[],
  {headers = true}: {headers?: boolean} = {},
): string {
  const cell = format === 'csv' ? csvCell : tsvCell
  const separator = format === 'csv' ? ',' : '\t'
  const header = fields.map(({name}) => cell(name)).join(separator)
  const records = rows.map(row => fields.map(({value}) => cell(value(row))).join(separator))
  const lines = headers ? [header, ...records] : records
  return lines.map(line => `${line}\n`).join('')
}

/** What a spreadsheet takes for a formula when a text begins with it, full-width forms included. */
const FORMULA_START = /^ *[=+\-@＝＋－＠]/
const NEEDS_QUOTES = /[",]/

function csvCell(value: FieldValue): string {
  if (typeof value !== 'string') return plain(value)
  const text = onOneLine(value)
  // Numbers stay numbers, `-5` too; only text is defused.
  const defused = FORMULA_START.test(text) ? `'${text}` : text
  return NEEDS_QUOTES.test(defused) ? `"${defused.replaceAll('"', '""')}"` : defused
}

function tsvCell(value: FieldValue): string {
  return typeof value === 'string' ? onOneLine(value) : plain(value)
}

function plain(value: number | boolean | null): string {
  return value === null || (typeof value === 'number' && !Number.isFinite(value)) ? '' : String(value)
}

/**
 * No control characters, and a space for every tab and line end. Quotes could carry a line end in csv, but `cut`, `awk` and
 * `grep` would take what follows for a record, and a terminal for the start of the line.
 */
function onOneLine(text: string): string {
  return text
    .split(/[\t\r\n]/)
    .map(piece => printable(piece))
    .join(' ')
}
