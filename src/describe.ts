import {COMMANDS, loadCommand} from './lib/cli/command-table.js'
import {describeCommands, type CommandDescription} from './lib/cli/describe-command.js'
import {VERSION} from './lib/cli/version.js'

/** For the build: every command's description, and the same as oclif's manifest. */
export async function describeAll(): Promise<{commands: readonly CommandDescription[]; manifest: unknown}> {
  const commands = await describeCommands()
  const entries = await Promise.all(
    commands.map(async command => [oclifId(command.id), await manifestEntry(command)] as const),
  )
  return {commands, manifest: {commands: Object.fromEntries(entries), version: VERSION}}
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
    hiddenAliases: (COMMANDS[command.id]?.aliases ?? []).map(oclifId),
    id: oclifId(command.id),
    pluginAlias: 'fireq',
    pluginName: 'fireq',
    pluginType: 'core',
    strict: command.strict,
    summary: command.summary,
  }
}
