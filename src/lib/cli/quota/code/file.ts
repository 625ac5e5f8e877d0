import * as Flags from '@oclif/core/flags'
import {readTextFile} from '../../../config/file-reading.js'
import {AppError} from '../../../domain/errors.js'
import {parseQuotasFile, type DesiredAccount} from '../../../domain/quota/quotas-file.js'
import {printable} from '../../../domain/text/printable.js'
import type {TextPlace} from '../../../render/formats/yaml.js'
import type {CliIo} from '../../io.js'
import {readAll} from '../../terminal.js'

/** Bytes; far above a file of a thousand accounts. Assumed. */
const MAX_BYTES = 1024 * 1024

export const quotasFileFlag = (required: boolean) =>
  Flags.string({char: 'f', description: 'the file of quotas; - is standard input', helpValue: 'FILE', required})

/**
 * Reads a file of quotas.
 * @throws AppError usage with file, line and column, and what was expected there
 */
export async function readQuotasFile(io: CliIo, file: string): Promise<readonly DesiredAccount[]> {
  const text = (await textOf(io, file)).replace(/^\ufeff/, '')
  const {readYaml} = await import('../../../render/formats/yaml.js')
  const reading = await readYaml(text)
  if ('message' in reading) throw fault(file, text, reading, printable(reading.message, 200))
  const parsed = parseQuotasFile(reading.value)
  if ('accounts' in parsed) return parsed.accounts
  const [first, ...others] = parsed.faults
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  throw fault(file, text, reading.placeOf(first!.path), `${first!.message}${more}`)
}

/** The text of a file named on the line, or of standard input. @throws AppError usage */
export async function textOf(io: CliIo, file: string): Promise<string> {
  if (file === '-') return readAll(io, io.stdin, MAX_BYTES)
  let why = 'there is no such file'
  try {
    const read = readTextFile(file)
    if (read !== null) return read.text
  } catch (error) {
    why = (error as Error).message
  }
  throw new AppError('usage', `${file}: ${why}`, {hints: ['check the path after `-f`']})
}

function fault(file: string, text: string, {line, column}: TextPlace, message: string): AppError {
  const name = file === '-' ? 'standard input' : file
  return new AppError('usage', `${name}:${line}:${column}: ${message}`, {
    hints: ['nothing was sent; the format: schemas/fireq.quotas.v1.json'],
    excerpt: {text: text.split('\n')[line - 1] ?? '', at: column - 1},
  })
}
