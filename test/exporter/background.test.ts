import {afterEach, describe, expect, test} from '@jest/globals'
import process from 'node:process'
import {createServer, get, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {performance} from 'node:perf_hooks'
import {AppError} from '../../src/lib/domain/errors.js'
import {serveMetrics} from '../../src/lib/exporter/index.js'
import {createSandbox} from '../../src/lib/sandbox/index.js'
import {failingGateway, readExposition, targetAt, targetOf, testExporter, valueOf} from '../support/exported.js'
import {IS_LONG_RUN} from '../support/property-runs.js'
import {VirtualClock} from '../support/virtual-clock.js'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A healthy account that fails while `broken` is set. */
function account(id: string) {
  const state = {broken: false}
  const failure = new AppError('server-error', 'no')
  const answer =
    <T>(value: T) =>
    () =>
      state.broken ? Promise.reject(failure) : Promise.resolve(value)
  const page = <T>(...items: T[]) => answer({items, nextPageToken: null, totalSize: items.length})
  const quota = {id: 'monthly-spend-usd', value: 400, maxValue: 500, usage: 376.48, updatedAt: null}
  const target = targetOf(id, {
    getAccount: answer({id, suspendState: 'UNSUSPENDED'} as never),
    listQuotas: page(quota),
    listModels: page(),
    listDeployments: page(),
    listTrainers: page(),
    listTrainingShapes: page(),
    listDeployedModels: page(),
    listBatchJobs: page(),
    serverlessRateLimits: answer([
      {deployment: 'accounts/fireworks/deployments/kimi-k3', metric: 'TOKENS_GENERATED', effectiveLimit: 36_000},
    ]),
  })
  return {target, state}
}

async function hangingServer(): Promise<string> {
  const server: Server = createServer(() => undefined)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Runs an exporter in simulated time until the given one. */
async function runFor(clock: VirtualClock, ms: number, exporter: {run(): Promise<void>}, stop: () => void) {
  const done = clock.sleep(ms).then(stop)
  await clock.run(Promise.all([done, exporter.run()]))
}

describe('a source that fails', () => {
  test('keeps its last values for three intervals, then they go; up and the timestamp say so', async () => {
    const clock = new VirtualClock()
    const {target, state} = account('acme')
    const {exporter, scrape, log} = testExporter([target], {clock})
    await exporter.refreshOnce()
    const read = clock.now()
    state.broken = true
    await exporter.refreshOnce()
    const during = await scrape()
    expect(valueOf(during, 'fireworks_spend_limit_dollars')).toBe(400)
    expect(valueOf(during, 'fireworks_up', {source: 'quotas'})).toBe(0)
    await clock.run(clock.sleep(179_999))
    expect(valueOf(await scrape(), 'fireworks_spend_limit_dollars')).toBe(400)
    await clock.run(clock.sleep(1))
    const after = await scrape()
    expect(valueOf(after, 'fireworks_spend_limit_dollars')).toBe(null)
    expect(valueOf(after, 'fireworks_account_suspended')).toBe(null)
    expect(valueOf(after, 'fireworks_last_success_timestamp_seconds', {source: 'quotas'})).toBe(read / 1000)
    await exporter.refreshOnce()
    state.broken = false
    await exporter.refreshOnce()
    expect(valueOf(await scrape(), 'fireworks_spend_limit_dollars')).toBe(400)
    expect(log.filter(line => line.includes('quotas'))).toEqual([
      'acme: 1 quotas read',
      'acme: quotas cannot be read: no',
      `acme: quotas of ${new Date(read).toISOString()} is too old and no longer exported`,
      'acme: quotas can be read again',
    ])
  })

  test('keeps them for --stale-after where that was given', async () => {
    const clock = new VirtualClock()
    const {target, state} = account('acme')
    const {exporter, scrape} = testExporter([target], {clock, staleAfterMs: 10_000})
    await exporter.refreshOnce()
    state.broken = true
    await exporter.refreshOnce()
    await clock.run(clock.sleep(10_000))
    expect(valueOf(await scrape(), 'fireworks_spend_limit_dollars')).toBe(null)
  })

  test('does not take another account with it', async () => {
    const [one, other] = [account('one'), account('other')]
    one.state.broken = true
    const {exporter, scrape} = testExporter([one.target, other.target])
    await exporter.refreshOnce()
    const series = await scrape()
    expect(valueOf(series, 'fireworks_spend_limit_dollars', {account: 'one'})).toBe(null)
    expect(valueOf(series, 'fireworks_spend_limit_dollars', {account: 'other'})).toBe(400)
  })

  test('a profile without a key that can be read goes by its name', async () => {
    const target = {
      profile: 'old',
      account: null,
      open: () => Promise.reject(new AppError('unauthorized', 'no API key')),
    }
    const {exporter, scrape} = testExporter([target])
    expect((await exporter.refreshOnce()).failures[0]!.code).toBe('unauthorized')
    expect(valueOf(await scrape(), 'fireworks_up', {account: 'profile:old', source: 'quotas'})).toBe(0)
  })

  test('asks later and later, and soon enough again', async () => {
    const clock = new VirtualClock()
    const asked: number[] = []
    const gateway = failingGateway(new AppError('server-error', 'no'), {
      listQuotas: () => {
        asked.push(clock.now())
        return Promise.reject(new AppError('server-error', 'no'))
      },
      serverlessRateLimits: () => Promise.resolve(null),
    })
    const {exporter, stop} = testExporter([targetOf('acme', gateway)], {
      clock,
      random: () => 0.5,
      limitsIntervalMs: 86_400_000,
    })
    await runFor(clock, 1_500_000, exporter, stop)
    const gaps = asked.slice(1).map((at, index) => Math.round((at - asked[index]!) / 1000))
    // Held GPUs ask for the quotas too, once and at the start.
    expect(gaps.filter(gap => gap > 0)).toEqual([60, 120, 240, 300, 300, 300])
  })
})

const HOURS = IS_LONG_RUN ? 24 : 5

test(`${HOURS} simulated hours of random faults lose no series and keep no memory`, async () => {
  const clock = new VirtualClock()
  const accounts = ['a', 'b', 'c'].map(account)
  const {exporter, scrape, stop} = testExporter(
    accounts.map(({target}) => target),
    {clock},
  )
  let seed = 7
  const chance = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  const healthy: number[] = []
  const heaps: number[] = []
  const life = (async () => {
    for (let hour = 0; hour < HOURS; hour++) {
      for (let minute = 0; minute < 60; minute += 5) {
        for (const {state} of accounts) state.broken = chance() < 0.3
        await clock.sleep(300_000)
        await scrape()
      }
      for (const {state} of accounts) state.broken = false
      await clock.sleep(900_000)
      healthy.push((await scrape()).filter(({name}) => !name.endsWith('_total')).length)
      globalThis.gc?.()
      heaps.push(process.memoryUsage().heapUsed)
    }
    stop()
  })()
  await clock.run(Promise.all([life, exporter.run()]))
  expect(new Set(healthy).size).toBe(1)
  expect(healthy[0]).toBeGreaterThan(30)
  // Without --expose-gc garbage is in it: an hour's readings kept would be far more than this.
  expect(heaps.at(-1)! - heaps[4]!).toBeLessThan(64 * 1024 * 1024)
}, 60_000)

describe('an API that hangs', () => {
  test('delays no scrape, which says that there is nothing yet', async () => {
    const url = await hangingServer()
    const {exporter, stop} = testExporter([targetAt(url, {account: 'acme'})])
    const running = exporter.run()
    const server = await serveMetrics(exporter, {host: '127.0.0.1', port: 0})
    ends.push(() => server.close(), stop)
    const times: number[] = []
    for (let scrape = 0; scrape < 20; scrape++) {
      const from = performance.now()
      const answer = await fetch(`${server.url}/metrics`)
      const series = readExposition(await answer.text())
      times.push(performance.now() - from)
      expect(valueOf(series, 'fireworks_spend_limit_dollars')).toBe(null)
    }
    // The median: this machine may be busy with others.
    expect(times.sort((a, b) => a - b)[10]).toBeLessThan(50)
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    stop()
    await Promise.race([running, new Promise(resolve => setTimeout(resolve, 0))])
  })
})

test('an API that hangs after it was read: the last values with their time, then no values', async () => {
  const clock = new VirtualClock()
  const {target} = account('acme')
  let hangs = false
  const hanging = {
    ...target,
    open: async () => {
      const session = await target.open()
      const ask = (name: string | symbol) =>
        hangs ? () => new Promise(() => undefined) : (Reflect.get(session.gateway, name) as unknown)
      return {...session, gateway: new Proxy(session.gateway, {get: (_, name) => ask(name)})}
    },
  }
  const {exporter, scrape, stop} = testExporter([hanging], {clock})
  await exporter.refreshOnce()
  const read = clock.now()
  hangs = true
  void exporter.run()
  await clock.run(clock.sleep(120_000))
  const later = await scrape()
  expect(valueOf(later, 'fireworks_spend_limit_dollars')).toBe(400)
  // The refresh that hangs has not failed; the age of the data tells.
  expect(valueOf(later, 'fireworks_last_success_timestamp_seconds', {source: 'quotas'})).toBe(read / 1000)
  await clock.run(clock.sleep(60_000))
  const old = await scrape()
  expect(valueOf(old, 'fireworks_spend_limit_dollars')).toBe(null)
  expect(valueOf(old, 'fireworks_last_success_timestamp_seconds', {source: 'quotas'})).toBe(read / 1000)
  stop()
})

describe('the endpoint', () => {
  test('speaks OpenMetrics when asked for, and refuses other methods', async () => {
    const {target} = account('acme')
    const {exporter} = testExporter([target])
    await exporter.refreshOnce()
    const server = await serveMetrics(exporter, {host: '127.0.0.1', port: 0})
    ends.push(() => server.close())
    const open = await fetch(`${server.url}/metrics`, {
      headers: {accept: 'application/openmetrics-text;version=1.0.0;q=0.8,text/plain;q=0.5'},
    })
    expect(open.headers.get('content-type')).toMatch(/^application\/openmetrics-text; version=1/)
    expect(await open.text()).toMatch(/fireq_exporter_requests_total\{source="quotas"\} 2\n[\s\S]*# EOF\n$/)
    const plain = await fetch(`${server.url}/metrics`)
    expect(plain.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(await plain.text()).not.toContain('# EOF')
    expect((await fetch(`${server.url}/metrics`, {method: 'POST'})).status).toBe(405)
    expect((await fetch(`${server.url}/nothing`)).status).toBe(404)
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  })
})

describe('a Host header', () => {
  const statusFor = (url: string, host: string) =>
    new Promise<number>((resolve, reject) => {
      get(`${url}/metrics`, {headers: {host}}, response => {
        response.resume()
        resolve(response.statusCode!)
      }).on('error', reject)
    })
  const serving = async (host: string) => {
    const {exporter} = testExporter([account('acme').target])
    const server = await serveMetrics(exporter, {host, port: 0})
    ends.push(() => server.close())
    return server.url.replace('0.0.0.0', '127.0.0.1')
  }

  test('of another name is refused where only this machine is served', async () => {
    const url = await serving('127.0.0.1')
    for (const host of ['evil.example', 'evil.example:9464', '127.0.0.1.evil.example', 'localhost.evil.example']) {
      expect([host, await statusFor(url, host)]).toEqual([host, 403])
    }
    for (const host of ['localhost:9464', '127.0.0.1', '[::1]:9464']) {
      expect([host, await statusFor(url, host)]).toEqual([host, 200])
    }
  })

  test('of any name is answered where other machines are served', async () => {
    expect(await statusFor(await serving('0.0.0.0'), 'fireq-exporter.monitoring:9464')).toBe(200)
  })
})

describe('many accounts', () => {
  /** Accounts whose list of quotas waits for an end, and how many of them are being asked. */
  function slowAccounts(count: number, hanging = 0) {
    let [open, most] = [0, 0]
    const targets = Array.from({length: count}, (_, at) => {
      const {target} = account(`team-${at}`)
      return {
        ...target,
        open: async () => {
          const session = await target.open()
          const listQuotas = async (...words: Parameters<typeof session.gateway.listQuotas>) => {
            most = Math.max(most, ++open)
            await (at < hanging ? new Promise(() => undefined) : new Promise(resolve => setTimeout(resolve, 5)))
            open--
            return session.gateway.listQuotas(...words)
          }
          return {...session, gateway: {...session.gateway, listQuotas}}
        },
      }
    })
    return {targets, most: () => most}
  }

  test('are asked sixteen at a time', async () => {
    const {targets, most} = slowAccounts(40)
    const {exporter, scrape} = testExporter(targets)
    await exporter.refreshOnce()
    // Quotas and holders read the same list.
    expect(most()).toBeGreaterThan(16)
    expect(most()).toBeLessThanOrEqual(32)
    const told = (await scrape()).filter(({name}) => name === 'fireworks_spend_limit_dollars')
    expect(told).toHaveLength(40)
  })

  test('are all read while fifteen of them hang, and the end does not wait for those', async () => {
    const {targets} = slowAccounts(40, 15)
    const {exporter, scrape, stop} = testExporter(targets)
    void exporter.run()
    let told = 0
    for (let waits = 0; told < 25 && waits < 400; waits++) {
      await new Promise(resolve => setTimeout(resolve, 25))
      told = (await scrape()).filter(({name}) => name === 'fireworks_spend_limit_dollars').length
    }
    stop()
    expect(told).toBe(25)
  })

  test('that wait for their turn end with the signal', async () => {
    const {targets} = slowAccounts(20, 0)
    const {exporter, stop} = testExporter(targets)
    const running = exporter.run()
    stop()
    await running
  })
})

test('fifty accounts are read in one go, none missing; bench/exporter.js says how fast', async () => {
  const names = Array.from({length: 50}, (_, at) => `team-${at}`)
  const sandboxes = await Promise.all(names.map(accountId => createSandbox({overrides: {accountId}})))
  ends.push(() => Promise.all(sandboxes.map(sandbox => sandbox.close())))
  const {exporter, scrape} = testExporter(sandboxes.map(({url, accountId}) => targetAt(url, {account: accountId})))
  expect((await exporter.refreshOnce()).failures).toEqual([])
  const told = (await scrape()).filter(({name}) => name === 'fireworks_spend_limit_dollars')
  expect(told.map(({labels}) => labels['account']).sort()).toEqual(names.sort())
}, 60_000)
