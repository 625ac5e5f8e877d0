import * as Flags from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import {AppError} from '../domain/errors.js'
import {OUTPUTS, type Output} from '../render/formats/outputs.js'

/** Seconds. Source: fireq's own contract. */
export const DEFAULT_TIMEOUT_SECONDS = 30
/** Seconds; longer than any sane request, short enough to catch milliseconds given by mistake. */
const MAX_TIMEOUT_SECONDS = 3600

/** A number of seconds greater than 0. @throws AppError usage */
export function parseSeconds(flag: string, text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (seconds > 0 && seconds <= MAX_TIMEOUT_SECONDS) return seconds
  throw new AppError('usage', `\`${flag} ${text}\` is not a number of seconds from 0.001 to ${MAX_TIMEOUT_SECONDS}`, {
    hints: [`give seconds, for example \`${flag} 10\``],
  })
}

/** A whole number within bounds. @throws AppError usage */
export function parseCount(flag: string, text: string, min: number, max: number): number {
  const count = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (count >= min && count <= max) return count
  throw new AppError('usage', `\`${flag} ${text}\` is not a whole number from ${min} to ${max}`, {
    hints: [`for example \`${flag} ${Math.min(max, min || 100)}\``],
  })
}

/** A flag that takes a whole number within bounds. */
export const countFlag = (name: string, min: number, max: number, description: string) =>
  Flags.custom<number>({
    description,
    helpValue: 'N',
    parse: text => Promise.resolve(parseCount(`--${name}`, text, min, max)),
  })()

/** A flag that takes seconds. */
export const secondsFlag = (name: string, description: string) =>
  Flags.custom<number>({
    description,
    helpValue: 'SECONDS',
    parse: text => Promise.resolve(parseSeconds(`--${name}`, text)),
  })()

const group = {helpGroup: 'GLOBAL'} as const

export const outputFlag = (formats: readonly Output[]) =>
  Flags.string({...group, char: 'o', description: 'output format', options: [...formats], helpValue: formats.join('|')})

/** What every command understands. Environment variables are read by the resolution of settings, not by the parser. */
export const globalFlags = {
  'account-id': Flags.string({
    ...group,
    char: 'a',
    description: 'account [env: FIREWORKS_ACCOUNT_ID]',
    helpValue: 'ID',
  }),
  'api-key': Flags.string({
    ...group,
    description:
      'API key; the environment or `fireq auth login` is safer: others can see arguments [env: FIREWORKS_API_KEY]',
    helpValue: 'KEY',
  }),
  profile: Flags.string({
    ...group,
    char: 'p',
    description: "fireq's or firectl's profile of that name [env: FIREWORKS_PROFILE]",
    helpValue: 'NAME',
  }),
  'base-url': Flags.string({...group, description: 'another gateway [env: FIREWORKS_BASE_URL]', helpValue: 'URL'}),
  'insecure-http': Flags.boolean({
    ...group,
    description: 'allow plain http to a gateway that is not this machine: the key goes unencrypted',
  }),
  sandbox: Flags.string({
    ...group,
    description: 'run against the embedded sandbox, no account needed; --sandbox=SCENARIO [env: FIREQ_SANDBOX]',
    helpValue: 'SCENARIO',
  }),
  json: Flags.boolean({...group, description: 'print the versioned JSON document'}),
  output: outputFlag(OUTPUTS),
  query: Flags.string({
    ...group,
    description: 'what to print of the JSON document, in JMESPath; implies --json',
    helpValue: 'EXPR',
  }),
  timeout: Flags.custom<number>({
    ...group,
    description: `seconds one request may take (default ${DEFAULT_TIMEOUT_SECONDS})`,
    helpValue: 'SECONDS',
    parse: text => Promise.resolve(parseSeconds('--timeout', text)),
  })(),
  color: Flags.string({
    ...group,
    description: 'when to colour [env: NO_COLOR, FORCE_COLOR]',
    options: ['auto', 'always', 'never'],
    helpValue: 'auto|always|never',
  }),
  'no-color': Flags.boolean({...group, description: 'same as --color never'}),
  'no-input': Flags.boolean({...group, description: 'never ask [env: CI]'}),
  'no-pager': Flags.boolean({
    ...group,
    description: 'print a list that is longer than the screen whole [env: FIREQ_PAGER, PAGER]',
  }),
  quiet: Flags.boolean({...group, char: 'q', description: 'fewer notes on stderr'}),
  verbose: Flags.boolean({...group, char: 'v', description: 'evidence and detail, in text'}),
  debug: Flags.boolean({...group, description: 'a redacted HTTP trace on stderr'}),
}

/** The flags of every command, as parsed. */
export type GlobalFlagValues = Partial<InferredFlags<typeof globalFlags>> & {
  /** Not a flag: the config file's `color`, which flags and environment beat. */
  storedColor?: string
}

/** Flags of several commands that the frame looks at. */
export interface SharedFlagValues {
  'all-profiles'?: boolean
  format?: string
  /** Seconds from the start of a round to the next. */
  watch?: number
}

/** Flags as parsed, with those of every command. */
export type FlagValues<Flags> = Partial<InferredFlags<Flags>> & GlobalFlagValues

/** Whether stdout gets text for people. */
export function isText(flags: GlobalFlagValues): boolean {
  return !isDocument(flags) && flags.query === undefined && (flags.output ?? 'text') === 'text'
}

/** Whether stdout gets a document, which holds the warnings too. */
export function isDocument({json, output}: GlobalFlagValues): boolean {
  return json === true || output === 'json' || output === 'yaml'
}

/**
 * Refuses two ways to print one result. `-o json` with `--json` is one of them: on firectl's commands they differ.
 * @throws AppError usage
 */
export function refuseTwoFormats({json, output, query}: GlobalFlagValues): void {
  const [one, allowed] = query === undefined ? ['--json', []] : ['--query', ['json', 'yaml']]
  if ((json !== true && query === undefined) || output === undefined || allowed.includes(output)) return
  throw new AppError('usage', `\`${one}\` and \`-o ${output}\` cannot be used together`, {
    hints: ['leave one of them out'],
  })
}

/** The flag of every command that can ask all accounts at once. */
export const allProfilesFlag = Flags.boolean({
  description: "every profile, fireq's and firectl's, at once; the exit code is the worst",
})

/** Flags of every command that lists, spelt as firectl spells them. */
export const listFlags = {
  filter: Flags.string({description: 'an AIP-160 filter, passed on to the API', helpValue: 'EXPR'}),
  'order-by': Flags.string({description: 'API fields, for example `value desc`; or `usage%`', helpValue: 'FIELDS'}),
  // Larger ones are the API's to cut, as for firectl; 0 is its default.
  'page-size': countFlag('page-size', 0, 2 ** 31 - 1, 'items a page, at most 200'),
  'page-token': Flags.string({description: 'start at this page', helpValue: 'TOKEN'}),
  'no-paginate': Flags.boolean({description: 'one page only'}),
}

export type ListFlagValues = FlagValues<typeof listFlags>

/** The list flags as the use cases take them. */
export function listOptions(flags: ListFlagValues) {
  return {
    ...(flags.filter === undefined ? {} : {filter: flags.filter}),
    ...(flags['order-by'] === undefined ? {} : {orderBy: flags['order-by']}),
    ...(flags['page-size'] ? {pageSize: flags['page-size']} : {}),
    ...(flags['page-token'] === undefined ? {} : {pageToken: flags['page-token']}),
    onePage: flags['no-paginate'] === true,
  }
}
