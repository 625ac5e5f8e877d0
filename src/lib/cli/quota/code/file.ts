import * as Flags from '@oclif/core/flags'
import {parseQuotasFile, type DesiredAccount} from '../../../domain/quota/quotas-file.js'
import type {CliIo} from '../../io.js'
import {readYamlFile} from '../../yaml-file.js'

export const quotasFileFlag = (required: boolean) =>
  Flags.string({char: 'f', description: 'the file of quotas; - is standard input', helpValue: 'FILE', required})

const WORDS = {flag: '-f', hint: 'nothing was sent; the format: schemas/fireq.quotas.v1.json'}

/**
 * Reads a file of quotas.
 * @throws AppError usage with file, line and column, and what was expected there
 */
export async function readQuotasFile(io: CliIo, file: string): Promise<readonly DesiredAccount[]> {
  const {value, fault} = await readYamlFile(io, file, WORDS)
  const parsed = parseQuotasFile(value)
  if ('accounts' in parsed) return parsed.accounts
  const [first, ...others] = parsed.faults
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  throw fault(first!.path, `${first!.message}${more}`)
}
