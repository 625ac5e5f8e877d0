import {readFileSync} from 'node:fs'
import path from 'node:path'
import {aliasesOf, COMMANDS, loadCommand, type CommandClass} from './command-table.js'
import type {CommandDescription, ExampleDescription, FlagDescription} from './lib/help/command-description.js'

/** A file beside the bundle, written by the build; from source the descriptions are made by loading every command. */
declare const FIREQ_COMMANDS_FILE: string | undefined
/** The bundle is CommonJS. */
declare const __dirname: string

/** Most flags are those of every command: each stands there once, and a command has their places. */
interface DescriptionsFile {
  readonly flags: readonly FlagDescription[]
  readonly commands: readonly (Omit<CommandDescription, 'flags'> & {readonly flags: readonly number[]})[]
}

let described: Promise<readonly CommandDescription[]> | undefined

/** Descriptions of all commands, in the order of the table. */
export function describeCommands(): Promise<readonly CommandDescription[]> {
  return (described ??= loadDescriptions())
}

async function loadDescriptions(): Promise<readonly CommandDescription[]> {
  if (typeof FIREQ_COMMANDS_FILE !== 'undefined') {
    const file = readFileSync(path.join(__dirname, FIREQ_COMMANDS_FILE), 'utf8')
    const {flags, commands} = JSON.parse(file) as DescriptionsFile
    return commands.map(command => ({...command, flags: command.flags.map(at => flags[at]!)}))
  }
  const all: CommandDescription[] = []
  // One after the other: parallel imports of shared modules race in the test runner's module loader.
  for (const id of Object.keys(COMMANDS)) all.push(describe(id, await loadCommand(id)))
  return all
}

/** Reads a command class's statics. */
export function describe(id: string, command: CommandClass): CommandDescription {
  const own: Record<string, unknown> = command.flags ?? {}
  const global: Record<string, unknown> = command.baseFlags ?? {}
  const flags = {...own, ...global, ...pick(own, Object.keys(global))}
  return {
    id,
    aliases: aliasesOf(command),
    summary: command.summary ?? '',
    description: command.description ?? '',
    examples: (command.examples ?? []) as unknown as readonly ExampleDescription[],
    args: Object.entries(command.args).map(([name, arg]) => ({
      name: arg.name ?? name,
      ...(arg.description === undefined ? {} : {description: arg.description}),
      ...(arg.options === undefined ? {} : {options: arg.options}),
      required: arg.required === true,
    })),
    flags: Object.entries(flags).map(([name, flag]) => describeFlag(name, flag as Record<string, unknown>)),
    strict: command.strict,
  }
}

function describeFlag(name: string, flag: Record<string, unknown>): FlagDescription {
  const kept = pick(flag, ['char', 'description', 'helpGroup', 'helpValue', 'options', 'offers', 'multiple', 'hidden'])
  return {name, ...kept, takesValue: flag['type'] !== 'boolean'}
}

function pick(from: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter(name => from[name] !== undefined).map(name => [name, from[name]]))
}
