import {isSuspended, suspensionCause, type Account} from '../../domain/account.js'
import {printable} from '../../domain/text/printable.js'
import {textValue, timeValue, titleCaseLines} from '../surface/title-case-lines.js'
import {renderTable, type Column} from '../surface/table.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'

/** The accounts that a key can see as text. */
export async function accountListText(accounts: readonly Account[], surface: Surface): Promise<string> {
  if (surface.decorated && accounts.length === 0) return 'This key sees no accounts.\n'
  const {text} = await renderTable(accountColumns(surface), [{heading: null, rows: accounts}], surface)
  return text
}

/** Accounts one by one, as firectl's `get` prints them, a blank line between two. */
export function accountGetText(accounts: readonly Account[], surface: Surface): string {
  return accounts.map(account => accountLines(account, surface)).join('\n')
}

function accountLines(account: Account, surface: Surface): string {
  return titleCaseLines(
    [
      ['Name', `accounts/${account.id}`],
      ['Display Name', account.displayName],
      ['Email', account.email],
      ['State', stateText(account)],
      [
        'Suspend State',
        suspendText(account.suspendState, surface),
        shown => paintSuspendState(account.suspendState, shown, surface),
      ],
      ['Create Time', timeValue(account.createdAt)],
      ['Update Time', timeValue(account.updatedAt)],
      ['Account Type', account.accountType],
    ],
    surface,
  )
}

/** A state that is not as it should be comes with the server's reason. */
function stateText({state, statusMessage}: Account): string | null {
  return state && state !== 'READY' && statusMessage ? `${state} (${statusMessage})` : state
}

/** A terminal adds what the state means; a pipe gets firectl's word alone, for scripts that compare it. */
function suspendText(suspendState: string | null, surface: Surface): string | null {
  const word = suspendWord(suspendState, surface)
  const cause = suspensionCause(suspendState)
  return word !== null && cause !== null && surface.decorated ? `${word} (${cause.cause})` : word
}

function suspendWord(suspendState: string | null, surface: Surface): string | null {
  const word = textValue(suspendState)
  if (word === null || !surface.decorated) return word
  const {running, suspended} = glyphsFor(surface)
  return `${isSuspended(suspendState) ? suspended : running} ${word}`
}

function paintSuspendState(suspendState: string | null, text: string, {colour}: Surface): string {
  if (!suspendState) return text
  return isSuspended(suspendState) ? colour.bold(colour.red(text)) : colour.green(text)
}

/** The columns of a list of accounts. */
export function accountColumns(surface: Surface): Column<Account>[] {
  const {unknown} = glyphsFor(surface)
  return [
    {header: 'NAME', field: 'id', text: account => printable(account.id) || unknown, shrinks: true},
    {
      header: 'DISPLAY NAME',
      field: 'displayName',
      text: account => textValue(account.displayName) ?? unknown,
      shrinks: true,
      yieldsBelow: 14,
    },
    {header: 'STATE', field: 'state', text: account => textValue(account.state) ?? unknown, yieldsBelow: 12},
    {
      header: 'SUSPEND STATE',
      field: 'suspendState',
      text: account => suspendWord(account.suspendState, surface) ?? unknown,
      paint: (_, cell, account) => paintSuspendState(account.suspendState, cell, surface),
    },
    {
      header: 'CREATE TIME',
      field: 'createdAt',
      text: account => timeValue(account.createdAt) ?? unknown,
      yieldsBelow: 24,
    },
  ]
}
