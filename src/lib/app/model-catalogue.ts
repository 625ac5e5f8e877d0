import {command} from '../domain/action.js'
import {AppError} from '../domain/errors.js'
import {livingModel, retiredModel} from '../domain/facts/models.js'
import {probeCostUsd} from '../domain/limits/token-cost.js'
import {nearest} from '../domain/text/did-you-mean.js'
import {baseModelId, displayModelName, parseModelName} from '../domain/limits/model-name.js'
import {allPages} from './all-pages.js'
import {asOptional} from './optional-part.js'
import type {CatalogueModel, Gateway} from './ports.js'

/** The account of the public catalogue. */
const CATALOGUE_ACCOUNT = 'fireworks'
const CATALOGUE_PREFIX = 'accounts/fireworks/'

/** Kinds of models that answer a chat; a catalogue that tells no kind is believed to list such ones. */
const CHAT_KINDS: ReadonlySet<string | null> = new Set([null, 'HF_BASE_MODEL', 'CUSTOM_MODEL'])
/** What a name says even where the kind does not. */
const NO_CHAT_NAME = /embed|rerank|whisper|guard|flux/i

/** The public catalogue, all pages. @throws AppError as the gateway does */
export async function readCatalogue(gateway: Gateway): Promise<readonly CatalogueModel[]> {
  try {
    return (await allPages(page => gateway.listModels(CATALOGUE_ACCOUNT, page), {})).items
  } catch (error) {
    throw error instanceof AppError ? asOptional(error) : error
  }
}

/**
 * The serverless chat model that costs the least to ask, by the dated price table. Models without a price come after all
 * that have one, by their size; one known to be retired comes last, whatever the catalogue says. Where it does not say what
 * is served (the field is likely, not documented), the dated list does.
 */
export function cheapestServerless(catalogue: readonly CatalogueModel[]): CatalogueModel | null {
  const rank = ({name, parameterCount}: CatalogueModel): readonly number[] => [
    retiredModel(name) === null ? 0 : 1,
    probeCostUsd(name) ?? Number.POSITIVE_INFINITY,
    parameterCount !== null && parameterCount > 0 ? parameterCount : Number.POSITIVE_INFINITY,
  ]
  const offered = catalogue.filter(
    ({supportsServerless, kind, name}) =>
      (supportsServerless ?? livingModel(name) !== null) &&
      CHAT_KINDS.has(kind) &&
      !NO_CHAT_NAME.test(name) &&
      parseModelName(name).ok,
  )
  const cheaper = (a: CatalogueModel, b: CatalogueModel) => {
    const [ranks, others] = [rank(a), rank(b)]
    // Not a subtraction: two unknown sizes are infinitely large both.
    const differs = ranks.findIndex((own, at) => own !== others[at])
    return differs === -1 ? a.name < b.name : ranks[differs]! < others[differs]!
  }
  return offered.reduce<CatalogueModel | null>(
    (best, model) => (best === null || cheaper(model, best) ? model : best),
    null,
  )
}

/**
 * The model to ask when nobody named one.
 * @param read reads the catalogue
 * @throws AppError with the way to name one when the catalogue cannot be read or offers none
 */
export async function defaultModel(read: () => Promise<readonly CatalogueModel[]>): Promise<CatalogueModel> {
  const hints = [
    ['name one: ', command('limits', 'probe', 'kimi-k3')],
    ['or keep one: ', command('config', 'set', 'model', 'kimi-k3')],
  ]
  const catalogue = await read().catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error
    throw new AppError(error.code, `no model was named, and the catalogue cannot be read: ${error.message}`, {
      hints,
      httpStatus: error.httpStatus,
      requestId: error.requestId,
      retryAfterSeconds: error.retryAfterSeconds,
      exitCode: error.exitCode,
    })
  })
  const model = cheapestServerless(catalogue)
  if (model !== null) return model
  throw new AppError('not-found', 'no model was named, and the catalogue lists none that is serverless', {hints})
}

/** What the catalogue says about a model that was not found, as a sentence; null when it has nothing to say. */
export function suggestModel(resource: string, catalogue: readonly CatalogueModel[]): string | null {
  const asked = parseModelName(resource)
  if (!asked.ok || asked.model.dedicated || !resource.startsWith(CATALOGUE_PREFIX)) return null
  const {display} = asked.model
  const listed = catalogue.find(({name}) => name === resource)
  if (listed?.supportsServerless === false) {
    return `${display} is in the catalogue but not offered serverless: it needs a deployment.`
  }
  if (listed) return null
  const names = catalogue
    .filter(({supportsServerless}) => supportsServerless !== false)
    .map(({name}) => displayModelName(name))
  // The catalogue need not list routers.
  const base = baseModelId(display)
  const suffix = display.slice(base.length)
  if (suffix !== '' && names.includes(base)) return `${base} is in the catalogue; it may have no router \`${suffix}\`.`
  const near = nearest(base, names)
  return near === null ? null : `Did you mean ${near}${suffix}?`
}
