import {inferenceError, jsonAnswer, type Answer, type Call} from './answer.js'
import {admitRequest, type Admitted} from './inference-admission.js'
import {chatCompletion, completionEvents, textCompletion, type TokenCounts} from './completion-answer.js'
import {chatRequest, InvalidRequest, parseInferenceBody, textRequest} from './completion-request.js'
import type {CompletionRequest, JsonBody} from './completion-request.js'
import {embeddingBody, embeddingRequest} from './embedding-answer.js'
import {keyKind} from '../keys.js'
import type {CatalogueModel} from '../model-catalogue.js'
import type {Simulation} from '../simulation.js'
import {tierRank} from '../account/tiers.js'

const JSON_HEADERS = ['content-type', 'application/json']
const NOT_FOUND = 'Model not found, inaccessible, and/or not deployed'
const STREAM_HEADERS = ['content-type', 'text/event-stream', 'cache-control', 'no-cache']

/** Answers a request to `/inference/v1/…`: key, suspension, body, model, then the limits, in that order. */
export function inference(simulation: Simulation, call: Call): Answer {
  const refusal = refuseKey(call) ?? refuseSuspended(simulation, call)
  if (refusal !== undefined) return refusal
  const route = call.path.slice('/inference/v1'.length)
  if (call.method === 'GET' && route === '/models') return listModels(simulation)
  if (call.method === 'GET' && route.startsWith('/models/'))
    return getModel(simulation, route.slice('/models/'.length), call)
  if (call.method !== 'POST') return inferenceError(404, 'Not Found', call.requestId)
  try {
    switch (route) {
      case '/chat/completions':
        return completion(simulation, call, true)
      case '/completions':
        return completion(simulation, call, false)
      case '/embeddings':
        return embeddings(simulation, call)
      default:
        return inferenceError(404, 'Not Found', call.requestId)
    }
  } catch (error) {
    if (error instanceof InvalidRequest) return inferenceError(400, error.message, call.requestId, [], error.param)
    throw error
  }
}

function completion(simulation: Simulation, call: Call, chat: boolean): Answer {
  const body = parseInferenceBody(call.body)
  const rules = simulation.serverless
  const request = chat ? chatRequest(body, rules) : textRequest(body, rules)
  const model = servedModel(simulation, request.model, 'chat', call)
  if ('status' in model) return model
  const admitted = admitRequest(simulation, call, model, {
    parts: request.parts,
    cacheKey: request.cacheKey,
    requests: request.choices,
    generated: request.choices * request.maxTokens,
    priority: request.priority,
  })
  if ('status' in admitted) return admitted
  return completionAnswer(simulation, call, chat, request, model, admitted)
}

function completionAnswer(
  simulation: Simulation,
  call: Call,
  chat: boolean,
  request: CompletionRequest,
  model: CatalogueModel,
  admitted: Admitted,
): Answer {
  const who = {
    requestId: call.requestId,
    created: Math.floor(simulation.time.now() / 1000),
    model: model.id,
  }
  const {tokens, delayMs} = admitted
  if (request.stream) {
    const events = completionEvents(chat, request, who, tokens)
    return {status: 200, headers: [...STREAM_HEADERS, ...admitted.headers], body: events, delayMs}
  }
  const text = chat ? chatCompletion(request, who, tokens) : textCompletion(request, who, tokens)
  // Performance headers are certain on plain answers only, so streams go without.
  const headers = [...JSON_HEADERS, ...admitted.headers, ...performanceHeaders(simulation, tokens, delayMs)]
  return {status: 200, headers, body: text, delayMs}
}

function embeddings(simulation: Simulation, call: Call): Answer {
  const body: JsonBody & {readonly model: string} = parseInferenceBody(call.body)
  const request = embeddingRequest(body)
  const model = servedModel(simulation, body.model, 'embedding', call)
  if ('status' in model) return model
  const admitted = admitRequest(simulation, call, model, {
    parts: request.inputs,
    cacheKey: undefined,
    requests: 1,
    generated: 0,
    priority: false,
  })
  if ('status' in admitted) return admitted
  const text = embeddingBody(request, model.id, admitted.tokens.prompt)
  return {status: 200, headers: [...JSON_HEADERS, ...admitted.headers], body: text, delayMs: admitted.delayMs}
}

