import {actionOfHint, command, quotaCommand} from '../action.js'
import {isSuspended, pausesAtLimit, type Account} from '../account.js'
import {effectOf, finishDiagnosis, reasonOf, type Diagnosis} from './diagnosis.js'
import {AppError, OUTCOMES, type OutcomeCode} from '../errors.js'
import {worstExitCode} from '../exit-codes.js'
import {describeAccountCeiling, ownAccountCeiling} from '../limits/account-ceiling.js'
import {displayModelName} from '../limits/model-name.js'
import type {Outcome} from '../answer/outcome.js'
import {askedWait, BACKOFF_WAIT} from '../answer/backoff.js'
import {unansweredOutcome} from '../answer/classify.js'
import {SPEND_QUOTA_ID, type Quota, type QuotaStatus} from '../quota/quota.js'
import {suspensionStanding, type SuspensionStanding} from './suspension.js'
import {formatPercent, formatUsd} from '../text/units.js'

/** One request that was just made. */
export interface LiveProbe {
  /** Full resource name. */
  readonly model: string
  readonly outcome: Outcome
  /** Milliseconds; null when no answer came. */
  readonly latencyMs: number | null
  /** What the catalogue knows better about the name; null when nothing. */
  readonly suggestion: string | null
}

/** What the APIs said at about the same moment; each answer or its failure. */
export interface LiveFindings {
  readonly account: Account | AppError
  readonly quotas: readonly Quota[] | AppError
  /** The number of models it lists. */
  readonly catalogue: number | AppError
  /** null when there was no model to ask. */
  readonly probe: LiveProbe | null
  /** Milliseconds since the epoch when the probe, the last of them, was over. */
  readonly now: number
}

/** An account over its limit may be served for a while yet: it is not suspended at once. */
const NEAR_LIMIT: ReadonlySet<QuotaStatus> = new Set(['warning', 'critical', 'full', 'exceeded'])

/** What an account comes to now. A request that was refused beats what the account says of itself, which lags behind. */
export function diagnoseLive(findings: LiveFindings): Diagnosis {
  const spend = spendOf(findings)
  const {probe} = findings
  const refused =
    probe?.outcome.code === 'suspended' || failuresOf(findings).some(({error}) => error.code === 'suspended')
  const suspension = suspensionStanding(suspendStateOf(findings), spend, refused, findings.now)
  const common = {
    retryAfterSeconds: probe?.outcome.retryAfterSeconds ?? null,
    httpStatus: probe?.outcome.httpStatus ?? null,
    requestId: probe?.outcome.requestId ?? null,
    model: probe === null ? null : displayModelName(probe.model),
    observedAt: new Date(findings.now).toISOString(),
    evidence: evidenceOf(findings),
  }
  if (suspension) return finishDiagnosis({...common, ...ofSuspension(suspension, findings)})
  if (probe !== null && !isServed(probe.outcome)) return finishDiagnosis({...common, ...ofRefusal(probe, findings)})
  const failure = worstFailure(findings)
  if (failure) return finishDiagnosis({...common, ...ofFailure(failure, findings)})
  return finishDiagnosis({...common, ...ofService(findings)})
}

type Parts = Pick<Diagnosis, 'cause' | 'message' | 'reason' | 'waitHint' | 'actions' | 'chain'>

function ofSuspension(suspension: SuspensionStanding, {account, quotas, probe}: LiveFindings): Parts {
  const {suspendState, cause, remedy, actions} = suspension
  const spend = Array.isArray(quotas) ? spendOf({quotas}) : null
  const spent = spend !== null && spend.utilization !== null && spend.utilization >= 1
  const served = probe !== null && isServed(probe.outcome)
  return {
    cause: 'suspended',
    message: `The account is suspended: ${cause}. To lift the suspension, ${remedy}.${served ? ' A request was served all the same: the state may be about to change.' : ''}`,
    reason: suspension.known ? `${cause} (suspendState ${suspendState})` : cause,
    waitHint: null,
    actions,
    chain: [
      ...(spent ? [spendSentence(spend)] : []),
      suspendState === null ? 'the account is suspended' : `the account is suspended: suspendState ${suspendState}`,
      ...(suspendState === null && !(account instanceof AppError)
        ? [
            `its own record lags behind: state ${account.state ?? 'unknown'}, suspendState ${account.suspendState ?? 'unknown'}`,
          ]
        : []),
      ...(probe === null ? [] : [effectOf(probe.outcome, `a request to ${displayModelName(probe.model)}`)]),
    ],
  }
}

