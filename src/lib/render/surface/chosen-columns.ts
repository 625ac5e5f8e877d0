import {printable} from '../../domain/text/printable.js'
import {formatNumber} from '../../domain/text/units.js'
import type {Field, FieldValue} from '../formats/delimited.js'
import {renderTable, type Column} from './table.js'
import {glyphsFor, type Surface} from './terminal-style.js'
import {timeValue} from './title-case-lines.js'

export interface ChosenColumns<Row> {
  /** The columns of the usual table. */
  readonly columns: readonly Column<Row>[]
  /** Fields in the order asked for; null: the usual columns. */
  readonly fields: readonly Field<Row>[] | null
  readonly headers: boolean
}

/**
 * A table of chosen columns. A field that the usual table shows looks as it does there, any other one plain. Without
 * headers it is rows alone, in a pipe and on a terminal.
 */
export async function chosenColumnsText<Row>(
  rows: readonly Row[],
  {columns, fields, headers}: ChosenColumns<Row>,
  surface: Surface,
): Promise<string> {
  const shown = fields === null ? columns : fields.map(field => columnOf(field, columns, rows, surface))
  const drawn = headers ? surface : {...surface, decorated: false, columns: null}
  const {text} = await renderTable(shown, [{heading: null, rows}], drawn)
  return headers ? text : text.slice(text.indexOf('\n') + 1)
}

function columnOf<Row>(
  field: Field<Row>,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  surface: Surface,
): Column<Row> {
  const usual = columns.find(column => column.field === field.name)
  // It was asked for by name: it finds room.
  if (usual) {
    const {yieldsBelow: _, ...kept} = usual
    return kept
  }
  const {unknown} = glyphsFor(surface)
  return {
    header: headerOf(field.name),
    align: rows.some(row => typeof field.value(row) === 'number') ? 'right' : 'left',
    shrinks: true,
    text: row => plainCell(field.name, field.value(row)) ?? unknown,
  }
}

/** `remainingPerMinute` as a heading: `REMAINING PER MINUTE`. */
function headerOf(name: string): string {
  return name.replaceAll(/(?<=[a-z])[A-Z]/g, letter => ` ${letter}`).toUpperCase()
}

function plainCell(name: string, value: FieldValue): string | null {
  if (value === null || value === '') return null
  if (typeof value === 'number') return Number.isFinite(value) ? formatNumber(value) : null
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return name.endsWith('At') ? timeValue(value) : printable(value)
}
