import {pausesAtLimit} from '../domain/account.js'
import {accountVerdict, type AccountVerdict} from '../domain/diagnosis/account-verdict.js'
import {AppError, exitCodeOf, type Warning} from '../domain/errors.js'
import {EXIT, worstExitCode} from '../domain/exit-codes.js'
import {describeQuota, SPEND_QUOTA_ID, type Quota} from '../domain/quota/quota.js'
import {spendPace} from '../domain/quota/spend-pace.js'
import {suspensionStanding} from '../domain/diagnosis/suspension.js'
import {likelyTier, type LikelyTier} from '../domain/quota/tier.js'
import {allPages} from './all-pages.js'
import type {DiagnosePorts} from './ports.js'
import {accountQuestions, once} from './account-questions.js'
import {accountHeader, type AccountHeader} from './account-header.js'
import {defaultModel, readCatalogue} from './model-catalogue.js'
import {sizesFrom} from './model-sizes.js'
import {probeOne, type Probe, type ProbeResult} from './probe-limits.js'
import {settle} from './settle.js'

/** This month's spend against its limit; USD. */
export interface SpendStanding {
  readonly usage: number | null
  readonly limit: number | null
  readonly max: number | null
  readonly utilization: number | null
  /** Limit minus usage, negative above the limit; null when unknown or unlimited. */
  readonly left: number | null
  /** RFC 3339: when the limit is reached at this month's pace; null when not within this month, or not known. */
  readonly reachedAt: string | null
  /** null when the usage is not known. */
  readonly pace: {
    /** RFC 3339, UTC: this calendar month, and the next. */
    readonly monthStart: string
    readonly monthEnd: string
    readonly perDayUsd: number | null
    readonly projectedUsd: number | null
    readonly limitReachedAt: string | null
  } | null
}

/** What `fireq.status/v1` says of the account; the command adds whose key asked. */
export interface AccountStatus {
  readonly account: AccountHeader
  readonly tier: LikelyTier
  readonly spend: SpendStanding | null
  readonly quotas: readonly Quota[]
  readonly probe: ProbeResult | null
  readonly verdict: AccountVerdict
  readonly suspension: {
    readonly suspendState: string | null
    readonly cause: string
    readonly remedy: string
    readonly known: boolean
  } | null
}

export interface StatusReading {
  readonly status: AccountStatus
  readonly warnings: readonly Warning[]
  readonly exitCode: number
}

/** One probe wanted; `model` null for the cheapest of the catalogue. */
export interface ProbeWish {
  readonly model: string | null
}

/**
 * Account and quotas at the same time, with one probe beside them if wanted. What fails is a warning and its exit code.
 * @throws AppError when neither account nor quotas can be read: there is nothing to show
 */
export async function accountStatus(ports: DiagnosePorts, wish: ProbeWish | null): Promise<StatusReading> {
  const {gateway} = ports
  const [id, account, listing, probed] = await Promise.all([
    settle(ports.account()),
    settle(ports.account().then(id => gateway.getAccount(id))),
    settle(ports.account().then(id => allPages(page => gateway.listQuotas(id, page), {}))),
    wish === null ? null : settle(probe(ports, wish)),
  ])
  // A screen of what an interrupted run had by then would pass for the whole.
  ports.signal?.throwIfAborted()
  if (id instanceof AppError) throw id
  if (account instanceof AppError && listing instanceof AppError) throw worse(account, listing)
  const failures = [
    {what: 'the account could not be read', answer: account},
    {what: 'the quotas could not be read', answer: listing},
    {what: 'no model could be asked', answer: probed},
  ].flatMap(({what, answer}) => (answer instanceof AppError ? [{what, error: answer}] : []))
  const known = account instanceof AppError ? null : account
  const quotas = listing instanceof AppError ? [] : listing.items.map(describeQuota)
  const spend = quotas.find(quota => quota.id === SPEND_QUOTA_ID) ?? null
  const answer = probed instanceof AppError ? null : probed
  const outcome = answer?.outcome ?? null
  const refused = outcome?.code === 'suspended' || failures.some(({error}) => error.code === 'suspended')
  const suspension = suspensionStanding(known?.suspendState ?? null, spend, refused, ports.clock.now())
  const codes = failures.map(({error}) => error.exitCode)
  return {
    status: {
      account: accountHeader(id, known, quotas),
      tier: likelyTier(known, spend),
      spend: spend === null ? null : spendStanding(spend, ports.clock.now()),
      quotas,
      probe: answer?.result ?? null,
      verdict: accountVerdict({
        suspension,
        quotas,
        pausesAtLimit: pausesAtLimit(known),
        probe: outcome,
        failures,
        now: ports.clock.now(),
      }),
      suspension: suspension === null ? null : withoutActions(suspension),
    },
    warnings: failures.map(({what, error}) => ({
      code: error.code,
      message: `${what}: ${error.message}`,
      hints: error.hints.slice(0, 1),
    })),
    exitCode: worstExitCode([
      ...codes,
      ...(suspension === null ? [] : [EXIT.suspended]),
      ...(outcome === null ? [] : [exitCodeOf(outcome.code)]),
    ]),
  }
}

/** Only a model that the catalogue has to choose is asked after another question. */
async function probe(ports: DiagnosePorts, {model}: ProbeWish): Promise<Probe | null> {
  const {gateway} = ports
  const catalogue = once(() => readCatalogue(gateway))
  const asked = model ?? (await defaultModel(catalogue)).name
  return probeOne(
    ports,
    {model: asked},
    {sizeOf: sizesFrom(catalogue, ports.clock), questions: accountQuestions(gateway, ports.account)},
  )
}

function worse(one: AppError, other: AppError): AppError {
  return worstExitCode([one.exitCode, other.exitCode]) === one.exitCode ? one : other
}

function withoutActions({
  suspendState,
  cause,
  remedy,
  known,
}: NonNullable<ReturnType<typeof suspensionStanding>>): AccountStatus['suspension'] {
  return {suspendState, cause, remedy, known}
}

function spendStanding({usage, value, maxValue, utilization, headroom, unlimited}: Quota, now: number): SpendStanding {
  const pace = usage === null ? null : spendPace(usage, unlimited ? null : value, now)
  const time = (ms: number) => new Date(ms).toISOString()
  return {
    usage,
    limit: value,
    max: maxValue,
    utilization,
    left: headroom,
    reachedAt: pace === null || pace.reachedAt === null ? null : time(pace.reachedAt),
    pace: pace && {
      monthStart: time(pace.monthStart),
      monthEnd: time(pace.monthEnd),
      perDayUsd: pace.perDayUsd,
      projectedUsd: pace.projectedUsd,
      limitReachedAt: pace.reachedAt === null ? null : time(pace.reachedAt),
    },
  }
}
