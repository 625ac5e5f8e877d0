import type {CommandDescription} from '../command-description.js'
import {bashCompletion} from './bash.js'
import {completionTable} from './table.js'
import {fishCompletion} from './fish.js'
import {powershellCompletion} from './powershell.js'
import type {Shell} from './shells.js'
import {zshCompletion} from './zsh.js'

const GENERATORS = {bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion, powershell: powershellCompletion}

/** The completion script of a shell, made from the commands' descriptions alone. */
export function completionScript(shell: Shell, commands: readonly CommandDescription[], version: string): string {
  return GENERATORS[shell](completionTable(commands), version)
}
