import type {Clock, Gateway, ListOptions, Page, UsageCostsQuery} from '../app/ports.js'
import {classify} from '../domain/answer/classify.js'
import {isErrorObject} from '../domain/answer/inner-answer.js'
import {AppError} from '../domain/errors.js'
import {COSTS} from '../domain/facts/spend.js'
import {answerError} from './answer-error.js'
import {pathPart} from './base-url.js'
import {headerOf, type HttpAnswer} from './exchange.js'
import type {Http} from './http.js'
import {decodeAccount, decodeDeployment, decodeModel, decodeObject, decodePage, decodeQuota, type Json} from './wire.js'
import {decodeLimitSeries, decodeRateLimits} from './wire-limits.js'
import {decodeBillingSummary, decodeUsageCosts} from './wire-spend.js'
import {decodeApiKey, decodeBatchJob, decodeDeployedModel, decodeTrainer, decodeTrainingShape} from './wire-holders.js'

export interface ApiOptions {
  /** Normalised. */
  readonly baseUrl: string
  readonly apiKey: string
  readonly clock: Clock
}

/** Statuses after which `verifyApiKey` is believed; any other one means that this gateway does not have the route. */
const KEY_REFUSED: ReadonlySet<number> = new Set([401, 403, 429])
/** No 5xx: the list of accounts answers the same question, so nobody waits for this undocumented route. */
const VERIFY_RETRY: ReadonlySet<number> = new Set([408, 429])
/** "Not offered" for an optional route. */
const NOT_OFFERED: ReadonlySet<number> = new Set([403, 404, 501])

/** The account API over HTTP. Source of paths and fields: Fireworks API reference; `verifyApiKey`: Fireworks' own tools. */
export class HttpGateway implements Gateway {
  constructor(
    private readonly http: Http,
    private readonly options: ApiOptions,
  ) {}

