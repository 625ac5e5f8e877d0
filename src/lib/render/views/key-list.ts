import type {ListedKey} from '../../domain/key.js'
import {printable} from '../../domain/text/printable.js'
import {formatTimeUtc} from '../../domain/text/units.js'
import type {Field} from '../formats/delimited.js'
import {renderTable, type Column} from '../surface/table.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'

export const KEY_FIELDS: readonly Field<ListedKey>[] = [
  {name: 'id', value: key => key.id},
  {name: 'name', value: key => key.name},
  {name: 'owner', value: key => key.owner},
  {name: 'createdAt', value: key => key.createdAt},
  {name: 'expiresAt', value: key => key.expiresAt},
  {name: 'daysLeft', value: key => key.daysLeft},
  {name: 'lastUsedAt', value: key => key.lastUsedAt},
]

export async function keyListText(keys: readonly ListedKey[], surface: Surface): Promise<string> {
  if (surface.decorated && keys.length === 0) return 'This account has no API keys.\n'
  return (await renderTable(keyColumns(surface), [{heading: null, rows: keys}], surface)).text
}

export function keyColumns(surface: Surface): Column<ListedKey>[] {
  const {unknown} = glyphsFor(surface)
  const time = (value: string | null) => (value === null ? unknown : (formatTimeUtc(value) ?? unknown))
  return [
    {header: 'NAME', field: 'name', text: key => printable(key.name ?? '') || unknown, shrinks: true},
    {header: 'ID', field: 'id', text: key => printable(key.id) || unknown, shrinks: true, yieldsBelow: 18},
    {header: 'OWNER', field: 'owner', text: key => printable(key.owner ?? '') || unknown, shrinks: true},
    {header: 'CREATE TIME', field: 'createdAt', text: key => time(key.createdAt), yieldsBelow: 20},
    {
      header: 'EXPIRE TIME',
      field: 'expiresAt',
      text: key => (key.expiresAt === null ? 'never' : time(key.expiresAt)),
      paint: (colour, cell, {daysLeft}) => (daysLeft !== null && daysLeft < 0 ? colour.red(cell) : cell),
    },
    {
      header: 'DAYS LEFT',
      field: 'daysLeft',
      text: ({daysLeft}) => (daysLeft === null ? unknown : String(daysLeft)),
      align: 'right',
      yieldsBelow: 12,
    },
  ]
}
