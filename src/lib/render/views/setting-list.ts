import {printable} from '../../domain/text/printable.js'
import type {Field} from '../formats/delimited.js'
import {renderTable, type Column} from '../surface/table.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'

/** A setting as it is in effect, and where its value comes from. */
export interface SettingInEffect {
  readonly key: string
  /** null: not set. Of an API key only that there is one. */
  readonly value: string | null
  readonly origin: string
  /** The flag, variable or file; '' for a default. */
  readonly detail: string
}

export const SETTING_FIELDS: readonly Field<SettingInEffect>[] = [
  {name: 'key', value: setting => setting.key},
  {name: 'value', value: setting => setting.value},
  {name: 'origin', value: setting => setting.origin},
  {name: 'detail', value: setting => setting.detail},
]

/** `config list` as text. */
export async function settingListText(settings: readonly SettingInEffect[], surface: Surface): Promise<string> {
  const {unknown} = glyphsFor(surface)
  const columns: Column<SettingInEffect>[] = [
    {header: 'NAME', text: setting => setting.key},
    {header: 'VALUE', text: setting => (setting.value === null ? unknown : printable(setting.value)), shrinks: true},
    {header: 'FROM', text: setting => setting.origin},
    {header: 'WHERE', text: setting => printable(setting.detail), shrinks: true},
  ]
  return (await renderTable(columns, [{heading: null, rows: settings}], surface)).text
}
