import {displayModelName} from '../../domain/limits/model-name.js'
import type {OutcomeCode} from '../../domain/errors.js'
import {printable} from '../../domain/text/printable.js'
import {DIMENSION_NAMES, type RateLimit} from '../../domain/limits/rate-limit.js'
import {formatCompact, formatPercent} from '../../domain/text/units.js'
import type {Field} from '../formats/delimited.js'
import {barText} from '../surface/bar.js'
import type {Column} from '../surface/table.js'
import {glyphsFor, paintStatus, type Paint, type Surface} from '../surface/terminal-style.js'

/** The probe object of `fireq.limits.probe/v1`. */
export interface ProbeObject {
  readonly model: string
  readonly serviceTier: string | null
  readonly outcome: OutcomeCode
  readonly httpStatus: number | null
  readonly latencyMs: number | null
  readonly ttftMs: number | null
  readonly requestId: string | null
  readonly overLimit: boolean | null
  readonly retryAfterSeconds: number | null
  readonly promptTokens: number | null
  readonly message: string | null
  readonly limits: readonly RateLimit[]
  readonly headers: Readonly<Record<string, string>>
}

/** One limit of one probe; a probe that tells none has one row without. */
export interface LimitRow<Probe extends ProbeObject = ProbeObject> {
  readonly probe: Probe
  readonly limit: RateLimit | null
  /** Whether it is the first of its probe. */
  readonly first: boolean
}

export function limitRows<Probe extends ProbeObject>(probes: readonly Probe[]): LimitRow<Probe>[] {
  return probes.flatMap(probe => {
    const limits = probe.limits.length === 0 ? [null] : probe.limits
    return limits.map((limit, at) => ({probe, limit, first: at === 0}))
  })
}

/** `csv` and `tsv`: a row for each limit, under the names of the JSON fields. */
export const LIMIT_FIELDS: readonly Field<LimitRow>[] = [
  {name: 'model', value: ({probe}) => probe.model},
  {name: 'serviceTier', value: ({probe}) => probe.serviceTier},
  {name: 'outcome', value: ({probe}) => probe.outcome},
  {name: 'httpStatus', value: ({probe}) => probe.httpStatus},
  {name: 'latencyMs', value: ({probe}) => probe.latencyMs},
  {name: 'ttftMs', value: ({probe}) => probe.ttftMs},
  {name: 'requestId', value: ({probe}) => probe.requestId},
  {name: 'overLimit', value: ({probe}) => probe.overLimit},
  {name: 'retryAfterSeconds', value: ({probe}) => probe.retryAfterSeconds},
  {name: 'promptTokens', value: ({probe}) => probe.promptTokens},
  {name: 'dimension', value: ({limit}) => limit?.dimension ?? null},
  {name: 'raw', value: ({limit}) => limit?.raw ?? null},
  {name: 'rawRemaining', value: ({limit}) => limit?.rawRemaining ?? null},
  {name: 'unit', value: ({limit}) => limit?.unit ?? null},
  {name: 'unitSource', value: ({limit}) => limit?.unitSource ?? null},
  {name: 'perMinute', value: ({limit}) => limit?.perMinute ?? null},
  {name: 'perSecond', value: ({limit}) => limit?.perSecond ?? null},
  {name: 'remainingPerMinute', value: ({limit}) => limit?.remainingPerMinute ?? null},
  {name: 'utilization', value: ({limit}) => limit?.utilization ?? null},
  {name: 'startingPerMinute', value: ({limit}) => limit?.startingPerMinute ?? null},
  {name: 'upperBoundPerMinute', value: ({limit}) => limit?.upperBoundPerMinute ?? null},
]

/** A probe's model as a person reads it, with its tier where that is not the standard one. */
export function probeName({model, serviceTier}: Pick<ProbeObject, 'model' | 'serviceTier'>): string {
  const tier = printable(serviceTier ?? '')
  return printable(displayModelName(model)) + (tier === '' ? '' : ` (${tier})`)
}

