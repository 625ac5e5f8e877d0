import {loadCommand} from './command-table.js'
import {completionScript} from './lib/help/completion/index.js'
import {SHELLS, type Shell} from './lib/help/completion/shells.js'
import {describeCommands} from './describe-commands.js'
import type {CommandDescription} from './lib/help/command-description.js'
import {manPage} from './lib/help/man-page.js'
import {VERSION} from './lib/cli/version.js'
import {SCENARIOS} from './lib/sandbox/scenario-names.js'

/** What the build makes of the commands' descriptions. */
export interface Descriptions {
  readonly commands: readonly CommandDescription[]
  /** The same as oclif's manifest. */
  readonly manifest: unknown
  /** The manual page, for man. */
  readonly manual: string
  /** The completion script of every shell: the launcher prints it without starting fireq. */
  readonly completions: Readonly<Record<Shell, string>>
}

/** For the build: every command's description, in the forms that are shipped. */
export async function describeAll(): Promise<Descriptions> {
  const commands = await describeCommands()
  const entries = await Promise.all(
    commands.map(async command => [oclifId(command.id), await manifestEntry(command)] as const),
  )
  const manifest = {commands: Object.fromEntries(entries), version: VERSION}
  const scripts = SHELLS.map(
    shell => [shell, completionScript(shell, {commands, scenarios: SCENARIOS, version: VERSION})] as const,
  )
  const completions = Object.fromEntries(scripts) as Record<Shell, string>
  return {commands, manifest, manual: manPage(commands, VERSION), completions}
}

const oclifId = (id: string) => id.replaceAll(' ', ':')

/** A command as oclif's own tools read it from `oclif.manifest.json`. */
async function manifestEntry(command: CommandDescription) {
  const statics = await loadCommand(command.id)
  return {
    aliases: [],
    args: Object.fromEntries(command.args.map(arg => [arg.name, arg])),
    description: command.description,
    examples: command.examples,
    flags: Object.fromEntries(
      command.flags.map(({takesValue, ...flag}) => [flag.name, {...flag, type: takesValue ? 'option' : 'boolean'}]),
    ),
    hasDynamicHelp: false,
    hidden: statics.hidden === true,
    hiddenAliases: command.aliases.map(oclifId),
    id: oclifId(command.id),
    pluginAlias: 'fireq',
    pluginName: 'fireq',
    pluginType: 'core',
    strict: command.strict,
    summary: command.summary,
  }
}
