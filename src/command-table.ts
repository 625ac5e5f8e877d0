import type {FireqCommand} from './lib/cli/base-command.js'

type Statics = Omit<typeof FireqCommand, 'prototype'>

/** A command's class: its statics, and how it is made. */
export type CommandClass = Statics & (new (...args: ConstructorParameters<typeof FireqCommand>) => FireqCommand)

interface CommandEntry {
  readonly load: () => Promise<{default: unknown}>
  /** Other spellings that run it; not shown in help. firectl's lines in both of its orders are here. */
  readonly aliases?: readonly string[]
}

/**
 * Every command, by what a person types. Nothing is loaded until it runs; a test holds this table to the files
 * under `src/commands`.
 */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  status: {load: () => import('./commands/status.js')},
  'quota list': {
    load: () => import('./commands/quota/list.js'),
    aliases: ['list quotas', 'list quota', 'quotas list'],
  },
  'quota get': {load: () => import('./commands/quota/get.js'), aliases: ['get quota', 'get quotas']},
  'quota set': {
    load: () => import('./commands/quota/set.js'),
    aliases: ['quota update', 'update quota', 'set quota'],
  },
  'quota check': {load: () => import('./commands/quota/check.js'), aliases: ['check quota', 'check quotas']},
  'quota export': {load: () => import('./commands/quota/export.js')},
  'quota diff': {load: () => import('./commands/quota/diff.js')},
  'quota apply': {load: () => import('./commands/quota/apply.js')},
  'quota explain': {load: () => import('./commands/quota/explain.js'), aliases: ['explain quota', 'explain quotas']},
  'quota wait': {load: () => import('./commands/quota/wait.js')},
  'quota history': {load: () => import('./commands/quota/history.js')},
  'limits history': {load: () => import('./commands/limits/history.js')},
  'limits plan': {load: () => import('./commands/limits/plan.js')},
  'history record': {load: () => import('./commands/history/record.js')},
  'history path': {load: () => import('./commands/history/path.js')},
  'history prune': {load: () => import('./commands/history/prune.js')},
  'limits check': {load: () => import('./commands/limits/check.js')},
  'limits wait': {load: () => import('./commands/limits/wait.js')},
  'limits probe': {load: () => import('./commands/limits/probe.js')},
  spend: {load: () => import('./commands/spend.js')},
  'spend check': {load: () => import('./commands/spend/check.js')},
  'billing export-usage-costs': {load: () => import('./commands/billing/export-usage-costs.js')},
  'model list': {load: () => import('./commands/model/list.js'), aliases: ['models list']},
  'model check': {load: () => import('./commands/model/check.js')},
  'key list': {load: () => import('./commands/key/list.js'), aliases: ['keys list']},
  'key check': {load: () => import('./commands/key/check.js')},
  diagnose: {load: () => import('./commands/diagnose.js')},
  'tier list': {load: () => import('./commands/tier/list.js')},
  'account list': {
    load: () => import('./commands/account/list.js'),
    aliases: ['list accounts', 'list account', 'accounts list'],
  },
  'account get': {load: () => import('./commands/account/get.js'), aliases: ['get account', 'get accounts']},
  'auth login': {load: () => import('./commands/auth/login.js'), aliases: ['set-api-key', 'login']},
  'auth logout': {load: () => import('./commands/auth/logout.js'), aliases: ['logout']},
  'auth status': {load: () => import('./commands/auth/status.js'), aliases: ['whoami']},
  'auth list': {load: () => import('./commands/auth/list.js')},
  'auth switch': {load: () => import('./commands/auth/switch.js')},
  'config list': {load: () => import('./commands/config/list.js')},
  'config get': {load: () => import('./commands/config/get.js')},
  'config set': {load: () => import('./commands/config/set.js')},
  'config unset': {load: () => import('./commands/config/unset.js')},
  'config path': {load: () => import('./commands/config/path.js')},
  exporter: {load: () => import('./commands/exporter.js')},
  proxy: {load: () => import('./commands/proxy.js')},
  run: {load: () => import('./commands/run.js')},
  api: {load: () => import('./commands/api.js')},
  open: {load: () => import('./commands/open.js')},
  sandbox: {load: () => import('./commands/sandbox.js')},
  completion: {load: () => import('./commands/completion.js')},
  version: {load: () => import('./commands/version.js')},
}

const BY_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries(COMMANDS).flatMap(([id, entry]) => [id, ...(entry.aliases ?? [])].map(name => [name, id] as const)),
)

/** Every spelling that runs a command, aliases included. */
export const COMMAND_NAMES: readonly string[] = [...BY_NAME.keys()]

/** The command id of a spelling; undefined when there is none. */
export function commandId(name: string): string | undefined {
  return BY_NAME.get(name)
}

/** Loads a command's class. */
export async function loadCommand(id: string): Promise<CommandClass> {
  const module = await COMMANDS[id]!.load()
  return module.default as CommandClass
}
