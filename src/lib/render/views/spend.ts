import type {Spend, SpendRow} from '../../app/read-spend.js'
import {displayModelName} from '../../domain/limits/model-name.js'
import {formatMoment} from '../../domain/text/moment.js'
import {printable} from '../../domain/text/printable.js'
import {formatDuration, formatPercent, formatUsd} from '../../domain/text/units.js'
import type {Field} from '../formats/delimited.js'
import {barText} from '../surface/bar.js'
import {labelledLines, type LabelledLine} from '../surface/labelled-lines.js'
import {renderTable, type Column} from '../surface/table.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'

export const SPEND_FIELDS: readonly Field<SpendRow>[] = [
  {name: 'day', value: row => row.day ?? null},
  {name: 'model', value: row => row.model ?? null},
  {name: 'key', value: row => row.key?.id ?? null},
  {name: 'keyName', value: row => row.key?.name ?? null},
  {name: 'user', value: row => row.user ?? null},
  {name: 'kind', value: row => row.kind ?? null},
  {name: 'usd', value: row => row.usd},
  {name: 'usdExact', value: row => row.usdExact},
  {name: 'currency', value: row => row.currency},
]

const BAR_CELLS = 16

/** Used, forecast and kinds, then the rows; a pipe gets the rows first. */
export async function spendText(spend: Spend, surface: Surface): Promise<string> {
  const columns = spendColumns(spend)(surface)
  const {text} = await renderTable(columns, [{heading: null, rows: spend.rows}], surface)
  const table = spend.rows.length === 0 && surface.decorated ? '' : text
  const other =
    spend.other === null
      ? []
      : [{label: 'Other', text: `${formatUsd(spend.other.usd)} in ${spend.other.rows} more rows`}]
  const facts = labelledLines([...summaryLines(spend, surface)], surface)
  const rest = labelledLines([...other, ...ratingLines(spend, surface)], surface)
  return surface.decorated ? `${facts}${table}${rest}` : `${table}${facts}${rest}`
}

function summaryLines(spend: Spend, surface: Surface): LabelledLine[] {
  const {unknown, separator} = glyphsFor(surface)
  const {used, limit, left, scope, kinds, forecast, running} = spend
  const known = (usd: number | null) => (usd === null ? unknown : formatUsd(usd))
  const share = used === null || limit === null || limit === 0 ? '' : ` (${formatPercent(used / limit)})`
  const spent =
    limit === null
      ? `${known(used)} this month`
      : `${known(used)} of ${known(limit)} this month${share}, ${known(left)} left`
  const priced = running.filter(({usdPerHour}) => usdPerHour !== null)
  const perHour = priced.reduce((sum, {usdPerHour}) => sum + usdPerHour!, 0)
  const unpriced = running.length - priced.length
  return [
    ...(scope === 'self' ? [{label: 'Scope', text: 'only your own costs'}] : []),
    {label: 'Used', text: spent},
    ...(forecast === null ? [] : [{label: 'Forecast', text: forecastText(forecast, limit)}]),
    ...(kinds.length === 0
      ? []
      : [
          {
            label: 'By kind',
            text: kinds.map(({kind, usd}) => `${printable(kind, 60)} ${formatUsd(usd)}`).join(separator),
          },
        ]),
    ...(perHour === 0
      ? []
      : [
          {
            label: 'Running',
            text: `${formatUsd(perHour)} an hour for ${priced.length} ${priced.length === 1 ? 'deployment' : 'deployments'}, estimate (prices of ${priced[0]!.priceAsOf})${unpriced === 0 ? '' : `; no list has the price of ${unpriced} more`}`,
          },
        ]),
  ]
}

function forecastText({low, high, reachedAt}: NonNullable<Spend['forecast']>, limit: number | null): string {
  const cents = (usd: number) => formatUsd(Math.round(usd * 100) / 100)
  const range = cents(low) === cents(high) ? cents(low) : `${cents(low)} to ${cents(high)}`
  const month = `${range} by the end of the month`
  if (limit === null) return month
  if (reachedAt === null) return `${month}; ${formatUsd(limit)} is not reached`
  const [earliest, latest] = [formatMoment(Date.parse(reachedAt.earliest)), reachedAt.latest]
  const until =
    latest === null ? 'at the earliest' : `at the earliest, ${formatMoment(Date.parse(latest))} at the latest`
  return `${month}; ${formatUsd(limit)} is reached ${earliest} ${until}`
}

/** Which kinds have rows of no user, key, model or day, beside those that have: nobody is to take them for nobody's. */
function untoldLines({groupBy, rows}: Spend, surface: Surface): LabelledLine[] {
  const dimension = groupBy.find(name => name !== 'kind')
  if (dimension === undefined || !groupBy.includes('kind')) return []
  const kinds = rows.filter(row => row[dimension] == null).map(({kind}) => printable(kind ?? 'other', 60))
  if (kinds.length === 0) return []
  return [
    {
      label: `No ${dimension}`,
      text: `the API does not tell it of all costs: ${[...new Set(kinds)].join(glyphsFor(surface).separator)}`,
    },
  ]
}

function ratingLines(spend: Spend, surface: Surface): LabelledLine[] {
  const {rated, total, groupBy} = spend
  const age = rated?.ageSeconds == null ? '' : `, rated ${formatDuration(rated.ageSeconds)} ago`
  const what = groupBy.includes('kind') ? 'list prices of all kinds' : 'list prices of serverless inference'
  return [
    ...untoldLines(spend, surface),
    ...(total === null
      ? []
      : [{label: 'Total', text: `${formatUsd(total.usd)}: ${what}, no discounts, credits or taxes${age}`}]),
    {label: 'Credits', text: 'not available from the API'},
  ]
}

/** The columns of what was grouped by, the amount, and on a terminal its share. */
export const spendColumns =
  ({groupBy, total}: Pick<Spend, 'groupBy' | 'total'>) =>
  (surface: Surface): Column<SpendRow>[] => {
    const {unknown} = glyphsFor(surface)
    const named = (value: string | null | undefined) => printable(value ?? '', 200) || unknown
    const all = total?.usd ?? 0
    const shown = {
      day: {header: 'DAY', field: 'day', text: row => named(row.day)},
      model: {
        header: 'MODEL',
        field: 'model',
        text: row => named(row.model == null ? null : displayModelName(row.model)),
        shrinks: true,
      },
      key: {header: 'KEY', field: 'key', text: row => named(row.key?.name ?? row.key?.id), shrinks: true},
      user: {header: 'USER', field: 'user', text: row => named(row.user), shrinks: true},
      kind: {header: 'KIND', field: 'kind', text: row => named(row.kind), shrinks: true},
    } satisfies Record<string, Column<SpendRow>>
    const bar: Column<SpendRow>[] =
      surface.decorated && all > 0
        ? [{header: '', text: ({usd}) => barText(usd / all, BAR_CELLS, surface), yieldsBelow: 16}]
        : []
    return [
      ...groupBy.map(dimension => shown[dimension]),
      {
        header: 'SPENT',
        field: 'usd',
        text: ({usd, usdExact, currency}) => (currency === 'USD' ? formatUsd(usd) : `${usdExact} ${currency}`),
        align: 'right',
      },
      ...bar,
    ]
  }
