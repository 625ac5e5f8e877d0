import {NO_SELECTOR} from '../../domain/action.js'
import {printable} from '../../domain/text/printable.js'
import {commandLine} from '../formats/command-line.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'
import {titleCaseLines} from '../surface/title-case-lines.js'

interface StoredLogin {
  readonly account: string
  readonly email: string | null
  readonly profile: string
  readonly file: string
  /** What chooses the profile; null where commands use it anyway. */
  readonly chosen: string | null
}

/** A login as text: what was stored, then who one is and one next step. */
export function loginText({account, email, profile, file, chosen}: StoredLogin, surface: Surface): string {
  const lines = titleCaseLines(
    [
      ['Account', `accounts/${account}`],
      ['Email', email],
      ['Profile', profile],
      ['Stored In', file],
    ],
    surface,
  )
  const who = [printable(email ?? '') || 'this key', `account ${printable(account)}`].join(', ')
  const done = `${surface.colour.green(glyphsFor(surface).running)} signed in as ${who}`
  return `${lines}${done}\n  ${commandLine(['status'], {...NO_SELECTOR, profile: chosen})}\n`
}
