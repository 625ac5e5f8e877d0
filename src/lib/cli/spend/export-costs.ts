import {writeFileSync} from 'node:fs'
import {systemCode} from '../../config/file-reading.js'
import {AppError} from '../../domain/errors.js'
import {cite} from '../../domain/facts/fact.js'
import {COSTS} from '../../domain/facts/spend.js'
import type {Cost} from '../../domain/spend/costs.js'
import {exactAmount} from '../../domain/spend/money.js'
import {printable} from '../../domain/text/printable.js'
import {parseWindow, type TimeWindow} from '../../domain/text/time-window.js'
import {delimited} from '../../render/formats/delimited.js'
import {EXPORT_FIELDS, type ExportedCost} from '../../render/views/usage-costs-export.js'

const DAY_MS = 86_400_000

/** What firectl groups by, as far as the API has it: it tells no tier apart from its model. */
export const exportGroups = ['model', 'user', 'api_key'] as const
type ExportGroup = (typeof exportGroups)[number]

/** @throws AppError usage for what is no time, and for more than 31 days */
export function exportWindow(start: string | undefined, end: string | undefined, now: number): TimeWindow {
  const window = parseWindow({since: start, until: end}, now - DAY_MS, now)
  const {longestDays} = COSTS
  if (window.end - window.start <= longestDays.value * DAY_MS) return window
  throw new AppError('usage', `an export covers at most ${longestDays.value} days, ${cite(longestDays)}`, {
    hints: ['choose a shorter time with `--start-time` and `--end-time`'],
  })
}

/** Rows as firectl writes them: nine decimals, no zero rows, `unattributed` and `unknown_model` in words. */
export function exportRows(costs: readonly Cost[], accountId: string, group: ExportGroup): ExportedCost[] {
  const dimension = group === 'api_key' ? 'key' : group
  return costs
    .filter(({nanos}) => nanos !== 0n)
    .map(cost => ({
      accountId,
      date: cost.day ?? '',
      dimension: group,
      value: cost[dimension] ?? (group === 'model' ? 'unknown_model' : 'unattributed'),
      subtotal: nineDecimals(cost.nanos),
      currency: cost.currency,
    }))
}

function nineDecimals(nanos: bigint): string {
  const [whole = '0', part = ''] = exactAmount(nanos).split('.')
  return `${whole}.${part.padEnd(9, '0')}`
}

/** Writes firectl's csv. @throws AppError refused */
export function writeExport(file: string, rows: readonly ExportedCost[]): void {
  try {
    writeFileSync(file, delimited('csv', EXPORT_FIELDS, rows))
  } catch (error) {
    throw new AppError('refused', `cannot write ${printable(file)} (${systemCode(error)})`, {
      hints: ['name another file with `--filename`'],
      cause: error,
    })
  }
}
