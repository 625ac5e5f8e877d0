import {ALL_ROWS, chosenRows} from '../../domain/list/shape.js'
import {delimited, type DelimitedFormat, type Field} from '../../render/formats/delimited.js'
import {chosenColumnsText} from '../../render/surface/chosen-columns.js'
import type {Column} from '../../render/surface/table.js'
import type {Surface} from '../../render/surface/terminal-style.js'
import type {Shaping} from './shaping.js'

/** A list, as far as every form of it is made from its rows. */
export interface ListParts<Row, Data> {
  /** In the document's order. */
  readonly rows: readonly Row[]
  /** The columns of csv, by the names of the JSON fields. */
  readonly fields: readonly Field<Row>[]
  /** What `-o name` prints of a row; null for a row without an id. */
  readonly id: (row: Row) => string | null
  /** The document's object of a row, where that is not the row: what `--where` and `--sort` can read of it. */
  readonly item?: (row: Row) => unknown
  /** `data` of the document with these rows alone. */
  readonly data: (rows: readonly Row[]) => Data
  /** @param sorted the rows stand in an order that was asked for: it must be kept */
  readonly text: (rows: readonly Row[], surface: Surface, sorted: boolean) => string | Promise<string>
  /** The table's columns: those with a `field` serve `--columns`, all of them `--no-headers`. */
  readonly columns: (surface: Surface) => readonly Column<Row>[]
  /** `-o json` where firectl has the command. */
  readonly firectlJson?: (rows: readonly Row[]) => string
}

/** The forms of a list that depend on the rows and columns chosen. Part of a `CommandResult`. */
export interface ListForms<Data> {
  readonly data: Data
  readonly text: (surface: Surface) => string | Promise<string>
  readonly delimited: (format: DelimitedFormat) => string
  readonly names: () => readonly string[]
  readonly firectlJson?: () => string
}

const UNSHAPED: Shaping = {...ALL_ROWS, columns: null, headers: true}

/** A list's part of a `CommandResult`: whole, and as `shaped` by the flags. */
export function listForms<Row, Data>(
  parts: ListParts<Row, Data>,
): ListForms<Data> & {readonly shaped: (shaping: Shaping) => ListForms<Data>} {
  return {...formsOf(parts, UNSHAPED), shaped: shaping => formsOf(parts, shaping)}
}

function formsOf<Row, Data>(parts: ListParts<Row, Data>, shaping: Shaping): ListForms<Data> {
  const {fields, item, firectlJson} = parts
  const rows = chosenRows(parts.rows, shaping, {columns: fields, ...(item ? {item} : {})})
  const chosen = shaping.columns?.map(name => fields.find(field => field.name === name)!) ?? fields
  const bare = shaping.columns === null && shaping.headers
  const {headers} = shaping
  return {
    data: parts.data(rows),
    text: surface =>
      bare
        ? parts.text(rows, surface, shaping.sort !== null)
        : chosenColumnsText(
            rows,
            {columns: parts.columns(surface), fields: shaping.columns && chosen, headers},
            surface,
          ),
    delimited: format => delimited(format, chosen, rows, {headers}),
    names: () => [...new Set(rows.map(parts.id).filter(name => name !== null))],
    ...(firectlJson ? {firectlJson: () => firectlJson(rows)} : {}),
  }
}
