import {command} from '../../domain/action.js'
import {AppError} from '../../domain/errors.js'

/** `quota list NAME` means `quota get NAME`. @throws AppError usage */
export function refuseNames(names: readonly string[]): void {
  if (names.length === 0) return
  throw new AppError('usage', `\`quota list\` takes no name: \`${names[0]!}\``, {
    hints: [['did you mean ', command('quota', 'get', ...names), '?']],
  })
}
