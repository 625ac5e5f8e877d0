import {displayModelName} from '../../domain/limits/model-name.js'
import type {OutcomeCode} from '../../domain/errors.js'
import {printable} from '../../domain/text/printable.js'
import type {RateLimit} from '../../domain/limits/rate-limit.js'
import {formatCompact, formatPercent} from '../../domain/text/units.js'
import type {Field} from '../formats/delimited.js'
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

/**
 * The table of limits. The bar is decoration: a pipe has the number beside it. Where a name would be cut below the width of
 * its header, the bar goes first, then what the lines below the table say too.
 */
export function limitColumns(surface: Surface): Column<LimitRow>[] {
  const {unknown} = glyphsFor(surface)
  const number = (pick: (limit: RateLimit) => number | null) => (row: LimitRow) => {
    const value = row.limit === null ? null : pick(row.limit)
    return value === null ? unknown : formatCompact(value)
  }
  const pressing = (colour: Paint, cell: string, {limit}: LimitRow) =>
    paintUse(colour, cell, limit?.utilization ?? null)
  return [
    {
      header: 'MODEL',
      field: 'model',
      // On a terminal the rows of a model stand together under its name; in a pipe every line is whole.
      text: row => (surface.decorated && !row.first ? '' : probeName(row.probe) || unknown),
      paint: (colour, cell) => colour.bold(cell),
      shrinks: true,
    },
    {header: 'DIMENSION', field: 'dimension', text: ({limit}) => limit?.dimension ?? unknown, shrinks: true},
    {header: 'LIMIT/MIN', field: 'perMinute', align: 'right', text: number(({perMinute}) => perMinute)},
    {
      header: 'LIMIT/SEC',
      field: 'perSecond',
      align: 'right',
      yieldsBelow: 8.9,
      text: number(({perSecond}) => perSecond),
    },
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
    ...(surface.decorated
      ? [
          {
            header: 'USED',
            yieldsBelow: 9,
            text: ({limit}: LimitRow) => bar(limit?.utilization ?? null, surface),
            paint: pressing,
          },
        ]
      : []),
    {
      header: 'UNIT',
      field: 'unit',
      yieldsBelow: 8.8,
      text: ({limit}) => (limit === null ? unknown : UNIT_WORDS[limit.unit]),
    },
  ]
}

/** Columns of the bar, on a wide terminal and on others. */
const WIDE_BAR = 10
const BAR = 5
const WIDE = 100

/** Full only when nothing is left, and begun as soon as anything is used, so that it reads without the number too. */
function bar(utilization: number | null, surface: Surface): string {
  if (utilization === null) return glyphsFor(surface).unknown
  const [full, empty] = surface.unicode ? ['█', '░'] : ['#', '.']
  const whole = (surface.columns ?? 0) >= WIDE ? WIDE_BAR : BAR
  const cells = utilization >= 1 ? whole : Math.min(whole - 1, Math.ceil(utilization * whole))
  return full.repeat(cells) + empty.repeat(whole - cells)
}

/** The thresholds are those of a quota's status. */
function paintUse(colour: Paint, cell: string, utilization: number | null): string {
  if (utilization === null || utilization < 0.8) return cell
  return paintStatus(colour, utilization >= 1 ? 'exceeded' : utilization >= 0.95 ? 'critical' : 'warning', cell)
}
