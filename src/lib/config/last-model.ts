import path from 'node:path'
import {AppError} from '../domain/errors.js'
import {retiredModel} from '../domain/facts/models.js'
import {isDedicatedName, parseModelName} from '../domain/limits/model-name.js'
import {readTextFile} from './file-reading.js'
import {stateFolder, type ConfigPlace} from './paths.js'
import {makePrivateFolders, writePrivateFile} from './private-file.js'

/** Where the serverless model that was probed last is remembered; null without a home. */
export function lastModelFile(place: ConfigPlace): string | null {
  const folder = stateFolder(place)
  return folder === null ? null : path.join(folder, 'last-model')
}

/**
 * The full name of the model probed last; null when none is remembered, what is there is not a model name, or the model is
 * known to be retired by now.
 */
export function lastModel(place: ConfigPlace): string | null {
  const file = lastModelFile(place)
  const text = file === null ? null : quietly(() => readTextFile(file)?.text ?? null)
  const parsed = text === null ? null : parseModelName(text.trim())
  if (!parsed?.ok || parsed.model.dedicated) return null
  const {resource} = parsed.model
  return retiredModel(resource) === null ? resource : null
}

/**
 * Remembers a model that answered. A courtesy: a folder that cannot be written is not an error. A deployment of one's own
 * is not remembered: another account does not have it.
 * @param model full resource name
 */
export function rememberModel(place: ConfigPlace, model: string): void {
  const file = lastModelFile(place)
  if (file === null || isDedicatedName(model) || lastModel(place) === model) return
  const folder = path.dirname(file)
  quietly(() => {
    makePrivateFolders([folder], place.userId)
    writePrivateFile(file, `${model}\n`)
  })
}

function quietly<T>(act: () => T): T | null {
  try {
    return act()
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}
