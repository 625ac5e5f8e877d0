import type {CalendarDate} from '../domain/model/retirement.js'
import type {CatalogueModel, Deployment, Page} from '../app/ports.js'
import type {Account} from '../domain/account.js'
import {looksLikeHtml} from '../domain/answer/error-body.js'
import {AppError} from '../domain/errors.js'
import type {Placement} from '../domain/quota/gpu-charge.js'
import {nestsDeeper} from '../domain/text/json-depth.js'
import {printable} from '../domain/text/printable.js'
import {parseRfc3339} from '../domain/text/units.js'
import {parseQuotaName, type QuotaReading} from '../domain/quota/quota.js'

/**
 * From the wire to the domain. Strict about what the tool cannot do without (JSON, an object, each item's `name`), lenient
 * about the rest: a number may come as a string (int64), an unreadable or missing field is null, an unknown enum value
 * passes through. Every function throws AppError `bad-response` and nothing else.
 */
export type Json = Readonly<Record<string, unknown>>

/** Levels of JSON in an answer; what is deeper could be read, and neither walked nor printed. Seen: 6. */
const DEEPEST = 200

/** The object of a 200 answer. `subject` starts the message: `quotas of account acme`. */
export function decodeObject(body: string, subject: string): Json {
  if (nestsDeeper(body, DEEPEST)) throw badResponse(subject, `the answer nests deeper than ${DEEPEST} levels`)
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    if (looksLikeHtml(body)) {
      throw badResponse(subject, 'a web page came instead of JSON', [
        'a proxy or a sign-in page answered: check HTTPS_PROXY, NO_PROXY and --base-url',
      ])
    }
    throw badResponse(subject, body.trim() === '' ? 'the answer is empty' : 'the answer is not valid JSON')
  }
  if (!isObject(parsed)) throw badResponse(subject, 'the answer is JSON of another shape')
  return parsed
}

/**
 * One page of a list. A missing list is an empty one (the API leaves empty fields out), unless the object holds nothing
 * that a page has: then it is something else, such as a proxy's own JSON.
 */
export function decodePage<T>(root: Json, key: string, subject: string, item: (raw: Json) => T): Page<T> {
  const list = root[key]
  requireShape(root, [key, 'nextPageToken', 'totalSize'], subject)
  if (list !== undefined && list !== null && !Array.isArray(list)) throw badResponse(subject, `"${key}" is not a list`)
  const items = (list ?? []) as readonly unknown[]
  return {
    items: items.map(raw => {
      if (!isObject(raw)) throw badResponse(subject, `"${key}" holds something that is not an object`)
      return item(raw)
    }),
    nextPageToken: textOf(root['nextPageToken']),
    totalSize: numberOf(root['totalSize']),
  }
}

/**
 * Refuses an object that has none of the fields of what was requested: it is something else, such as a proxy's own JSON. An
 * empty object is nothing of it: the API leaves empty fields out.
 */
export function requireShape(root: Json, fields: readonly [string, ...string[]], subject: string): void {
  if (Object.keys(root).length === 0 || fields.some(field => field in root)) return
  throw badResponse(subject, `the answer has no "${fields[0]}"`)
}

/** What was requested: an answer about anything else is refused, before its numbers lead to a change. */
export interface Requested {
  readonly accountId: string
  /** Of one quota; left out for a list. */
  readonly quotaId?: string
}

/** @throws AppError bad-response also when its name is not the one that was requested */
export function decodeQuota(raw: Json, requested: Requested): QuotaReading {
  const name = textOf(raw['name'])
  const parsed = name === null ? null : parseQuotaName(name)
  if (!parsed) throw badResponse('quota', `no usable name in the answer`)
  const {accountId, quotaId = parsed.quotaId} = requested
  const another = parsed.quotaId !== quotaId || (parsed.accountId !== null && parsed.accountId !== accountId)
  if (another) throw anotherResource(`accounts/${accountId}/quotas/${quotaId}`, name!)
  return {
    id: parsed.quotaId,
    value: numberOf(raw['value']),
    maxValue: numberOf(raw['maxValue']),
    usage: numberOf(raw['usage']),
    updatedAt: timeOf(raw['updateTime']),
    ...exactDigits(raw),
  }
}

/** The wire's own digits of an int64 that a number cannot hold; nothing where both can be held, as nearly always. */
function exactDigits(raw: Json): Pick<QuotaReading, 'exact'> {
  const [value, maxValue] = [raw['value'], raw['maxValue']].map(each =>
    typeof each === 'string' && /^-?[0-9]{16,19}$/.test(each) && !Number.isSafeInteger(Number(each)) ? each : undefined,
  )
  if (value === undefined && maxValue === undefined) return {}
  return {exact: {...(value === undefined ? {} : {value}), ...(maxValue === undefined ? {} : {maxValue})}}
}

/** @throws AppError bad-response also when it is another account than the one requested */
export function decodeAccount(raw: Json, requested: Partial<Requested> = {}): Account {
  const id = resourceId(raw['name'], 'accounts')
  const {accountId = id} = requested
  if (id !== accountId) throw anotherResource(`accounts/${accountId}`, String(raw['name']))
  const status = isObject(raw['status']) ? raw['status'] : {}
  return {
    id,
    displayName: textOf(raw['displayName']),
    email: textOf(raw['email']),
    accountType: textOf(raw['accountType']),
    state: textOf(raw['state']),
    statusCode: typeof status['code'] === 'number' ? String(status['code']) : textOf(status['code']),
    statusMessage: textOf(status['message']),
    suspendState: textOf(raw['suspendState']),
    createdAt: timeOf(raw['createTime']),
    updatedAt: timeOf(raw['updateTime']),
  }
}

