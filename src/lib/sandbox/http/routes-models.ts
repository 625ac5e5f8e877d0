import type {Answer, Call} from './answer.js'
import type {CatalogueModel} from '../model-catalogue.js'
import type {WireResource} from './list-filter.js'
import {listOrGet} from './resource-list.js'
import type {Simulation} from '../simulation.js'

const CREATED_AT = '2025-03-02T08:15:00Z'

const MODELS = {
  collection: 'models',
  fields: [
    'name',
    'displayName',
    'kind',
    'state',
    'public',
    'contextLength',
    'supportsServerless',
    'baseModelDetails',
    'deprecationDate',
    'createTime',
  ],
}

/** `GET /v1/accounts/{a}/models` and `…/models/{m}`; account `fireworks` holds the public catalogue. */
export function models(simulation: Simulation, accountId: string, id: string | undefined, call: Call): Answer {
  // Variants are routers, not models: the catalogue does not list them.
  const listed = accountId === 'fireworks' ? simulation.catalogue.models.filter(model => model.base === undefined) : []
  const now = simulation.time.now()
  const all = listed.map(model => modelOnWire(model, simulation.catalogue.serving(model, now) === 200))
  return listOrGet(all, MODELS, `accounts/${accountId}/models`, id, call)
}

function modelOnWire(model: CatalogueModel, served: boolean): WireResource {
  return {
    name: model.id,
    displayName: model.displayName,
    kind: model.kind === 'chat' ? 'HF_BASE_MODEL' : 'EMBEDDING_MODEL',
    state: 'READY',
    public: true,
    contextLength: model.contextLength,
    supportsServerless: served,
    // int64 as a string; left out where the size is not known. Source: Fireworks gateway API, base model details.
    ...(model.billionParameters === undefined
      ? {}
      : {baseModelDetails: {parameterCount: String(model.billionParameters * 1e9)}}),
    ...(model.deprecationDate === undefined ? {} : {deprecationDate: model.deprecationDate}),
    createTime: CREATED_AT,
  }
}
