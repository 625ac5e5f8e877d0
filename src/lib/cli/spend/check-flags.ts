import * as Flags from '@oclif/core/flags'
import {AppError} from '../../domain/errors.js'
import type {SpendRules} from '../../domain/spend/check.js'
import {checkFormatFlags} from '../check/format.js'
import {allProfilesFlag, outputFlag, type FlagValues} from '../flags.js'
import {OUTPUTS} from '../../render/formats/outputs.js'

/** An amount of dollars, `50`, `$50`, `12.50`. @throws AppError usage */
function dollars(flag: string, text: string): number {
  const [, amount] = /^\$?(\d{1,12}(?:\.\d{1,9})?)$/.exec(text.replaceAll(/,(?=\d{3}\b)/g, '')) ?? []
  if (amount !== undefined) return Number(amount)
  throw new AppError('usage', `\`${flag} ${text}\` is not an amount of dollars`, {
    hints: [`for example \`${flag} 50\``],
  })
}

const dollarFlag = (name: string, description: string) =>
  Flags.custom<number>({
    description,
    helpValue: 'USD',
    parse: text => Promise.resolve(dollars(`--${name}`, text)),
  })()

export const spendCheckFlags = {
  'max-per-day': dollarFlag('max-per-day', 'critical when today so far, or the last full day, cost more'),
  'max-month': dollarFlag('max-month', 'critical when this month has cost more so far'),
  'max-growth': Flags.custom<number>({
    description: 'critical when the last full day cost more than so many times the mean of the seven days before',
    helpValue: '3x',
    parse: text => Promise.resolve(times(text)),
  })(),
  ...checkFormatFlags,
  'all-profiles': allProfilesFlag,
  output: outputFlag(OUTPUTS),
}

/** `3x`, `1.5x`, `3`. @throws AppError usage */
function times(text: string): number {
  const [, factor] = /^(\d{1,6}(?:\.\d{1,6})?)x?$/.exec(text) ?? []
  if (factor !== undefined && Number(factor) > 0) return Number(factor)
  throw new AppError('usage', `\`--max-growth ${text}\` is not a factor`, {hints: ['for example `--max-growth 3x`']})
}

/** @throws AppError usage without a rule: a gate without one is always open */
export function spendRules(flags: FlagValues<typeof spendCheckFlags>): SpendRules {
  const rules = {
    maxPerDay: flags['max-per-day'] ?? null,
    maxMonth: flags['max-month'] ?? null,
    maxGrowth: flags['max-growth'] ?? null,
  }
  if (Object.values(rules).some(rule => rule !== null)) return rules
  throw new AppError('usage', 'no rule is given', {
    hints: ['give at least one: `--max-per-day 50`, `--max-month 400` or `--max-growth 3x`'],
  })
}
