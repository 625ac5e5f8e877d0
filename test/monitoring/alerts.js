import process from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {control, setQuota} from './stack.js'
import {until} from './processes.js'

const HIGH_LIMIT = 'fireworks_rate_limit_tokens_per_minute{account="shrunk", model="kimi-k3", dimension="generated"}'

/** What Prometheus answers to a query now. */
async function query({prometheus}, expr) {
  const answer = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(expr)}`)
  return (await answer.json()).data.result
}

/** Each alert, the series that must fire it, what brings it about where it is not there from the start, and what ends it. */
const scenarios = ({sandboxes, exporters, servers, folder}) => [
  {
    alert: 'FireworksQuotaFull',
    labels: {account: 'busy', quota: 'global--h100-count'},
    resolve: () => setQuota(folder, 'busy', sandboxes.busy, 'global--h100-count', 16),
  },
  {
    alert: 'FireworksQuotaAlmostFull',
    labels: {account: 'busy', quota: 'job-submission-count'},
    resolve: () => setQuota(folder, 'busy', sandboxes.busy, 'job-submission-count', 20),
  },
  {
    alert: 'FireworksSpendLimitSoon',
    labels: {account: 'busy'},
    resolve: () => setQuota(folder, 'busy', sandboxes.busy, 'monthly-spend-usd', 500),
  },
  {
    alert: 'FireworksAccountSuspended',
    labels: {account: 'stopped'},
    resolve: () => control(sandboxes.stopped, 'invoice', {status: 'paid'}),
  },
  {
    alert: 'FireworksRateLimitDropped',
    labels: {account: 'shrunk', model: 'kimi-k3', dimension: 'generated'},
    // Grown limits that start anew; it ends by itself when the high ones are out of the window.
    cause: async () => {
      await until('the high limit is scraped', async () => (await query(servers, HIGH_LIMIT)).length > 0)
      await control(sandboxes.shrunk, 'reset', {scenario: 'tier2'})
    },
    resolve: () => undefined,
  },
  {
    alert: 'FireworksRateLimitExhausted',
    labels: {account: 'throttled', model: 'kimi-k3'},
    resolve: async () => {
      await control(sandboxes.throttled, 'reset', {scenario: 'tier2'})
      await exporters.probeAgain()
    },
  },
  {
    alert: 'FireworksModelRetiring',
    labels: {},
    resolve: () => control(sandboxes['a-retiring'], 'reset', {scenario: 'tier2'}),
  },
  {
    alert: 'FireworksDataStale',
    labels: {account: 'down', source: 'quotas'},
    cause: () => control(sandboxes.down, 'fault', {route: '*', kind: '500', times: 'always'}),
    resolve: () => control(sandboxes.down, 'fault', {kind: 'none'}),
  },
]

const fits = (labels, wanted) => Object.entries(wanted).every(([key, value]) => labels[key] === value)

/** Notes every alert that either server has, whenever it has it. */
function watchAlerts({prometheus, alertmanager}) {
  const now = {prometheus: [], alertmanager: []}
  const seen = {prometheus: [], alertmanager: []}
  const end = new AbortController()
  const read = async () => {
    const {data} = await (await fetch(`${prometheus}/api/v1/alerts`)).json()
    now.prometheus = data.alerts.filter(({state}) => state === 'firing').map(({labels}) => labels)
    now.alertmanager = (await (await fetch(`${alertmanager}/api/v2/alerts?inhibited=true`)).json()).map(
      each => each.labels,
    )
    seen.prometheus.push(...now.prometheus)
    seen.alertmanager.push(...now.alertmanager)
  }
  const done = (async () => {
    while (!end.signal.aborted) {
      await read().catch(() => undefined)
      await sleep(500)
    }
  })()
  const has = (where, {alert, labels}) =>
    Object.values(where).every(alerts => alerts.some(each => each.alertname === alert && fits(each, labels)))
  return {
    fired: scenario => has(seen, scenario),
    /** Both: a resolved alert is gone from either. */
    gone: ({alert, labels}) =>
      Object.values(now).every(alerts => !alerts.some(each => each.alertname === alert && fits(each, labels))),
    firing: () => now.prometheus.map(({alertname, ...labels}) => `${alertname} ${JSON.stringify(labels)}`).join('\n'),
    seen,
    stop: () => {
      end.abort()
      return done
    },
  }
}

/**
 * Every alert fires in Prometheus, reaches Alertmanager, and is resolved in both.
 * @param between what to look at while all of them have fired
 */
export async function checkAlerts(stack, between) {
  const watch = watchAlerts(stack.servers)
  try {
    const all = scenarios(stack)
    for (const {cause} of all) await cause?.()
    for (const scenario of all) {
      await until(`${scenario.alert} fires and is delivered`, () => watch.fired(scenario)).catch(error => {
        throw new Error(`${error.message}\nfiring:\n${watch.firing()}`)
      })
      process.stdout.write(`  ${scenario.alert} fires\n`)
    }
    await between()
    const retiring = watch.seen.prometheus.filter(({alertname}) => alertname === 'FireworksModelRetiring')
    for (const {resolve} of all) await resolve()
    const ending = all.map(each =>
      each.alert === 'FireworksModelRetiring' ? {...each, labels: {model: retiring[0].model}} : each,
    )
    for (const scenario of ending) {
      await until(`${scenario.alert} is resolved`, () => watch.gone(scenario), 60_000).catch(error => {
        throw new Error(`${error.message}\nfiring:\n${watch.firing()}`)
      })
      process.stdout.write(`  ${scenario.alert} is resolved\n`)
    }
  } finally {
    await watch.stop()
  }
}
