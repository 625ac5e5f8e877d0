import type {CommandDescription} from '../command-description.js'
import {bashCompletion} from './bash.js'
import {completionTable} from './table.js'
import {fishCompletion} from './fish.js'
import {powershellCompletion} from './powershell.js'
import type {Shell} from './shells.js'
import {zshCompletion} from './zsh.js'

const GENERATORS = {bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion, powershell: powershellCompletion}

/** What the scripts are made of; help knows none of it by itself. */
export interface CompletionSources {
  readonly commands: readonly CommandDescription[]
  /** The sandbox's scenarios, the values of `--sandbox=`. */
  readonly scenarios: readonly {readonly name: string; readonly summary: string}[]
  readonly version: string
}

/** The completion script of a shell. */
export function completionScript(shell: Shell, {commands, scenarios, version}: CompletionSources): string {
  const words = scenarios.map(({name, summary}) => ({word: name, summary}))
  return GENERATORS[shell](completionTable(commands, words), version)
}
