import {
  HISTORY_FIELDS,
  historyColumns,
  historyRows,
  historyText,
  seriesOfRows,
  type HistoryRow,
} from '../../render/views/history.js'
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
        series: seriesOfRows(rows).map(({points, ...one}) => ({
          ...one,
          points: points.map(point => ({...point, t: rfc3339(point.t)})),
        })),
        events: told,
      }),
      text: (rows, surface) => historyText({name, series: seriesOfRows(rows), events}, surface),
      columns: historyColumns,
    }),
  }
}
