/** A model as the inference API takes it, and as a person reads it. */
export interface ModelName {
  /** What is sent: `accounts/fireworks/models/kimi-k3`, perhaps with `#accounts/acme/deployments/x`. */
  readonly resource: string
  /** The shortest name that still means this one: `kimi-k3`, `kimi-k3-fast`, `acme/tuned`, `kimi-k3#x`. */
  readonly display: string
  /** A Fast variant (`-fast`, `-fast-us`), which has rate limits of its own. */
  readonly fast: boolean
  /** Served by a deployment of one's own: no serverless rate limit applies. */
  readonly dedicated: boolean
}

export type ParsedModelName =
  | {readonly ok: true; readonly model: ModelName}
  | {readonly ok: false; readonly text: string; readonly reason: string}

export interface ModelNameContext {
  /** The account in use, for `model#deployment`; null when not known. */
  readonly accountId?: string | null
}

/** The account of the public catalogue. */
const CATALOGUE_ACCOUNT = 'fireworks'

const ID = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,199}$/
const FULL_NAME = /^accounts\/([^/]+)\/(models|routers|deployments|deployedModels)\/([^/]+)$/
const FULL_DEPLOYMENT = /^accounts\/([^/]+)\/deployments\/([^/]+)$/
/** Words of resource names: `models/x` is half a name, not a model of an account called `models`. */
const COLLECTIONS = new Set(['accounts', 'models', 'routers', 'deployments', 'deployedModels'])

/**
 * Normalises a model argument: a short name (`kimi-k3`), a router (`kimi-k3-fast`, `kimi-k3-us`, `kimi-k3-fast-us`, which
 * are `accounts/fireworks/routers/…`: Fireworks' own tools, 2026), `account/model`, a full
 * resource name, and any of them with `#deployment`, `#account/deployment` or a deployment's full name behind it.
 */
export function parseModelName(text: string, context: ModelNameContext = {}): ParsedModelName {
  const refuse = (reason: string): ParsedModelName => ({ok: false, text, reason})
  const [name, deployment, ...rest] = text.trim().split('#') as [string, ...string[]]
  if (name === '') return refuse('it names no model')
  if (rest.length > 0) return refuse('it has more than one #')
  const base = parseBase(name)
  if (base === null) return refuse('it is neither a short name such as kimi-k3 nor accounts/<account>/models/<model>')
  if (deployment === undefined) return {ok: true, model: modelName(base, null, context)}
  const target = parseDeployment(deployment, context.accountId ?? null)
  if (typeof target === 'string') return refuse(target)
  return {ok: true, model: modelName(base, target, context)}
}

export interface ParsedModelNames {
  /** Each model once, in the order first named. */
  readonly models: readonly ModelName[]
  readonly refused: readonly {readonly text: string; readonly reason: string}[]
}

/** Normalises arguments that may be comma lists or lines of standard input; empty parts are skipped. */
export function parseModelNames(texts: readonly string[], context: ModelNameContext = {}): ParsedModelNames {
  const models = new Map<string, ModelName>()
  const refused: {text: string; reason: string}[] = []
  for (const part of texts.flatMap(text => text.split(/[,\r\n]/))) {
    if (part.trim() === '') continue
    const parsed = parseModelName(part, context)
    if (!parsed.ok) refused.push({text: part.trim(), reason: parsed.reason})
    else if (!models.has(parsed.model.resource)) models.set(parsed.model.resource, parsed.model)
  }
  return {models: [...models.values()], refused}
}

/** The shortest name of a model that came from elsewhere; what is not a model name is given back as it is. */
export function displayModelName(resource: string, context: ModelNameContext = {}): string {
  const parsed = parseModelName(resource, context)
  return parsed.ok ? parsed.model.display : resource
}

/** The base model of a router: `kimi-k3` of `kimi-k3-fast-us`; any other name as it is. */
export function baseModelId(id: string): string {
  return id.replace(/(?<=.)(?:-fast-us|-fast|-us)$/, '')
}

/** Whether a model name alone says that a deployment of one's own serves it. */
export function isDedicatedName(resource: string): boolean {
  return resource.includes('#') || /^accounts\/[^/]+\/(?:deployments|deployedModels)\//.test(resource)
}

interface Base {
  readonly accountId: string
  readonly collection: string
  readonly id: string
}
interface Target {
  readonly accountId: string
  readonly id: string
}

function parseBase(name: string): Base | null {
  const full = FULL_NAME.exec(name)
  if (full) {
    const [, accountId, collection, id] = full as unknown as [string, string, string, string]
    return ID.test(accountId) && ID.test(id) ? {accountId, collection, id} : null
  }
  const parts = name.split('/')
  if (parts.length > 2 || !parts.every(part => ID.test(part)) || COLLECTIONS.has(parts[0]!)) return null
  const id = parts.at(-1)!
  const accountId = parts.length === 2 ? parts[0]! : CATALOGUE_ACCOUNT
  const router = accountId === CATALOGUE_ACCOUNT && baseModelId(id) !== id
  return {accountId, collection: router ? 'routers' : 'models', id}
}

function parseDeployment(text: string, accountInUse: string | null): Target | string {
  const full = FULL_DEPLOYMENT.exec(text)
  const parts = full ? [full[1]!, full[2]!] : text.split('/')
  if (parts.length > 2 || !parts.every(part => ID.test(part)) || (!full && COLLECTIONS.has(parts[0]!))) {
    return 'what follows # is neither a deployment id nor accounts/<account>/deployments/<id>'
  }
  if (parts.length === 2) return {accountId: parts[0]!, id: parts[1]!}
  if (accountInUse === null)
    return 'the account of the deployment is not known; write #accounts/<account>/deployments/<id>'
  return {accountId: accountInUse, id: parts[0]!}
}

function modelName(base: Base, target: Target | null, context: ModelNameContext): ModelName {
  const baseResource = `accounts/${base.accountId}/${base.collection}/${base.id}`
  return {
    resource: baseResource + (target ? `#accounts/${target.accountId}/deployments/${target.id}` : ''),
    display: shortBase(base, baseResource) + (target ? `#${shortTarget(target, context.accountId ?? null)}` : ''),
    fast: base.collection === 'routers' && /.-fast(?:-us)?$/.test(base.id),
    dedicated: target !== null || base.collection === 'deployments' || base.collection === 'deployedModels',
  }
}

/** The short name, if reading it again gives the same model; a model called `x-fast` keeps its full name. */
function shortBase(base: Base, resource: string): string {
  const short = base.accountId === CATALOGUE_ACCOUNT ? base.id : `${base.accountId}/${base.id}`
  const again = parseBase(short)
  const same = again?.accountId === base.accountId && again.collection === base.collection && again.id === base.id
  return same ? short : resource
}

function shortTarget(target: Target, accountInUse: string | null): string {
  if (target.accountId === accountInUse && !COLLECTIONS.has(target.id)) return target.id
  return COLLECTIONS.has(target.accountId)
    ? `accounts/${target.accountId}/deployments/${target.id}`
    : `${target.accountId}/${target.id}`
}