function ofRefusal({model, outcome, suggestion}: LiveProbe, findings: LiveFindings): Parts {
  const who = displayModelName(model)
  const ownCeiling = findings.quotas instanceof AppError ? null : ownAccountCeiling(findings.quotas)
  const ceiling = outcome.code === 'rate-limited' && outcome.scope === 'account'
  const message = ceiling ? describeAccountCeiling(who, ownCeiling) : outcome.message
  const reason = reasonOf(outcome, ownCeiling)
  return {
    cause: outcome.code,
    message: suggestion === null ? message : `${message} ${suggestion}`,
    reason,
    waitHint: outcome.waitHint,
    actions: outcome.actions,
    chain: [
      ...failuresOf(findings).map(failureStep),
      ...(outcome.code === 'unknown' ? [] : [reason]),
      effectOf(outcome, `a request to ${who}`),
      ...consequenceOf(outcome),
    ],
  }
}

/** What goes on meanwhile, for a cause that passes by itself. */
function consequenceOf({code, dimensions}: Outcome): string[] {
  if (code === 'rate-limited') {
    return [dimensions.length > 0 ? 'clients are refused until the bucket refills' : 'clients are refused for a while']
  }
  if (code === 'load-shed') return ['some requests are refused, others pass']
  return code === 'scaling-up' ? ['clients are refused until a replica is ready'] : []
}

function ofFailure(failure: AppError, findings: LiveFindings): Parts & Pick<Diagnosis, 'retryAfterSeconds'> {
  const code = outcomeOfError(failure)
  const {probe} = findings
  const served = probe !== null && isServed(probe.outcome)
  const words = code === 'network' || code === 'timeout' ? unansweredOutcome(code, null, failure.message) : null
  const scope =
    served && code === 'unauthorized'
      ? ' The key works for inference: it is likely limited to that, and the account API needs another one.'
      : ''
  return {
    cause: code,
    message: `${served ? 'Inference answers, but the account API does not' : 'The account API does not answer'}: ${failure.message}.${scope}`,
    reason:
      served && code === 'unauthorized'
        ? 'no limit: the scope of the key'
        : words
          ? reasonOf(words)
          : reasonOfError(code),
    waitHint: failure.retryable ? waitOf(failure) : null,
    retryAfterSeconds: failure.retryAfterSeconds,
    actions: failure.hints.flatMap(actionOfHint),
    chain: [
      ...failuresOf(findings).map(failureStep),
      ...(probe === null ? [] : [effectOf(probe.outcome, `a request to ${displayModelName(probe.model)}`)]),
    ],
  }
}

/** The server's own wait, else the backoff of every client. */
function waitOf({retryAfterSeconds}: AppError): string {
  return retryAfterSeconds === null ? BACKOFF_WAIT : askedWait(retryAfterSeconds)
}

function ofService(findings: LiveFindings): Parts {
  const {probe} = findings
  const quotas = Array.isArray(findings.quotas) ? (findings.quotas as readonly Quota[]) : []
  const pressing = quotas.filter(({status}) => status === 'exceeded' || status === 'full' || status === 'critical')
  const spend = spendOf(findings)
  const close = spend !== null && NEAR_LIMIT.has(spend.status) ? [spendSentence(spend)] : []
  const enterprise = !(findings.account instanceof AppError) && !pausesAtLimit(findings.account)
  const atLimit = enterprise ? 'the account is informed, not paused (Enterprise)' : 'everything stops'
  const full = pressing.filter(({id}) => id !== SPEND_QUOTA_ID)
  const notes = [
    ...close.map(sentence => ` Note: ${sentence}; at the limit ${atLimit}.`),
    ...(full.length === 0 ? [] : [` Full: ${namesOf(full)}; what needs more of it is refused.`]),
  ]
  const outcome = probe?.outcome ?? null
  return {
    cause: outcome?.code ?? 'unknown',
    message:
      (outcome?.message ?? 'The account runs, but no model could be asked, so nothing is known of inference.') +
      notes.join(''),
    reason: outcome === null ? 'unknown' : reasonOf(outcome),
    waitHint: outcome?.waitHint ?? null,
    actions: [
      ...(outcome === null ? [command('diagnose', '--live', '--model', 'kimi-k3')] : outcome.actions),
      ...(close.length > 0 || full.length > 0 ? [command('status')] : []),
      ...full.slice(0, 2).map(({id}) => quotaCommand('get', id)),
    ],
    // Nothing led to anything: what was seen is the evidence.
    chain: [],
  }
}

