import {HISTORY_FIELDS, historyColumns, historyRows, historyText, type HistoryRow} from '../../render/views/history.js'
import {listForms} from '../list/list-forms.js'
import type {CommandResult} from '../result.js'
import type {HistoryWindow} from './flags.js'
import type {HistoryOwner, LookBack} from './read.js'

const rfc3339 = (t: number) => new Date(t).toISOString()

/** `fireq.history/v1` of a look back, in every form. */
export function historyResult(
  {source, account}: HistoryOwner,
  name: string,
  {since, until}: HistoryWindow,
  {series, events, warnings}: LookBack,
): CommandResult {
  const everySeconds = new Map(series.map(one => [nameOf(one), one.everySeconds]))
  const told = events.map(event => ({...event, t: rfc3339(event.t)}))
  return {
    schema: 'fireq.history/v1',
    source,
    account,
    accountAbove: true,
    warnings,
    ...listForms({
      rows: historyRows(series),
      fields: HISTORY_FIELDS,
      id: ({model, quota}) => model ?? quota,
      data: (rows: readonly HistoryRow[]) => ({
        since: rfc3339(since),
        until: rfc3339(until),
        series: documentSeries(rows, everySeconds),
        events: told,
      }),
      text: (rows, surface) => historyText({name, rows, events}, surface),
      columns: historyColumns,
    }),
  }
}

const nameOf = ({quota, model, dimension}: Pick<HistoryRow, 'quota' | 'model' | 'dimension'>) =>
  quota ?? `${model} ${dimension}`

type Point = Pick<HistoryRow, 't' | 'limit' | 'remaining' | 'usage' | 'source'>

/** `series[]` of the rows that were chosen, in their order. */
function documentSeries(rows: readonly HistoryRow[], everySeconds: ReadonlyMap<string, number | null>) {
  const found = new Map<string, {points: Point[]}>()
  for (const row of rows) {
    const {kind, quota, model, dimension, t, limit, remaining, usage, source} = row
    const name = nameOf(row)
    let series = found.get(name)
    if (series === undefined) {
      series = Object.assign(
        {kind, quota, model, dimension, everySeconds: everySeconds.get(name) ?? null},
        {points: []},
      )
      found.set(name, series)
    }
    series.points.push({t, limit, remaining, usage, source})
  }
  return [...found.values()]
}