/** `fireworks-*` headers: tokens, and times in seconds as the simulation has them. */
function performanceHeaders(simulation: Simulation, tokens: TokenCounts, delayMs: number): string[] {
  const first = delayMs + simulation.serverless.firstTokenMs
  const all = first + tokens.generated * simulation.serverless.tokenMs
  return [
    'fireworks-prompt-tokens',
    String(tokens.prompt),
    'fireworks-cached-prompt-tokens',
    String(tokens.cached),
    'fireworks-server-time-to-first-token',
    (first / 1000).toFixed(3),
    'fireworks-server-processing-time',
    (all / 1000).toFixed(3),
  ]
}

function servedModel(
  simulation: Simulation,
  id: string,
  kind: CatalogueModel['kind'],
  call: Call,
): CatalogueModel | Answer {
  const {catalogue, time} = simulation
  const model = catalogue.find(id)
  const status = model === undefined ? 404 : catalogue.serving(model, time.now())
  if (model === undefined || status === 404) return inferenceError(404, NOT_FOUND, call.requestId)
  if (status === 500) return inferenceError(500, 'Internal server error', call.requestId)
  const refusal = refuseModel(simulation, model, call)
  if (refusal !== undefined) return refusal
  if (model.kind === kind) return model
  const wanted = kind === 'chat' ? 'completions' : 'embeddings'
  return inferenceError(400, `the model does not support ${wanted}`, call.requestId, [], 'model')
}

/** 403 where the account's tier or policy does not allow the model, its variants included. */
function refuseModel({account}: Simulation, model: CatalogueModel, call: Call): Answer | undefined {
  const {policy, tierGate} = account.seed
  const base = model.base ?? model.id
  if (tierGate?.model === base && tierRank(account.tier) < tierGate.tier) {
    const message = `${model.displayName} requires a Tier ${tierGate.tier} account or higher. Add credits to reach it.`
    return jsonAnswer({error: 'tier_required', message}, 403)
  }
  if (policy?.some(rule => rule.model === base && !rule.allowServerless) !== true) return undefined
  const message = `the model access policy of account ${account.id} does not allow serverless requests to ${model.id}`
  return inferenceError(403, message, call.requestId)
}

/** Every model that answers, and some that do no longer: the real list was seen to name retired models. */
function isListed({catalogue, time}: Simulation, model: CatalogueModel): boolean {
  return model.stillListed === true || catalogue.serving(model, time.now()) === 200
}

function listModels(simulation: Simulation): Answer {
  const listed = simulation.catalogue.models.filter(model => isListed(simulation, model))
  return jsonAnswer({object: 'list', data: listed.map(modelOnWire)})
}

function getModel(simulation: Simulation, id: string, call: Call): Answer {
  // Clients may encode the slashes of the id, or not.
  const model = simulation.catalogue.find(id.replaceAll(/%2f/gi, '/'))
  return model === undefined || !isListed(simulation, model)
    ? inferenceError(404, NOT_FOUND, call.requestId)
    : jsonAnswer(modelOnWire(model))
}

function modelOnWire(model: CatalogueModel): object {
  return {
    id: model.id,
    object: 'model',
    owned_by: 'fireworks',
    created: 1_740_903_300,
    kind: model.kind === 'chat' ? 'HF_BASE_MODEL' : 'EMBEDDING_MODEL',
    supports_chat: model.kind === 'chat',
    context_length: model.contextLength,
  }
}

function refuseKey(call: Call): Answer | undefined {
  switch (keyKind(call.key)) {
    case 'missing':
      return inferenceError(401, 'missing API key: send "Authorization: Bearer <key>"', call.requestId)
    case 'invalid':
      return inferenceError(401, 'the API key is invalid', call.requestId)
    case 'fire-pass':
      return inferenceError(403, 'Fire Pass keys cannot be used for this operation', call.requestId)
    case 'inference-only':
    case 'accepted':
      return undefined
  }
}

/** The text of a suspended account, as captured; the control plane stays open. */
function refuseSuspended(simulation: Simulation, call: Call): Answer | undefined {
  if (!simulation.suspended) return undefined
  const message =
    `Account ${simulation.account.id} is suspended, possibly due to reaching the monthly spending limit or failure to ` +
    'pay past invoices. Please go to https://fireworks.ai/account/billing for more information.'
  return inferenceError(412, message, call.requestId)
}
