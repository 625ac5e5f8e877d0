import type {Selector} from '../domain/action.js'
import {resultDocument, serialise, type ResultDocument} from '../render/formats/document.js'
import {redactKnown, SHORTEST_KEY} from '../domain/text/redact.js'
import {accountLine} from '../render/surface/account-line.js'
import type {Surface} from '../render/surface/terminal-style.js'
import {warningText} from '../render/formats/error.js'
import {isDocument, type GlobalFlagValues} from './flags.js'
import {write, type CliIo} from './io.js'
import {shapingOf} from './list/shaping.js'
import {scalarRow, type CommandResult} from './result.js'
import {surfaceOf} from './surface.js'

/** Prints a result in the form that was asked for: data on stdout, warnings on stderr. */
export async function showResult(
  io: CliIo,
  flags: GlobalFlagValues,
  result: CommandResult,
  selector: Selector,
): Promise<void> {
  const shaped = shapedResult(flags, result)
  const text = await resultText(io, flags, shaped, selector)
  // What was asked of a server lost the key on its way in; what was pasted may hold the one that this shell uses.
  const ownKeys = [flags['api-key'], io.env['FIREWORKS_API_KEY']].filter(key => (key?.length ?? 0) >= SHORTEST_KEY)
  const safe = result.source === 'offline' ? redactKnown(text, ownKeys as string[]) : text
  if (result.shaped === undefined || io.stdout.isTTY !== true) await write(io.stdout, safe)
  else await showList(io, flags, safe)
  const inDocument = isDocument(flags) && (flags.output !== 'json' || flags.json === true || !result.firectlJson)
  const {warnings = []} = shaped
  if (warnings.length > 0 && !inDocument && !flags.quiet) {
    await write(io.stderr, warningText(warnings, selector, await surfaceOf(io, io.stderr, flags)))
  }
}

/** A list that is longer than the terminal goes through the pager. */
async function showList(io: CliIo, flags: GlobalFlagValues, text: string): Promise<void> {
  const {page, pagerFor} = await import('./pager.js')
  const pager = pagerFor(io, flags, text)
  return pager === null ? write(io.stdout, text) : page(io, pager, text)
}

/** The result with the rows and columns that the flags choose. @throws AppError usage for a name that it does not have */
export function shapedResult(flags: GlobalFlagValues, result: CommandResult): CommandResult {
  const shaping = result.shaped === undefined ? null : shapingOf(flags)
  return shaping === null ? result : {...result, ...result.shaped!(shaping)}
}

/** A result as stdout gets it. */
export async function resultText(
  io: CliIo,
  flags: GlobalFlagValues,
  result: CommandResult,
  selector: Selector,
  pretty = io.stdout.isTTY === true,
): Promise<string> {
  const document = () => result.bare?.value ?? documentOf(io, result, selector)
  const documentText = () => (pretty ? undefined : result.bare?.text) ?? serialise(document(), {pretty})
  if (flags.query !== undefined) return queried(flags, flags.query, document(), pretty)
  if (flags.json) return documentText()
  switch (flags.output) {
    case 'json':
      return result.firectlJson?.() ?? documentText()
    case 'yaml':
      return (await import('../render/formats/yaml.js')).yamlText(document())
    case 'csv':
    case 'tsv':
      return result.delimited?.(flags.output) ?? scalarRow(result.data, flags.output)
    case 'name':
      return (result.names?.() ?? []).map(name => `${name}\n`).join('')
    case 'flag':
      return result.firectlFlags?.() ?? documentText()
    default:
      return textOf(result, flags, selector, await surfaceOf(io, io.stdout, flags))
  }
}

/** A result's text for a surface, on a terminal under the account that it is about. */
export async function textOf(
  result: CommandResult,
  flags: GlobalFlagValues & {'no-headers'?: boolean},
  {profile}: Selector,
  surface: Surface,
): Promise<string> {
  const text = await result.text(surface)
  const {account, accountAbove} = result
  if (account === null || accountAbove !== true || !surface.decorated || flags['no-headers']) return text
  return `${accountLine(account, profile, surface)}\n${text}`
}

async function queried(
  {output}: GlobalFlagValues,
  expression: string,
  document: unknown,
  pretty: boolean,
): Promise<string> {
  const {readQuery} = await import('../render/formats/query.js')
  const query = await readQuery(expression)
  if (output !== 'yaml') return query.text(document, {pretty})
  return (await import('../render/formats/yaml.js')).yamlText(query.value(document))
}

function documentOf(io: CliIo, result: CommandResult, selector: Selector): ResultDocument {
  const {schema, source, account, data, warnings = []} = result
  return resultDocument({schema, source, account, data, warnings, generatedAt: io.clock.now()}, selector)
}