  async identify(): Promise<{accountIds: readonly string[]; email: string | null}> {
    const answer = await this.http.get(this.url('/verifyApiKey'), VERIFY_RETRY)
    if (KEY_REFUSED.has(answer.status)) throw this.refusal(answer, 'API key')
    const id =
      headerOf(answer, 'x-fireworks-account-id')
        ?.trim()
        .replace(/^accounts\//, '') ?? ''
    if (answer.status === 200 && id !== '') {
      return {accountIds: [id], email: headerOf(answer, 'x-fireworks-developer-email')?.trim() || null}
    }
    const {items} = await this.listAccounts({pageSize: 2})
    return {accountIds: items.map(account => account.id), email: null}
  }

  async getAccount(accountId: string) {
    const path = `/v1/accounts/${pathPart(accountId, 'account')}`
    return decodeAccount(await this.object(this.url(path), `account ${accountId}`), {accountId})
  }

  listAccounts(options?: ListOptions) {
    return this.list('/v1/accounts', 'accounts', 'accounts', raw => decodeAccount(raw), options)
  }

  async getQuota(accountId: string, quotaId: string) {
    const subject = quotaSubject(accountId, quotaId)
    return decodeQuota(await this.object(this.url(quotaPath(accountId, quotaId)), subject), {accountId, quotaId})
  }

  async listQuotas(accountId: string, options?: ListOptions) {
    return this.listOf(accountId, 'quotas', raw => decodeQuota(raw, {accountId}), options)
  }

  /**
   * A lost answer (`network`, `timeout`, `bad-response`) says nothing about whether the value was changed: read it back.
   * @throws AppError `usage` for a value that is no whole number from 0 to 2^53−1; else as every request does
   */
  async patchQuota(accountId: string, quotaId: string, value: number) {
    const request = this.describePatch(accountId, quotaId, value)
    const send = (url: URL) => this.http.once({method: 'PATCH', url, body: request.body})
    let answer = await send(new URL(request.url))
    // Sources differ on the mask: a gateway that rejects it gets the same change without it, once, and its word stands.
    const unmasked = rejectsMask(answer, this.options.clock.now())
    if (unmasked) answer = await send(this.url(quotaPath(accountId, quotaId)))
    const root = this.objectOf(answer, quotaSubject(accountId, quotaId))
    const quota = decodeQuota(root, {accountId, quotaId})
    return {quota, requestId: headerOf(answer, 'x-request-id'), unmasked}
  }

  describePatch(accountId: string, quotaId: string, value: number) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new AppError('usage', `quota ${quotaId}: ${value} is not a whole number from 0 to 2^53-1`)
    }
    const url = this.url(quotaPath(accountId, quotaId), {updateMask: 'value'})
    return {method: 'PATCH', url: url.href, body: {value: String(value)}}
  }

  async listDeployments(accountId: string, options?: ListOptions) {
    return this.listOf(accountId, 'deployments', raw => decodeDeployment(raw, {accountId}), options)
  }

  async listTrainers(accountId: string, options?: ListOptions) {
    return this.listOf(accountId, 'rlorTrainerJobs', raw => decodeTrainer(raw, {accountId}), options)
  }

  async listTrainingShapes(options?: ListOptions) {
    const subject = 'training shapes of Fireworks'
    return this.list('/v1/accounts/fireworks/trainingShapes', 'trainingShapes', subject, decodeTrainingShape, options)
  }

  async listDeployedModels(accountId: string, options?: ListOptions) {
    return this.listOf(accountId, 'deployedModels', raw => decodeDeployedModel(raw, {accountId}), options)
  }

  async listBatchJobs(accountId: string, options?: ListOptions) {
    return this.listOf(accountId, 'batchInferenceJobs', raw => decodeBatchJob(raw, {accountId}), options)
  }

  async listModels(accountId: string, options?: ListOptions) {
    return this.listOf(accountId, 'models', decodeModel, options)
  }

  async listApiKeys(accountId: string, options?: ListOptions) {
    const path = `/v1/accounts/${pathPart(accountId, 'account')}/users/-/apiKeys`
    return this.list(
      path,
      'apiKeys',
      `API keys of account ${accountId}`,
      raw => decodeApiKey(raw, {accountId}),
      options,
    )
  }

  async usageCosts(accountId: string, {start, end, scope, groupBy, pageToken}: UsageCostsQuery) {
    const url = this.url(`/v1/accounts/${pathPart(accountId, 'account')}/usageCosts:query`)
    const body = {
      startTime: new Date(start).toISOString(),
      endTime: new Date(end).toISOString(),
      scope,
      groupBy,
      pageSize: COSTS.largestPage.value,
      ...(pageToken === undefined ? {} : {pageToken}),
    }
    const subject = `usage costs of account ${accountId}`
    return decodeUsageCosts(this.objectOf(await this.http.once({method: 'POST', url, body}), subject), subject)
  }

  async billingSummary(accountId: string, start: number, end: number, daily: boolean) {
    const subject = `billing summary of account ${accountId}`
    const url = this.url(`/v1/accounts/${pathPart(accountId, 'account')}/billing/summary`, {
      startTime: new Date(start).toISOString(),
      endTime: new Date(end).toISOString(),
      granularity: daily ? 'DAILY' : undefined,
    })
    return decodeBillingSummary(await this.object(url, subject), subject)
  }

  async policySettings(accountId: string) {
    const subject = `policy settings of account ${accountId}`
    const url = this.url(`/v1/accounts/${pathPart(accountId, 'account')}/policySettings`)
    const [{decodePolicySettings}, answer] = await Promise.all([import('./wire-policy.js'), this.object(url, subject)])
    return decodePolicySettings(answer, subject)
  }

  async serverlessRateLimits(accountId: string) {
    return (await this.rateLimits(accountId))?.limits ?? null
  }

  async serverlessLimitSeries(accountId: string, since: number) {
    const asked = await this.rateLimits(accountId, since)
    return asked === null ? null : {limits: asked.limits, series: decodeLimitSeries(asked.root)}
  }

  async getPath(path: string) {
    const url = new URL(this.options.baseUrl + path)
    // The path was checked where it was typed; the key goes nowhere else whatever it says.
    if (!url.href.startsWith(`${new URL(`${this.options.baseUrl}/v1/`).href}`)) {
      throw new AppError('usage', 'not a path of the account API')
    }
    const answer = await this.http.get(url)
    return {value: this.objectOf(answer, url.pathname), text: answer.body}
  }

  private async rateLimits(accountId: string, since?: number) {
    const subject = `serverless rate limits of account ${accountId}`
    const url = this.url(`/v1/accounts/${pathPart(accountId, 'account')}/serverlessRateLimits`)
    if (since !== undefined) url.searchParams.set('start', new Date(since).toISOString())
    const answer = await this.http.get(url)
    if (NOT_OFFERED.has(answer.status)) return null
    const root = this.objectOf(answer, subject)
    return {root, limits: decodeRateLimits(root, subject)}
  }

  private listOf<T>(account: string, kind: string, item: (raw: Json) => T, options?: ListOptions): Promise<Page<T>> {
    const path = `/v1/accounts/${pathPart(account, 'account')}/${kind}`
    return this.list(path, kind, `${kind} of account ${account}`, item, options)
  }

  private async list<T>(
    path: string,
    key: string,
    subject: string,
    item: (raw: Json) => T,
    {pageSize, pageToken, filter, orderBy}: ListOptions = {},
  ): Promise<Page<T>> {
    const url = this.url(path, {
      pageSize: pageSize === undefined ? undefined : String(pageSize),
      pageToken,
      filter,
      orderBy,
    })
    return decodePage(await this.object(url, subject), key, subject, item)
  }

  private url(path: string, query: Readonly<Record<string, string | undefined>> = {}): URL {
    const url = new URL(this.options.baseUrl + path)
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value)
    return url
  }

  private async object(url: URL, subject: string): Promise<Json> {
    return this.objectOf(await this.http.get(url), subject)
  }

  private objectOf(answer: HttpAnswer, subject: string): Json {
    if (answer.status < 200 || answer.status > 299) throw this.refusal(answer, subject)
    const root = decodeObject(answer.body, subject)
    // An error that came as a success is that error.
    if (isErrorObject(root)) throw this.refusal(answer, subject)
    return root
  }

  private refusal(answer: HttpAnswer, subject: string): AppError {
    const {apiKey, clock} = this.options
    return answerError(answer, {subject, secrets: [apiKey], nowMs: clock.now()})
  }
}

/**
 * Whether a 400 is about the mask or the field, and nothing else: a rejected value, a used-up quota, a suspension or a
 * proxy's page stand. Without a mask the server may take the body for the whole quota, so it is never left out lightly.
 */
function rejectsMask(answer: HttpAnswer, nowMs: number): boolean {
  if (answer.status !== 400) return false
  const {code, error} = classify(answer, 'account', {now: nowMs})
  if (code !== 'bad-request' || error.isHtml || error.message === null) return false
  // An address that is echoed with its query is not about the mask.
  const words = error.message.replace(/[?&]updateMask=value/gi, '')
  return /\bupdate_?mask\b|\bfield[ _]?mask\b|\bunknown (?:field|name|query parameter)\b/i.test(words)
}

function quotaPath(accountId: string, quotaId: string): string {
  return `/v1/accounts/${pathPart(accountId, 'account')}/quotas/${pathPart(quotaId, 'quota')}`
}

function quotaSubject(accountId: string, quotaId: string): string {
  return `quota ${quotaId} of account ${accountId}`
}
