import {AppError} from '../errors.js'
import {nearest} from '../text/did-you-mean.js'

/** `--where status=full,exceeded`: a row stays when its field has one of the values. */
export interface Condition {
  /** A column of csv, or a field of the document's object: `probe.outcome`, `limits.dimension`. */
  readonly field: string
  readonly values: readonly string[]
}

/** `--sort usage:desc`. */
export interface Sorting {
  readonly field: string
  readonly descending: boolean
}

/** Which rows of a list are shown, and in what order: first the conditions, then the order, then the limit. */
export interface RowChoice {
  readonly where: readonly Condition[]
  readonly sort: Sorting | null
  /** null: all. */
  readonly limit: number | null
}

/** Every row, in the order in which it came. */
export const ALL_ROWS: RowChoice = {where: [], sort: null, limit: null}

/** How a row is read: by column, and by the path of a field in the document's object for it. */
export interface RowReader<Row> {
  readonly columns: readonly {readonly name: string; readonly value: (row: Row) => unknown}[]
  /** The document's object of a row; by default the row. */
  readonly item?: (row: Row) => unknown
}

/**
 * Reads `FIELD=VALUE[,VALUE]`. An empty value stands for what is not known.
 * @throws AppError usage
 */
export function parseCondition(text: string): Condition {
  const at = text.indexOf('=')
  if (at < 1) {
    throw new AppError('usage', `\`--where ${text}\` has no field and value`, {
      hints: ['write `--where FIELD=VALUE`, for example `--where status=full,exceeded`'],
    })
  }
  return {field: text.slice(0, at).trim(), values: text.slice(at + 1).split(',')}
}

/**
 * Reads `NAME` or `NAME:desc`.
 * @throws AppError usage for another word after the colon
 */
export function parseSorting(text: string): Sorting {
  const at = text.lastIndexOf(':')
  const [field, order] = at === -1 ? [text, 'asc'] : [text.slice(0, at), text.slice(at + 1).toLowerCase()]
  if (field !== '' && (order === 'asc' || order === 'desc')) return {field, descending: order === 'desc'}
  throw new AppError('usage', `\`--sort ${text}\` is not a column and an order`, {
    hints: ['write `--sort NAME` or `--sort NAME:desc`'],
  })
}

/**
 * The rows that are chosen, in the order that was asked for. Unknown values sort last, whichever way.
 * @throws AppError usage for a field that no row has, with the nearest one
 */
export function chosenRows<Row>(
  rows: readonly Row[],
  {where, sort, limit}: RowChoice,
  reader: RowReader<Row>,
): readonly Row[] {
  let chosen = rows
  for (const {field, values} of where) {
    const read = fieldOf(field, rows, reader)
    chosen = chosen.filter(row => read(row).some(value => values.some(wanted => isValue(value, wanted))))
  }
  if (sort !== null) {
    const read = fieldOf(sort.field, rows, reader)
    const keyed = chosen.map(row => ({row, key: read(row)[0] ?? null}))
    chosen = keyed.sort((a, b) => compareUnknownLast(a.key, b.key, sort.descending)).map(({row}) => row)
  }
  return limit === null ? chosen : chosen.slice(0, limit)
}

/** What reads a field: all the values it has in a row, several where the path goes through a list. */
function fieldOf<Row>(
  field: string,
  rows: readonly Row[],
  {columns, item}: RowReader<Row>,
): (row: Row) => readonly unknown[] {
  const column = columns.find(({name}) => name === field)
  if (column) return row => [column.value(row)]
  const read = (row: Row): readonly unknown[] => valuesAt(item ? item(row) : row, field.split('.'))
  if (rows.length === 0 || rows.some(row => read(row).length > 0)) return read
  const known = [...columns.map(({name}) => name), ...rows.slice(0, 1).flatMap(row => pathsOf(item ? item(row) : row))]
  const near = nearest(field, new Set(known))
  throw new AppError('usage', `no field \`${field}\` in this list`, {
    hints: [near === null ? `its columns: ${columns.map(({name}) => name).join(', ')}` : `did you mean \`${near}\`?`],
  })
}

/** The values at a path; none where the object has no such field. A list counts as each of its members. */
function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(member => valuesAt(member, path))
  const [name, ...rest] = path
  if (name === undefined) return [value]
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return []
  return valuesAt((value as Record<string, unknown>)[name], rest)
}

/** Paths of an object's fields, for guesses. */
function pathsOf(value: unknown, prefix = '', depth = 0): string[] {
  if (Array.isArray(value)) return value.slice(0, 1).flatMap(member => pathsOf(member, prefix, depth))
  if (typeof value !== 'object' || value === null || depth > 3) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`
    return [path, ...pathsOf(inner, path, depth + 1)]
  })
}

function isValue(value: unknown, wanted: string): boolean {
  if (value === null || value === undefined) return wanted === ''
  if (typeof value === 'number') return wanted.trim() !== '' && Number(wanted) === value
  if (typeof value === 'string' || typeof value === 'boolean') return String(value) === wanted
  return false
}

function compareUnknownLast(a: unknown, b: unknown, descending: boolean): number {
  const unknown = Number(a === null || a === undefined) - Number(b === null || b === undefined)
  if (unknown !== 0 || a === null || a === undefined) return unknown
  return (descending ? -1 : 1) * compare(a, b)
}

/** Numbers by size, everything else by its text. */
function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [one, other] = [String(a), String(b)]
  return one < other ? -1 : Number(one > other)
}
