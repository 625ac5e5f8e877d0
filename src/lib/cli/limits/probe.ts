import {freeLimits} from '../../app/free-limits.js'
import {readCatalogue} from '../../app/model-catalogue.js'
import {reportLimits, type LimitsReport, type ReportedComparison, type ReportedProbe} from '../../app/limits-report.js'
import type {ProbeResult} from '../../app/probe-limits.js'
import {settle} from '../../app/settle.js'
import {rememberModel} from '../../config/last-model.js'
import {AppError, type Warning} from '../../domain/errors.js'
import {limitReadings} from '../../domain/history/from-answers.js'
import {displayModelName} from '../../domain/limits/model-name.js'
import {LIMIT_FIELDS, limitColumns, limitRows, type LimitRow} from '../../render/views/limits-probe-table.js'
import {limitsProbeText} from '../../render/views/limits-probe.js'
import {BURST_WARNING, confirmRequests, MOST_UNASKED} from './probe-consent.js'
import {keepReadings, keepsHistory} from '../history/recording.js'
import type {CliIo} from '../io.js'
import {writeNote} from '../surface.js'
import {namedModels, probeTargets} from './probe-models.js'
import {checkTogether, probeOptions, scheduleOf, type LimitsProbeFlagValues} from './probe-flags.js'
import {isDocument} from '../flags.js'
import {listForms} from '../list/list-forms.js'
import type {CommandResult} from '../result.js'
import {placeOf, type Session} from '../session.js'

/** `data` of `fireq.limits.probe/v1`. */
export interface LimitsProbeDocument {
  readonly probes: readonly ProbeResult[]
  /** With `--compare-tiers`. */
  readonly comparisons?: readonly ReportedComparison[]
}

/** A question that can be asked again, by `--watch`. */
export interface PreparedProbe {
  ask(): Promise<CommandResult<LimitsProbeDocument>>
  /** What is being done, for a person who waits. */
  readonly label: string
}

/** Everything that is settled before the first question: flags, models, consent. @throws AppError */
export async function prepareProbe(
  io: CliIo,
  flags: LimitsProbeFlagValues,
  texts: readonly string[],
  connect: () => Promise<Session>,
): Promise<PreparedProbe> {
  checkTogether(flags)
  const options = probeOptions(flags)
  const schedule = scheduleOf(flags)
  const session = await connect()
  const named = await namedModels(io, session, texts)
  if (flags.free) {
    const ask = async () => {
      const account = await session.account()
      const report = await freeLimits(session.gateway, account, named, options.unit)
      const kept = await keepProbes(io, session, 'free', report)
      return limitsResult(session, flags, account, {...report, warnings: [...report.warnings, ...kept]})
    }
    return {ask, label: 'reading rate limits'}
  }
  const catalogue = remembered(() => readCatalogue(session.gateway))
  const {targets, note} = await probeTargets(io, session, named, catalogue)
  if (note !== null && !flags.quiet && !isDocument(flags)) await writeNote(io, note)
  const each = (schedule?.requests ?? 1) * (flags['compare-tiers'] ? 2 : 1)
  const models = targets.flatMap(({model}) => Array.from({length: each}, () => model))
  if (schedule || models.length > MOST_UNASKED) await confirmRequests(io, flags, models)
  let account = session.knownAccount
  const ports = {
    inference: session.inference,
    gateway: session.gateway,
    clock: io.clock,
    catalogue,
    signal: io.signal,
    account: async () => (account = await session.account()),
  }
  const ask = async () => {
    const question = {targets, options, schedule, compareTiers: flags['compare-tiers'] === true}
    const report = await reportLimits(ports, question)
    if (named.length > 0 && session.source === 'live') rememberServed(io, report)
    const kept = await keepProbes(io, session, 'probe', report)
    const told = {...report, warnings: [...report.warnings, ...kept]}
    return limitsResult(session, flags, account, told, schedule ? [{code: 'burst', message: BURST_WARNING}] : [])
  }
  return {ask, label: `asking ${targets.length === 1 ? 'one model' : `${targets.length} models`}`}
}

