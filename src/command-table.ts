import type {FireqCommand} from './lib/cli/base-command.js'
import {readCommandLine, type CommandLine} from './lib/cli/argv.js'

type Statics = Omit<typeof FireqCommand, 'prototype'>

/** A command's class: its statics, and how it is made. */
export type CommandClass = Statics & (new (...args: ConstructorParameters<typeof FireqCommand>) => FireqCommand)

/**
 * Every command, by what a person types. Nothing is loaded until it runs; a test holds this table to the files
 * under `src/commands`.
 */
export const COMMANDS: Readonly<Record<string, () => Promise<{default: unknown}>>> = {
  status: () => import('./commands/status.js'),
  'quota list': () => import('./commands/quota/list.js'),
  'quota get': () => import('./commands/quota/get.js'),
  'quota set': () => import('./commands/quota/set.js'),
  'quota check': () => import('./commands/quota/check.js'),
  'quota export': () => import('./commands/quota/export.js'),
  'quota diff': () => import('./commands/quota/diff.js'),
  'quota apply': () => import('./commands/quota/apply.js'),
  'quota explain': () => import('./commands/quota/explain.js'),
  'quota wait': () => import('./commands/quota/wait.js'),
  'quota history': () => import('./commands/quota/history.js'),
  'limits history': () => import('./commands/limits/history.js'),
  'limits plan': () => import('./commands/limits/plan.js'),
  'history record': () => import('./commands/history/record.js'),
  'history path': () => import('./commands/history/path.js'),
  'history prune': () => import('./commands/history/prune.js'),
  'limits check': () => import('./commands/limits/check.js'),
  'limits wait': () => import('./commands/limits/wait.js'),
  'limits probe': () => import('./commands/limits/probe.js'),
  spend: () => import('./commands/spend.js'),
  'spend check': () => import('./commands/spend/check.js'),
  'billing export-usage-costs': () => import('./commands/billing/export-usage-costs.js'),
  'model list': () => import('./commands/model/list.js'),
  'model check': () => import('./commands/model/check.js'),
  'key list': () => import('./commands/key/list.js'),
  'key check': () => import('./commands/key/check.js'),
  diagnose: () => import('./commands/diagnose.js'),
  'tier list': () => import('./commands/tier/list.js'),
  'account list': () => import('./commands/account/list.js'),
  'account get': () => import('./commands/account/get.js'),
  'auth login': () => import('./commands/auth/login.js'),
  'auth logout': () => import('./commands/auth/logout.js'),
  'auth status': () => import('./commands/auth/status.js'),
  'auth list': () => import('./commands/auth/list.js'),
  'auth switch': () => import('./commands/auth/switch.js'),
  'config list': () => import('./commands/config/list.js'),
  'config get': () => import('./commands/config/get.js'),
  'config set': () => import('./commands/config/set.js'),
  'config unset': () => import('./commands/config/unset.js'),
  'config path': () => import('./commands/config/path.js'),
  exporter: () => import('./commands/exporter.js'),
  proxy: () => import('./commands/proxy.js'),
  run: () => import('./commands/run.js'),
  api: () => import('./commands/api.js'),
  open: () => import('./commands/open.js'),
  sandbox: () => import('./commands/sandbox.js'),
  completion: () => import('./commands/completion.js'),
  version: () => import('./commands/version.js'),
}

/** Loads a command's class. */
export async function loadCommand(id: string): Promise<CommandClass> {
  const module = await COMMANDS[id]!()
  return module.default as CommandClass
}

/** A command's other spellings as a person types them; not shown in help. firectl's lines in both orders are here. */
export const aliasesOf = (command: CommandClass): readonly string[] =>
  (command.hiddenAliases ?? []).map(alias => alias.replaceAll(':', ' '))

/** Other spellings with their commands' ids: the build reads them off the commands. */
declare const FIREQ_ALIASES: Readonly<Record<string, string>> | undefined

/** Every other spelling with its command's id. From source every command is loaded for it. */
export async function commandAliases(): Promise<Readonly<Record<string, string>>> {
  if (typeof FIREQ_ALIASES !== 'undefined') return FIREQ_ALIASES
  const all: [string, string][] = []
  // One after the other: parallel imports of shared modules race in the test runner's module loader.
  for (const id of Object.keys(COMMANDS))
    all.push(...aliasesOf(await loadCommand(id)).map((alias): [string, string] => [alias, id]))
  return Object.fromEntries(all)
}

/** A command line, and the command that it runs. */
export interface FoundLine extends CommandLine {
  /** undefined where its words name no command. */
  readonly id: string | undefined
}

/**
 * Reads a command line. Other spellings are looked at only where the words are no command's own name.
 * @param argv words after the program's name
 * @param pages words that may stand first besides commands
 */
export async function findCommand(argv: readonly string[], pages: readonly string[] = []): Promise<FoundLine> {
  const own = [...Object.keys(COMMANDS), ...pages]
  const line = readCommandLine(argv, own)
  if (line.name in COMMANDS) return {...line, id: line.name}
  if (pages.includes(line.name) || (line.name === '' && !line.rest.some(word => !word.startsWith('-'))))
    return {...line, id: undefined}
  const aliases = await commandAliases()
  const other = readCommandLine(argv, [...own, ...Object.keys(aliases)])
  return {...other, id: other.name in COMMANDS ? other.name : aliases[other.name]}
}