export function decodeDeployment(raw: Json, requested: Requested): Deployment {
  const id = ownId(raw['name'], 'deployments', requested)
  const stats = isObject(raw['replicaStats']) ? raw['replicaStats'] : {}
  return {
    id,
    baseModel: textOf(raw['baseModel']),
    acceleratorType: textOf(raw['acceleratorType']),
    acceleratorCount: numberOf(raw['acceleratorCount']),
    minReplicaCount: numberOf(raw['minReplicaCount']),
    maxReplicaCount: numberOf(raw['maxReplicaCount']),
    replicaCount: numberOf(raw['replicaCount']),
    readyReplicaCount: numberOf(stats['readyReplicaCount']),
    state: textOf(raw['state']),
    region: textOf(raw['region']),
    placement: placementOf(raw['placement']),
    hotLoadTrainerJob: textOf(raw['hotLoadTrainerJob']),
    annotations: textsOf(raw['annotations']),
    deploymentShape: textOf(raw['deploymentShape']),
    createdAt: timeOf(raw['createTime']),
  }
}

function placementOf(value: unknown): Placement | null {
  if (!isObject(value)) return null
  const regions: readonly unknown[] = Array.isArray(value['regions']) ? value['regions'] : []
  return {
    multiRegion: textOf(value['multiRegion']),
    region: textOf(value['region']),
    regions: regions.flatMap(region => textOf(region) ?? []),
  }
}

export function decodeModel(raw: Json): CatalogueModel {
  const name = textOf(raw['name'])
  if (name === null) throw badResponse('model', 'no usable name in the answer')
  const details = isObject(raw['baseModelDetails']) ? raw['baseModelDetails'] : {}
  const serverless = raw['supportsServerless']
  return {
    name,
    displayName: textOf(raw['displayName']),
    kind: textOf(raw['kind']),
    supportsServerless: typeof serverless === 'boolean' ? serverless : null,
    parameterCount: numberOf(details['parameterCount']),
    deprecationDate: calendarDateOf(raw['deprecationDate']),
  }
}

/** A day or a month that is not said comes as 0, or not at all. */
function calendarDateOf(value: unknown): CalendarDate | null {
  if (!isObject(value)) return null
  const year = numberOf(value['year'])
  return year === null || year === 0
    ? null
    : {year, month: numberOf(value['month']) ?? 0, day: numberOf(value['day']) ?? 0}
}

/** A finite number, or a decimal string of one (int64, double); null for everything else: never NaN, never Infinity. */
export function numberOf(value: unknown): number | null {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value.trim())
        ? Number(value)
        : Number.NaN
  if (!Number.isFinite(number)) return null
  return number === 0 ? 0 : number // no negative zero
}

/**
 * RFC 3339 in UTC, up to 9 fractional digits kept as they came; an offset is converted, to milliseconds. null for anything
 * else and for Go's zero time, which means "never".
 */
export function timeOf(value: unknown): string | null {
  const ms = typeof value === 'string' ? parseRfc3339(value) : null
  if (typeof value !== 'string' || ms === null || value.startsWith('0001-01-01')) return null
  const fraction = /\.[0-9]{1,9}(?=[^0-9])/.exec(value)?.[0] ?? ''
  if (/z$/i.test(value)) return `${value.slice(0, 10)}T${value.slice(11, 19)}${fraction}Z`
  return new Date(ms + Math.trunc(Number(`0${fraction}`) * 1000)).toISOString()
}

/** `prod` of `accounts/acme/deployments/prod`; a bare id is taken as it is. */
function resourceId(name: unknown, collection: string): string {
  const text = textOf(name) ?? ''
  const parts = text.split('/')
  const usable = parts.length === 1 || (parts.length % 2 === 0 && parts.at(-2) === collection)
  if (text === '' || !usable || parts.includes('')) throw badResponse(collection, 'no usable name in the answer')
  return parts.at(-1)!
}

/** The same, of the account that was asked: what another one has is no answer. */
export function ownId(name: unknown, collection: string, {accountId}: Requested): string {
  const id = resourceId(name, collection)
  requireOwner(name, accountId)
  return id
}

/** @throws AppError bad-response for the name of something of another account; a bare id is taken as it is */
export function requireOwner(name: unknown, accountId: string): void {
  const owner = /^accounts\/([^/]+)\//.exec(textOf(name) ?? '')?.[1]
  if (owner !== undefined && owner !== accountId) throw anotherResource(`accounts/${accountId}`, String(name))
}

function anotherResource(requested: string, answered: string): AppError {
  const name = printable(answered, 120)
  return badResponse(requested, `the answer is about \`${name}\`, not about what was requested`, [
    'check `--base-url` and any proxy in between: an answer of another resource is never used',
  ])
}

export function badResponse(
  subject: string,
  why: string,
  hints = ['check `--base-url` and any proxy in between'],
): AppError {
  return new AppError('bad-response', `${subject}: ${why}`, {hints, httpStatus: 200})
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The texts of an object, by their names. */
function textsOf(value: unknown): Readonly<Record<string, string>> {
  const texts = Object.create(null) as Record<string, string>
  if (isObject(value))
    for (const [name, text] of Object.entries(value)) if (typeof text === 'string') texts[name] = text
  return texts
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
