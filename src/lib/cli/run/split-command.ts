import {shellWord} from '../../domain/text/shell-word.js'
import {AppError} from '../../domain/errors.js'

/** The words before `--`, which are fireq's, and the command behind it. @throws AppError usage without a command */
export function splitCommand(argv: readonly string[]): {own: string[]; command: string[]} {
  const at = argv.indexOf('--')
  const command = at === -1 ? [] : argv.slice(at + 1)
  const own = at === -1 ? [...argv] : argv.slice(0, at)
  if (command.length > 0) return {own, command}
  const stray = own.find(word => !word.startsWith('-'))
  throw new AppError('usage', 'no command to run', {
    hints: [`write it after \`--\`, as \`fireq run -- ${stray === undefined ? 'python job.py' : shellWord(stray)}\``],
  })
}
