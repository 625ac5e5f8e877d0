import {shellLine} from '../render/formats/shell-line.js'
import type {GlobalFlagValues} from './flags.js'

/** Flags that decide whom a command asks; never the key. */
const CONNECTION_FLAGS = ['account-id', 'profile', 'base-url'] as const

/**
 * Actions whose commands ask the same account as this one did: copied as they are they would go to the profile in use,
 * and a limit would be raised on another account.
 */
export function followUps(actions: readonly string[], flags: GlobalFlagValues): string[] {
  const words = [
    ...CONNECTION_FLAGS.flatMap(flag => (flags[flag] === undefined ? [] : [`--${flag}`, flags[flag]])),
    ...(flags.sandbox === undefined ? [] : [`--sandbox=${flags.sandbox}`]),
  ]
  if (words.length === 0) return [...actions]
  return actions.map(action => (action.startsWith('fireq ') ? `${action} ${shellLine(words)}` : action))
}
