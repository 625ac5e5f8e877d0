import {LIVING_MODELS, RETIRED_MODELS} from '../facts/models.js'
import {baseModelId} from '../limits/model-name.js'
import type {NamedModel} from './check.js'

/** A model or router of the public catalogue by its full name, with what may stand behind `#`. */
const FULL_NAME = /accounts\/fireworks\/(?:models|routers)\/[a-z0-9][a-z0-9._-]{0,127}(?:#[A-Za-z0-9/_-]{1,200})?/gi
/** A word in quotes of any kind; a short name counts only there, and only when a model is called so. */
const QUOTED = /(["'`])([a-z0-9][a-z0-9._-]{2,99})\1/g

/** Names of models that are known, without a server's help: those of the dated facts. */
export const KNOWN_NAMES: ReadonlySet<string> = new Set([...LIVING_MODELS, ...RETIRED_MODELS].map(({id}) => id))

/**
 * The models that a text names, each once a line.
 * @param file as the report names it
 * @param known short names that are models, besides the routers of them
 */
export function findModels(text: string, file: string, known: ReadonlySet<string> = KNOWN_NAMES): NamedModel[] {
  const found: NamedModel[] = []
  let line = 0
  for (const content of text.split('\n')) {
    line++
    // Minified code: a name in it stands in its source too.
    if (content.length > 20_000) continue
    const full = [...content.matchAll(FULL_NAME)].map(match => match[0].replace(/[._-]+$/, ''))
    const short = [...content.matchAll(QUOTED)].map(match => match[2]!)
    const names = [...full, ...short.filter(name => known.has(name) || known.has(baseModelId(name)))]
    for (const name of new Set(names)) found.push({text: name, place: {file, line}})
  }
  return found
}
