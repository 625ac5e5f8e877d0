import type {AppError} from '../domain/errors.js'
import {errorDocument, serialise} from '../render/formats/document.js'
import type {GlobalFlagValues} from './flags.js'

/** A failure as stdout gets it where a document was asked for. */
export async function errorDocumentText({output}: GlobalFlagValues, error: AppError, pretty: boolean): Promise<string> {
  if (output !== 'yaml') return serialise(errorDocument(error), {pretty})
  return (await import('../render/formats/yaml.js')).yamlText(errorDocument(error))
}
