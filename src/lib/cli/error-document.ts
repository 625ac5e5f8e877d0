import type {Selector} from '../domain/action.js'
import type {AppError} from '../domain/errors.js'
import {errorDocument, serialise} from '../render/formats/document.js'
import type {GlobalFlagValues} from './flags.js'

/** A failure as stdout gets it where a document was asked for. */
export async function errorDocumentText(
  {output}: GlobalFlagValues,
  error: AppError,
  selector: Selector,
  pretty: boolean,
): Promise<string> {
  const document = errorDocument(error, selector)
  if (output !== 'yaml') return serialise(document, {pretty})
  return (await import('../render/formats/yaml.js')).yamlText(document)
}
