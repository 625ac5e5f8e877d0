import {SETTINGS} from '../../config/setting-table.js'
import {WELL_KNOWN_QUOTAS} from '../../domain/quota/well-known-quotas.js'
import type {ArgumentDescription, FlagDescription} from '../command-description.js'

/** A word to offer; one that ends in `=` goes on without a space. */
export interface CompletionWord {
  readonly word: string
  readonly summary: string
}

/** What can follow: some words, a file's name, or nothing that is known here. */
export type CompletionValues = readonly CompletionWord[] | 'files' | 'unknown'

const QUOTA_IDS: readonly CompletionWord[] = WELL_KNOWN_QUOTAS.map(({id, summary}) => ({word: id, summary}))
const SETTING_WORDS: readonly CompletionWord[] = SETTINGS.map(({key, description}) => ({
  word: key,
  summary: description,
}))

/** What a command's argument can be, by its name in the usage line. */
export function argumentValues(commandId: string, {name, options}: ArgumentDescription): CompletionValues {
  if (options !== undefined) return options.map(word => ({word, summary: ''}))
  if (name === 'FILE') return 'files'
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
  if (flag.name === 'sandbox' || flag.name === 'scenario') return scenarios
  if (flag.helpValue === 'FILE') return 'files'
  if (commandId.startsWith('quota ') && flag.helpValue?.startsWith('NAME=')) {
    return QUOTA_IDS.map(({word, summary}) => ({word: `${word}=`, summary}))
  }
  return 'unknown'
}