function namesOf(quotas: readonly Quota[]): string {
  const named = quotas.slice(0, 3).map(({id}) => id)
  return named.join(', ') + (quotas.length > named.length ? ` and ${quotas.length - named.length} more` : '')
}

/** `$400.02 of $400 spent this month (100%)`, of a spend quota near its limit or over it: both numbers are known then. */
function spendSentence({usage, value, utilization}: Quota): string {
  const share = utilization === null ? '' : ` (${formatPercent(utilization)})`
  return `${formatUsd(usage!)} of ${formatUsd(value!)} spent this month${share}`
}

function evidenceOf(findings: LiveFindings): string[] {
  const {account, quotas, probe} = findings
  const spend = spendOf(findings)
  const evidence: string[] = []
  if (!(account instanceof AppError)) {
    const lags = probe?.outcome.code === 'suspended' && !isSuspended(account.suspendState)
    evidence.push(
      `account: suspendState ${account.suspendState ?? 'not told'}, state ${account.state ?? 'not told'}${lags ? ', which lag behind a 412' : ''}`,
    )
  }
  if (spend !== null)
    evidence.push(`quota ${SPEND_QUOTA_ID}: usage ${spend.usage ?? 'not told'}, value ${spend.value ?? 'not told'}`)
  else if (!(quotas instanceof AppError)) evidence.push(`quotas: ${quotas.length}, none of them ${SPEND_QUOTA_ID}`)
  for (const failure of failuresOf(findings)) evidence.push(failureStep(failure))
  if (!(findings.catalogue instanceof AppError)) evidence.push(`catalogue: ${findings.catalogue} models`)
  if (probe !== null) {
    const took = probe.latencyMs === null ? '' : ` in ${Math.round(probe.latencyMs)} ms`
    evidence.push(`probe of ${displayModelName(probe.model)}${took}: ${probe.outcome.code}`)
    evidence.push(...probe.outcome.evidence)
  }
  return evidence
}

interface Failed {
  readonly what: string
  readonly error: AppError
}

function failuresOf({account, quotas, catalogue}: LiveFindings): Failed[] {
  return [['account', account] as const, ['quotas', quotas] as const, ['catalogue', catalogue] as const].flatMap(
    ([what, answer]) => (answer instanceof AppError ? [{what, error: answer}] : []),
  )
}

function failureStep({what, error}: Failed): string {
  const status = error.httpStatus === null ? '' : `, HTTP ${error.httpStatus}`
  return `${what}: not readable (${error.code}${status})`
}

/** The failure of the account API that an exit code would be taken from. */
function worstFailure(findings: LiveFindings): AppError | null {
  // Whether the catalogue can be read matters only where the probe depended on it.
  const failures = failuresOf(findings).filter(({what}) => what !== 'catalogue' || findings.probe === null)
  const worst = worstExitCode(failures.map(({error}) => error.exitCode))
  return failures.find(({error}) => error.exitCode === worst)?.error ?? null
}

/** What an error comes to in the vocabulary of causes. */
function outcomeOfError({code}: AppError): OutcomeCode {
  return OUTCOMES.find(outcome => outcome === code) ?? 'unknown'
}

/** Of a failure that is no suspension: that one counts as a refused request. */
function reasonOfError(code: OutcomeCode): string {
  switch (code) {
    case 'unauthorized':
      return 'no limit: the key, or its scope'
    case 'forbidden':
      return 'no limit: what this key may do'
    case 'not-found':
      return 'no limit: the account named'
    case 'rate-limited':
      return 'a rate limit of the account API'
    case 'bad-response':
      return 'no limit: what answered is not the API, or its answer came broken'
    case 'server-error':
      return 'no limit: a fault on the other side'
    default:
      return 'unknown'
  }
}

function isServed({code}: Outcome): boolean {
  return code === 'ok' || code === 'over-limit'
}

function suspendStateOf({account}: LiveFindings): string | null {
  return account instanceof AppError ? null : account.suspendState
}

function spendOf({quotas}: Pick<LiveFindings, 'quotas'>): Quota | null {
  return quotas instanceof AppError ? null : (quotas.find(({id}) => id === SPEND_QUOTA_ID) ?? null)
}
