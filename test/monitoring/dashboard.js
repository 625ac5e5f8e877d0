import {readFileSync} from 'node:fs'
import {until} from './processes.js'

/** Every query of the dashboard, as Grafana would send it with all accounts and models chosen. */
export function dashboardQueries() {
  const {panels} = JSON.parse(readFileSync('docs/monitoring/grafana-dashboard.json', 'utf8'))
  return panels.flatMap(({title, targets}) =>
    targets.map(({refId, expr}) => ({
      panel: `${title} ${refId}`,
      expr: expr.replace(/\$(?:account|model)\b/g, '.*').replaceAll('$__rate_interval', '10s'),
    })),
  )
}

/** @throws for a panel whose query returns no series */
export async function checkPanels(prometheus) {
  const queries = dashboardQueries()
  for (const {panel, expr} of queries) {
    await until(
      `panel ${panel} has series: ${expr}`,
      async () => {
        const answer = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(expr)}`)
        const {data, error} = await answer.json()
        if (error) throw new Error(error)
        return data.result.length > 0
      },
      15_000,
    )
  }
  return queries.length
}
