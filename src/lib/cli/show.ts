import {resultDocument, serialise} from '../render/formats/document.js'
import {warningText} from '../render/formats/error.js'
import type {GlobalFlagValues} from './flags.js'
import {write, type CliIo} from './io.js'
import {scalarRow, type CommandResult} from './result.js'
import {surfaceOf} from './surface.js'

/** Prints a result in the form that was asked for: data on stdout, warnings on stderr. */
export async function showResult(io: CliIo, flags: GlobalFlagValues, result: CommandResult): Promise<void> {
  await write(io.stdout, await resultText(io, flags, result))
  const inDocument = flags.json === true || (flags.output === 'json' && !result.firectlJson)
  const {warnings = []} = result
  if (warnings.length > 0 && !inDocument && !flags.quiet) {
    await write(io.stderr, warningText(warnings, await surfaceOf(io, io.stderr, flags)))
  }
}

async function resultText(io: CliIo, flags: GlobalFlagValues, result: CommandResult): Promise<string> {
  if (flags.json) return documentText(io, result)
  switch (flags.output) {
    case 'json':
      return result.firectlJson?.() ?? documentText(io, result)
    case 'csv':
    case 'tsv':
      return result.delimited?.(flags.output) ?? scalarRow(result.data, flags.output)
    case 'flag':
      return result.firectlFlags?.() ?? documentText(io, result)
    default:
      return result.text(await surfaceOf(io, io.stdout, flags))
  }
}

/** Pretty on a terminal, one line in a pipe. */
function documentText(io: CliIo, result: CommandResult): string {
  const {schema, source, account, data, warnings = []} = result
  const document = resultDocument({schema, source, account, data, warnings: [...warnings], generatedAt: io.clock.now()})
  return serialise(document, {pretty: io.stdout.isTTY === true})
}
