import {limitReading, type ReadAt} from '../domain/history/from-answers.js'
import type {Reading} from '../domain/history/reading.js'
import {METRIC_DIMENSIONS, modelOfDeployment, readListed} from './free-limits.js'
import type {Gateway} from './ports.js'

/**
 * What Fireworks itself keeps of a model's limits, as readings of the source `server`, oldest first; none where it is not
 * offered. Nothing says whether a series is of a limit or of what was used: it is taken for one of the limit only where its
 * newest value is the limit that is listed beside it. The unit is read as that of headers is.
 * @param model full resource name
 * @param since milliseconds since the epoch
 * @throws AppError
 */
export async function serverSeries(
  gateway: Gateway,
  account: string,
  model: string,
  since: number,
): Promise<readonly Reading[]> {
  const offered = await gateway.serverlessLimitSeries(account, since)
  if (offered === null) return []
  const listed = offered.limits.filter(({deployment}) => modelOfDeployment(deployment) === model)
  const limits = readListed(listed, {unit: 'auto', sizeClass: null})
  const readings = offered.series.flatMap(({deployment, metric, points}) => {
    const dimension = METRIC_DIMENSIONS.get(metric)
    const now = limits.find(limit => limit.dimension === dimension)
    const isOfLimit = now?.raw !== null && points.at(-1)?.value === now?.raw
    if (modelOfDeployment(deployment) !== model || now === undefined || !isOfLimit) return []
    const factor = now.raw && now.perMinute !== null ? now.perMinute / now.raw : null
    return points.map(({t, value}) => {
      const at: ReadAt = {t, account}
      const perMinute = factor === null ? null : value * factor
      return limitReading(at, 'server', model, {...now, raw: value, perMinute, remainingPerMinute: null})
    })
  })
  return readings.sort((a, b) => a.t - b.t)
}
