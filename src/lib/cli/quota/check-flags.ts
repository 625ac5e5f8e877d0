import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {parseMaxUsed, parseNeed, parseThreshold, parseQuotaPattern, type Parsed} from '../../domain/check/rules.js'
import {foreignQuota} from '../../app/quota-names.js'
import {AppError} from '../../domain/errors.js'
import {parseRulesDocument, type RulesDocument} from '../../domain/check/rules-file.js'
import type {CheckRequest} from '../../domain/check/threshold.js'
import {checkFormatFlags, refuseCrossed} from '../check/format.js'
import {allProfilesFlag, outputFlag, type FlagValues} from '../flags.js'
import type {CliIo} from '../io.js'
import {readYamlFile} from '../yaml-file.js'
import {watchFlag} from '../watch/flag.js'
import {OUTPUTS} from '../../render/formats/outputs.js'

export const quotaCheckArgs = {
  NAME: Args.string({description: 'quota ids, full names or patterns; without any, every limited quota'}),
}

export const quotaCheckFlags = {
  warn: Flags.string({description: 'warning from this utilization (default 80%)', helpValue: 'PERCENT'}),
  crit: Flags.string({description: 'critical from this utilization (default 95%)', helpValue: 'PERCENT'}),
  'max-used': Flags.string({
    description: 'critical above a part of the limit, or above an amount; repeatable, NAME may be a pattern',
    helpValue: 'NAME=80%|NAME=40',
    multiple: true,
    multipleNonGreedy: true,
  }),
  need: Flags.string({
    description: 'critical where less is left; repeatable, NAME may be a pattern',
    helpValue: 'NAME=8',
    multiple: true,
    multipleNonGreedy: true,
  }),
  rules: Flags.string({description: 'a file of rules, YAML or JSON; - is standard input', helpValue: 'FILE'}),
  strict: Flags.boolean({description: 'a quota without a usage fails the check'}),
  ...checkFormatFlags,
  watch: watchFlag,
  'all-profiles': allProfilesFlag,
  output: outputFlag(OUTPUTS),
}

export type QuotaCheckFlagValues = FlagValues<typeof quotaCheckFlags>

/**
 * The request of names, flags and rules file together; flags win over the file.
 * @throws AppError usage: a bad name, threshold, rule or file, with the place in it
 */
export async function checkRequest(
  io: CliIo,
  names: readonly string[],
  flags: QuotaCheckFlagValues,
): Promise<CheckRequest> {
  const file = flags.rules === undefined ? null : await readRules(io, flags.rules)
  const warn = percentage('--warn', flags.warn) ?? file?.warn ?? null
  const crit = percentage('--crit', flags.crit) ?? file?.crit ?? null
  refuseCrossed(warn, crit)
  return {
    names: names.map(name => usable(name, parseQuotaPattern(name))),
    rules: [
      ...(file?.rules ?? []),
      ...(flags['max-used'] ?? []).map(text => usable(`--max-used ${text}`, parseMaxUsed(text))),
      ...(flags.need ?? []).map(text => usable(`--need ${text}`, parseNeed(text))),
    ],
    warn,
    crit,
    ignore: file?.ignore ?? [],
    strict: flags.strict === true,
  }
}

/** Full resource names must be those of the account in use. @throws AppError usage */
export function assertAccount({names = [], rules = [], ignore = []}: CheckRequest, accountId: string): void {
  for (const {pattern, accountId: owner} of [...names, ...rules, ...ignore]) {
    if (owner !== null && owner !== accountId) throw foreignQuota(pattern, owner, accountId)
  }
}

const RULES_WORDS = {noun: 'rules file ', flag: '--rules', hint: 'its format: schemas/fireq.rules.v1.json'}

async function readRules(io: CliIo, file: string): Promise<RulesDocument> {
  const {value, fault} = await readYamlFile(io, file, RULES_WORDS)
  const parsed = parseRulesDocument(value)
  if (parsed.ok) return parsed.document
  const [first = '', ...others] = parsed.errors.map(withPointer)
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  const pointer = /^\/\S*(?=: )/.exec(first)?.[0] ?? ''
  throw fault(pointer.split('/').slice(1), `${first}${more}`)
}

/** `rules[0].maxUsed: why` → `/rules/0/maxUsed: why`, the JSON Pointer that editors and jq users know. */
function withPointer(error: string): string {
  const place = /^[\w$]+(?:\[\d+\])?(?:\.\S+?)?(?=: )/.exec(error)?.[0]
  if (place === undefined) return error
  return `/${place.replace(/\[(\d+)\]/g, '/$1').replaceAll('.', '/')}${error.slice(place.length)}`
}

function percentage(flag: string, text: string | undefined): number | null {
  return text === undefined ? null : usable(`${flag} ${text}`, parseThreshold(text))
}

function usable<T>(given: string, parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value
  throw new AppError('usage', `\`${given}\`: ${parsed.reason}`, {hints: ['see `fireq quota check --help`']})
}
