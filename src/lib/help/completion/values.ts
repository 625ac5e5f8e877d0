import {COLORS, SETTINGS} from '../../config/setting-table.js'
import {LIVING_MODELS} from '../../domain/facts/models.js'
import {RATE_LIMIT_DIMENSIONS} from '../../domain/limits/rate-limit.js'
import {WELL_KNOWN_QUOTAS} from '../../domain/quota/well-known-quotas.js'
import type {ArgumentDescription, FlagDescription} from '../command-description.js'

/** A word to offer; one that ends in `=` goes on without a space. */
export interface CompletionWord {
  readonly word: string
  readonly summary: string
}

/** What can follow: some words, a file's name, a profile as its folder has it at the time, or nothing that is known here. */
export type CompletionValues = readonly CompletionWord[] | 'files' | 'profiles' | 'unknown'

const QUOTA_IDS: readonly CompletionWord[] = WELL_KNOWN_QUOTAS.map(({id, summary}) => ({word: id, summary}))
const SETTING_WORDS: readonly CompletionWord[] = SETTINGS.map(({key, description}) => ({
  word: key,
  summary: description,
}))

const MODEL_WORDS: readonly CompletionWord[] = LIVING_MODELS.map(({id}) => ({word: id, summary: ''}))

/** Flags whose value begins with a dimension of rate limits. */
const LIMIT_RULES: ReadonlySet<string> = new Set(['need', 'max-used', 'max-drop'])
const DIMENSION_WORDS: readonly CompletionWord[] = RATE_LIMIT_DIMENSIONS.map(dimension => ({
  word: `${dimension}=`,
  summary: '',
}))

/** The values of a setting, for `config set NAME`; a setting that takes any text is not here. */
export function settingValues(scenarios: readonly CompletionWord[]): Readonly<Record<string, CompletionValues>> {
  const words = (all: readonly string[]) => all.map(word => ({word, summary: ''}))
  return {
    color: words(COLORS),
    'insecure-http': words(['true', 'false']),
    model: MODEL_WORDS,
    profile: 'profiles',
    sandbox: scenarios,
  }
}

/** What a command's argument can be, by its name in the usage line. */
export function argumentValues(commandId: string, {name, options}: ArgumentDescription): CompletionValues {
  if (options !== undefined) return options.map(word => ({word, summary: ''}))
  if (name === 'FILE') return 'files'
  if (name === 'MODEL') return MODEL_WORDS
  if (commandId === 'auth switch') return 'profiles'
  if (commandId.startsWith('quota ') && name === 'NAME') return QUOTA_IDS
  if (commandId.startsWith('config ') && name === 'NAME') return SETTING_WORDS
  return 'unknown'
}

/**
 * What a flag's value can be.
 * @param scenarios names of the sandbox's scenarios
 */
export function flagValues(
  commandId: string,
  flag: FlagDescription,
  scenarios: readonly CompletionWord[],
): CompletionValues {
  if (flag.options !== undefined) return flag.options.map(word => ({word, summary: ''}))
  if (flag.offers !== undefined) return flag.offers.map(word => ({word, summary: ''}))
  if (flag.name === 'profile') return 'profiles'
  if (flag.helpValue?.startsWith('MODEL')) return MODEL_WORDS
  if (flag.name === 'sandbox' || flag.name === 'scenario') return scenarios
  if (/^(?:FILE|PATH|PLAN)\b/.test(flag.helpValue ?? '')) return 'files'
  // Words of which help names all: `model|key|user|day|kind`.
  if (/^[a-z]+(?:\|[a-z]+)+$/.test(flag.helpValue ?? '')) {
    return flag.helpValue!.split('|').map(word => ({word, summary: ''}))
  }
  if (LIMIT_RULES.has(flag.name) && (commandId === 'limits check' || commandId === 'limits wait'))
    return DIMENSION_WORDS
  if (commandId.startsWith('quota ') && flag.helpValue?.startsWith('NAME=')) {
    return QUOTA_IDS.map(({word, summary}) => ({word: `${word}=`, summary}))
  }
  return 'unknown'
}
