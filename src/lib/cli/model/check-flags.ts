import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {AppError} from '../../domain/errors.js'
import {parseModelNames} from '../../domain/limits/model-name.js'
import type {NamedModel} from '../../domain/model/check.js'
import {parseDays} from '../../domain/text/span.js'
import type {CheckKind} from '../../render/check/view.js'
import {OUTPUTS} from '../../render/formats/outputs.js'
import {checkFormatFlags} from '../check/format.js'
import {allProfilesFlag, outputFlag, type FlagValues} from '../flags.js'
import type {CliIo} from '../io.js'
import {readYamlFile} from '../yaml-file.js'

/** What `model check` checks, in the words of each format. */
export const MODEL_CHECK: CheckKind = {
  command: 'model check',
  noun: 'model',
  heading: 'Models',
  schema: 'fireq.model.check/v1',
}

/** The columns of csv: fields of `checks[]`. */
export const MODEL_CHECK_COLUMNS = ['model', 'file', 'line', 'served', 'daysLeft', 'severity', 'message'] as const

/** Assumed: the notice that Fireworks gives is about as long. */
const DEFAULT_WITHIN_DAYS = 14

export const modelCheckArgs = {
  MODEL: Args.string({description: 'kimi-k3, a full resource name, a comma list; several'}),
}

export const modelCheckFlags = {
  from: Flags.string({
    description: 'take the models named in a file, in all files of a folder, or (-) on standard input; repeatable',
    helpValue: 'FILE|DIR|-',
    multiple: true,
    multipleNonGreedy: true,
  }),
  exclude: Flags.string({
    description: 'leave out files and folders of --from, as a line of .gitignore names them; repeatable',
    helpValue: 'PATTERN',
    multiple: true,
    multipleNonGreedy: true,
  }),
  within: Flags.custom<number>({
    description: `warn of a model that retires within so many days (default ${DEFAULT_WITHIN_DAYS}d)`,
    helpValue: '14d',
    parse: text => Promise.resolve(parseDays('--within', text)),
  })(),
  rules: Flags.string({
    description: 'a file {"replacements": {"OLD": "NEW"}}, YAML or JSON; - is standard input',
    helpValue: 'FILE',
  }),
  strict: Flags.boolean({description: 'a model whose state is unknown fails the check'}),
  ...checkFormatFlags,
  'all-profiles': allProfilesFlag,
  output: outputFlag(OUTPUTS),
}

/** What is checked, before anything is asked. */
export interface ModelCheckRequest {
  readonly named: readonly NamedModel[]
  readonly withinDays: number
  readonly strict: boolean
  readonly replacements: ReadonlyMap<string, string>
}

/**
 * The models of arguments and of `--from` together.
 * @throws AppError usage: nothing named, a name that is none; refused for a file that cannot be read
 */
export async function modelCheckRequest(
  io: CliIo,
  words: readonly string[],
  flags: FlagValues<typeof modelCheckFlags>,
): Promise<ModelCheckRequest> {
  const {models, refused} = parseModelNames(words, {accountId: 'account'})
  const [first] = refused
  if (first) {
    throw new AppError('usage', `\`${first.text}\` is not a model name: ${first.reason}`, {
      hints: ['for example `kimi-k3`'],
    })
  }
  const {from = []} = flags
  if (models.length === 0 && from.length === 0) {
    throw new AppError('usage', 'no model is named', {
      hints: ['name models, or take those that your code names: `--from .`'],
    })
  }
  const {modelsOfSources} = await import('./sources.js')
  return {
    named: [
      ...models.map(({display}) => ({text: display, place: null})),
      ...(await modelsOfSources(io, from, flags.exclude)),
    ],
    withinDays: flags.within ?? DEFAULT_WITHIN_DAYS,
    strict: flags.strict === true,
    replacements: flags.rules === undefined ? new Map() : await replacementsOf(io, flags.rules),
  }
}

const RULES_WORDS = {
  noun: 'rules file ',
  flag: '--rules',
  hint: 'expected `replacements`, a map of names: {"replacements": {"OLD": "NEW"}}',
}

/** @throws AppError usage for a file that is missing or of another shape, with the place in it */
async function replacementsOf(io: CliIo, file: string): Promise<ReadonlyMap<string, string>> {
  const {value, fault} = await readYamlFile(io, file, RULES_WORDS)
  const stored = (value as {replacements?: unknown} | null)?.replacements
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) {
    throw fault(['replacements'], 'expected `replacements`, a map of names')
  }
  const pairs = Object.entries(stored)
  const bad = pairs.find(([, name]) => typeof name !== 'string')
  if (bad) throw fault(['replacements', bad[0]], "expected a model's name")
  return new Map(pairs as [string, string][])
}