/** Keeps what the answers told, where that is switched on. The account is asked for only then. */
async function keepProbes(
  io: CliIo,
  session: Session,
  source: 'probe' | 'free',
  {probes}: LimitsReport,
): Promise<readonly Warning[]> {
  const account = keepsHistory(io) ? await settle(session.account()) : null
  if (account === null || account instanceof AppError) return []
  const results = probes.map(({result}) => result)
  return keepReadings(io, session.source, () => limitReadings({t: io.clock.now(), account}, source, results))
}

/** Remembers the first model that answered, for the next probe without a name. */
function rememberServed(io: CliIo, {probes}: LimitsReport): void {
  const served = probes.find(({result}) => result.outcome === 'ok' || result.outcome === 'over-limit')
  if (served) rememberModel(placeOf(io), served.result.model)
}

/** Reads once for every round of `--watch`; a reading that failed is tried again in the next. */
function remembered<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | null = null
  return () => {
    reading ??= read().catch((error: unknown) => {
      reading = null
      throw error
    })
    return reading
  }
}

/** @param before warnings of the document that a reader of text has seen before anything was sent */
function limitsResult(
  session: Session,
  flags: LimitsProbeFlagValues,
  account: string | null,
  report: LimitsReport,
  before: readonly Warning[] = [],
): CommandResult<LimitsProbeDocument> {
  const probes = report.probes.map(({result}) => result)
  return {
    schema: 'fireq.limits.probe/v1',
    source: session.source,
    account,
    warnings: [...session.warnings, ...(isDocument(flags) ? before : []), ...report.warnings],
    followed: probes.flatMap(({model, limits}) =>
      limits.map(({dimension, utilization}) => ({
        label: `${displayModelName(model)} ${dimension}`,
        value: utilization,
      })),
    ),
    holdsInterrupted: true,
    exitCode: flags['exit-zero'] === true && probes.length > 0 ? 0 : report.exitCode,
    ...listForms({
      rows: limitRows(probes),
      fields: LIMIT_FIELDS,
      id: ({probe}) => probe.model,
      item: ({probe, limit}) => ({...probe, limits: limit === null ? [] : [limit]}),
      data: rows => ({
        probes: probesOf(rows),
        ...(flags['compare-tiers'] ? {comparisons: report.comparisons} : {}),
      }),
      text: (rows, surface) =>
        report.interrupted && probes.length === 0
          ? ''
          : limitsProbeText(narrowed(report, rows), surface, session.selector(), {
              verbose: flags.verbose === true,
              listed: flags.free === true,
              account,
            }),
      columns: surface => limitColumns(surface),
    }),
  }
}

/** The probes of some rows, each with the limits of its rows. */
function probesOf(rows: readonly LimitRow<ProbeResult>[]): ProbeResult[] {
  return [...new Set(rows.map(({probe}) => probe))].map(probe => ({
    ...probe,
    limits: rows.filter(row => row.probe === probe).flatMap(({limit}) => (limit === null ? [] : [limit])),
  }))
}

/** The report of some rows, in their order. */
function narrowed(report: LimitsReport, rows: readonly LimitRow<ProbeResult>[]): LimitsReport {
  const kept = [...new Set(rows.map(({probe}) => probe))]
  const narrowedProbes = probesOf(rows)
  const narrow = (shown: readonly ReportedProbe[]): ReportedProbe[] =>
    kept.flatMap((probe, at) =>
      shown.filter(({result}) => result === probe).map(one => ({...one, result: narrowedProbes[at]!})),
    )
  return {
    ...report,
    probes: narrow(report.probes),
    samples: report.samples.flatMap(one => narrow([one.last]).map(last => ({...one, last}))),
  }
}