const UNIT_WORDS = {'per-minute': 'minute', 'per-second': 'second'} as const

/** Cells of the bar. */
const BAR_CELLS = 10
/** Above any width: such a column is only there where no name has to be cut for it. */
const ONLY_WHERE_ROOM = 10_000

/** The box goes last before a name is cut. */
export const LIMIT_TABLE = {boxYieldsBelow: ONLY_WHERE_ROOM} as const

export interface LimitColumnOptions {
  /** Whether a limit presses, so that there is a bar to draw. */
  readonly bars?: boolean
  /** Limits from a list, which does not say what remains of them. */
  readonly listed?: boolean
}

/**
 * The table of limits. On a terminal each limit that presses has a bar; what is decoration, and what follows from other
 * columns, goes before a name is cut. A pipe has the contract's columns.
 */
export function limitColumns(
  surface: Surface,
  {bars = false, listed = false}: LimitColumnOptions = {},
): Column<LimitRow>[] {
  const {unknown} = glyphsFor(surface)
  const number = (pick: (limit: RateLimit) => number | null) => (row: LimitRow) => {
    const value = row.limit === null ? null : pick(row.limit)
    return value === null ? unknown : formatCompact(value)
  }
  const pressing = (colour: Paint, cell: string, {limit}: LimitRow) =>
    paintUse(colour, cell, limit?.utilization ?? null)
  const left: Column<LimitRow>[] = [
    {
      header: 'REMAINING',
      field: 'remainingPerMinute',
      align: 'right',
      text: number(({remainingPerMinute}) => remainingPerMinute),
    },
    {
      header: 'USE%',
      field: 'utilization',
      align: 'right',
      text: ({limit}) => (limit?.utilization == null ? unknown : formatPercent(limit.utilization)),
      paint: pressing,
    },
  ]
  const bar: Column<LimitRow> = {
    header: 'USE',
    yieldsBelow: ONLY_WHERE_ROOM + 1,
    text: ({limit}) => (presses(limit) ? barText(limit.utilization, BAR_CELLS, surface) : ''),
    paint: pressing,
  }
  return [
    {
      header: 'MODEL',
      field: 'model',
      // On a terminal the rows of a model stand together under its name; in a pipe every line is whole.
      text: row => (surface.decorated && !row.first ? '' : probeName(row.probe) || unknown),
      paint: (colour, cell) => colour.bold(cell),
      shrinks: true,
    },
    {
      header: 'DIMENSION',
      field: 'dimension',
      text: ({limit}) => (limit === null ? unknown : DIMENSION_NAMES[limit.dimension]),
    },
    {header: 'LIMIT/MIN', field: 'perMinute', align: 'right', text: number(({perMinute}) => perMinute)},
    {
      header: 'LIMIT/SEC',
      field: 'perSecond',
      align: 'right',
      yieldsBelow: ONLY_WHERE_ROOM + 2,
      text: number(({perSecond}) => perSecond),
    },
    ...(listed && surface.decorated ? [] : left),
    ...(bars && surface.decorated ? [bar] : []),
    {
      header: 'UNIT',
      field: 'unit',
      yieldsBelow: ONLY_WHERE_ROOM + 3,
      text: ({limit}) => (limit === null ? unknown : UNIT_WORDS[limit.unit]),
    },
  ]
}

/** From this used part on a limit presses: the warning of a quota. */
const PRESSES_FROM = 0.8

/** Whether so much of a limit is used that a person should see it. */
export function presses(limit: RateLimit | null): limit is RateLimit & {readonly utilization: number} {
  return limit !== null && limit.utilization !== null && limit.utilization >= PRESSES_FROM
}

/** The thresholds are those of a quota's status. */
function paintUse(colour: Paint, cell: string, utilization: number | null): string {
  if (utilization === null || utilization < PRESSES_FROM) return cell
  return paintStatus(colour, utilization >= 1 ? 'exceeded' : utilization >= 0.95 ? 'critical' : 'warning', cell)
}
