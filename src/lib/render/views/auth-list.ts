import {printable} from '../../domain/text/printable.js'
import type {Field} from '../formats/delimited.js'
import {renderTable, type Column} from '../surface/table.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'

/** A profile as `auth list` shows it; never a key. */
export interface ListedSignIn {
  /** null for firectl's sign-in outside any profile. */
  readonly name: string | null
  readonly owner: 'fireq' | 'firectl'
  readonly account: string | null
  readonly key: 'file' | 'key-command' | 'none' | 'unreadable'
  readonly file: string | null
  /** Whether a command without `-p` uses it. */
  readonly isDefault: boolean
}

export const SIGN_IN_FIELDS: readonly Field<ListedSignIn>[] = [
  {name: 'name', value: row => row.name},
  {name: 'owner', value: row => row.owner},
  {name: 'account', value: row => row.account},
  {name: 'key', value: row => row.key},
  {name: 'file', value: row => row.file},
  {name: 'isDefault', value: row => row.isDefault},
]

const KEY_WORDS = {file: 'stored', 'key-command': 'key command', none: 'no API key', unreadable: 'unreadable'} as const

/** `auth list` as text. */
export async function signInListText(rows: readonly ListedSignIn[], surface: Surface): Promise<string> {
  if (surface.decorated && rows.length === 0) return 'No profiles yet. Store a key with `fireq auth login`.\n'
  return (await renderTable(signInColumns(surface), [{heading: null, rows}], surface)).text
}

export function signInColumns(surface: Surface): Column<ListedSignIn>[] {
  const {unknown} = glyphsFor(surface)
  return [
    {header: 'NAME', field: 'name', text: row => row.name ?? '(sign-in)', shrinks: true},
    {header: 'DEFAULT', field: 'isDefault', text: row => (row.isDefault ? 'yes' : unknown)},
    {header: 'ACCOUNT', field: 'account', text: row => printable(row.account ?? '') || unknown, shrinks: true},
    {header: 'OWNER', field: 'owner', text: row => row.owner, yieldsBelow: 12},
    {header: 'KEY', field: 'key', text: row => KEY_WORDS[row.key]},
    {header: 'FILE', field: 'file', text: row => printable(row.file ?? '') || unknown, shrinks: true, yieldsBelow: 16},
  ]
}
