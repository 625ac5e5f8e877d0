import {shellLine} from '../domain/text/shell-word.js'
import {isGlob, matchesPattern} from '../domain/check/rules.js'
import {command, type Hint} from '../domain/action.js'
import {AppError} from '../domain/errors.js'
import {fittingIds} from '../domain/quota/quota.js'
import {nearest} from '../domain/text/did-you-mean.js'
import {printable} from '../domain/text/printable.js'

/**
 * The ids that names and patterns stand for, in the order of the names, each once.
 * @param names ids, perhaps with `*` and `?`
 * @throws AppError not-found for the first name that no id fits
 */
export function idsOf(names: readonly string[], accountId: string, ids: readonly string[]): string[] {
  const found = names.flatMap(name => {
    const matching = isGlob(name) ? ids.filter(id => matchesPattern(name, id)) : ids.filter(id => id === name)
    if (matching.length > 0) return matching
    throw noSuchQuota(name, accountId, ids)
  })
  return [...new Set(found)]
}

/**
 * A full name of another account than the one in use: nothing is asked there by accident.
 * @param name as it was given
 */
export function foreignQuota(name: string, owner: string, accountId: string): AppError {
  return new AppError('usage', `\`${name}\` belongs to account \`${owner}\`, not to \`${accountId}\``, {
    hints: [`choose the account with \`${shellLine(['--account-id', owner])}\``],
  })
}

/** Which quotas a name may have meant: said where it is none of them. */
export function noSuchQuota(name: string, accountId: string, ids: readonly string[]): AppError {
  const {message, hint} = missingQuota(name, accountId, ids)
  return new AppError('not-found', message, {hints: [hint]})
}

/** The same as a message and a hint. A short form that fits several lists them. */
export function missingQuota(
  name: string,
  accountId: string,
  ids: readonly string[],
): {readonly message: string; readonly hint: Hint} {
  const shown = printable(name, 120)
  if (isGlob(name)) return {message: `no quota of account \`${accountId}\` matches \`${shown}\``, hint: SEE_LIST}
  const near = nearest(name, ids)
  const fitting = near === null ? fittingIds(name, ids) : []
  if (fitting.length > 1) {
    const listed = fitting.map(id => `\`${printable(id, 120)}\``).join(', ')
    return {
      message: `\`${shown}\` fits several quotas of account \`${accountId}\`: ${listed}`,
      hint: `give one of them, or the pattern \`'*${shown}*'\``,
    }
  }
  const message = `account \`${accountId}\` has no quota \`${shown}\``
  const meant = near ?? fitting[0]
  return {message, hint: meant === undefined ? SEE_LIST : `did you mean \`${printable(meant, 120)}\`?`}
}

const SEE_LIST: Hint = ['see ', command('quota', 'list'), ' for the ids']
