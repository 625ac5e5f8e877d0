import {afterAll, afterEach, beforeEach, describe, expect, test} from '@jest/globals'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {createSandbox, type Sandbox, type SandboxOptions} from '../../src/lib/sandbox/index.js'
import {movedClock} from '../support/moved-clock.js'
import {runCli, type RunOptions} from '../support/run-cli.js'

const MODEL = 'accounts/fireworks/models/kimi-k3'
const MINUTE = 60_000
const HOUR = 60 * MINUTE

let home = ''
const open: Sandbox[] = []
const homes: string[] = []
beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'fireq-history-cli-'))
  homes.push(home)
})
afterEach(() => Promise.all(open.splice(0).map(one => one.close())))
afterAll(() => homes.forEach(each => fs.rmSync(each, {recursive: true})))

async function world(options: SandboxOptions = {}) {
  const {sandbox: time, clock} = movedClock()
  const sandbox = await createSandbox({...options, clock: time})
  open.push(sandbox)
  const env = {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: 'fw_sandbox', HOME: home}
  const headers = {authorization: 'Bearer fw_sandbox', 'content-type': 'application/json'}
  return {
    time,
    sandbox,
    fireq: (argv: string[], more: RunOptions = {}) => runCli(argv, {env: {...env, ...more.env}, clock, home, ...more}),
    use: async (tokens: number) => {
      const body = JSON.stringify({model: MODEL, max_tokens: tokens, messages: [{role: 'user', content: 'hi'}]})
      return (await fetch(`${sandbox.url}/inference/v1/chat/completions`, {method: 'POST', headers, body})).status
    },
    control: (route: string, body: object) =>
      fetch(`${sandbox.url}/_sandbox/${route}`, {method: 'POST', headers, body: JSON.stringify(body)}),
  }
}

interface History {
  readonly series: {
    model: string | null
    dimension: string | null
    points: {t: string; limit: number; usage: number; source: string}[]
  }[]
  readonly events: {t: string; type: string; dimension: string | null; from: unknown; to: unknown; message: string}[]
}
const dataIn = (stdout: string) => (JSON.parse(stdout) as {data: History}).data
const files = () => fs.readdirSync(home, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.ndjson'))

describe('history', () => {
  test('is kept by nobody until it is switched on, and then by what reads anyway', async () => {
    const {fireq} = await world()
    const read = async () => {
      await fireq(['quota', 'list'])
      await fireq(['limits', 'probe', 'kimi-k3'])
      await fireq(['status'])
    }
    await read()
    expect(files()).toEqual([])
    expect((await fireq(['config', 'set', 'history', 'on'])).code).toBe(0)
    await read()
    expect(files()).toEqual([path.join('.local', 'state', 'fireq', 'history', 'acme', '2026-11.ndjson')])
    const {stdout} = await fireq(['limits', 'history', 'kimi-k3', '--json'])
    expect(dataIn(stdout).series.map(({dimension}) => dimension)).toEqual(['prompt', 'uncached-prompt', 'generated'])
    const spend = await fireq(['quota', 'history', 'monthly-spend-usd', '-o', 'csv'])
    expect(spend.stdout.split('\n')[0]).toBe('t,kind,model,quota,dimension,limit,remaining,usage,source')
    expect(spend.stdout.trimEnd().split('\n')).toHaveLength(3)
  })

  test('of the sandbox has a folder of its own', async () => {
    const options = {home, env: {HOME: home}}
    expect((await runCli(['history', 'record', '--sandbox'], options)).code).toBe(0)
    expect(files()).toEqual([expect.stringContaining(path.join('fireq', 'sandbox-history', 'acme'))])
    const {stdout} = await runCli(['history', 'path', '--sandbox'], options)
    expect(stdout.trimEnd()).toBe(path.join(home, '.local', 'state', 'fireq', 'sandbox-history'))
    const needsNoKey = await runCli(['quota', 'history', 'monthly-spend-usd', '--sandbox', '-o', 'csv'], options)
    expect(needsNoKey.stdout.trimEnd().split('\n')).toHaveLength(2)
  })

  test('is not made of failures', async () => {
    const {fireq, sandbox} = await world()
    await fireq(['config', 'set', 'history', 'on'])
    sandbox.fault({route: '*', kind: '500', times: 'always'})
    await fireq(['limits', 'probe', 'kimi-k3'])
    await fireq(['quota', 'list'])
    expect(files()).toEqual([])
  })

  test('says which lines are torn, and that nothing is recorded of what nobody read', async () => {
    const {fireq} = await world()
    await fireq(['history', 'record'])
    const file = path.join(home, files()[0]!)
    fs.truncateSync(file, fs.statSync(file).size - 20)
    const {stderr} = await fireq(['limits', 'history', 'kimi-k3'])
    expect(stderr).toContain('a line of the history was not readable')
    const {stderr: none, code} = await fireq(['limits', 'history', 'a-model-of-nobody'])
    expect(none).toContain('nothing is recorded of it in that time')
    expect(code).toBe(0)
  })

  test('loses what is older than history.days, by whole months', async () => {
    const {fireq} = await world()
    await fireq(['history', 'record'])
    const recorded = path.join(home, files()[0]!)
    fs.copyFileSync(recorded, path.join(path.dirname(recorded), '2026-03.ndjson'))
    expect((await fireq(['history', 'prune', '--days', '400d'])).stdout).toMatch(/^removed 0 files/)
    expect((await fireq(['history', 'prune'])).stdout).toMatch(/^removed 1 files/)
    expect(files()).toHaveLength(1)
  })

  test('tells a week back: growth, 429, cuts, a reset and a suspension, each at its minute', async () => {
    const {time, fireq, use, control} = await world()
    const start = time.now()
    const record = () => fireq(['history', 'record'])
    const minuteOf = (text: string) => text.slice(0, 16)
    const at = () => minuteOf(new Date(time.now()).toISOString())
    const expected: [string, string, number | null][] = []
    await use(10)
    await record()
    // Two steps of growth, 15 minutes each, more than half used in the minute of the step.
    for (const limit of [45_000, 56_250]) {
      time.move(15 * MINUTE)
      expect(await use(30_000)).toBe(200)
      await record()
      expected.push([at(), 'growth', limit])
    }
    for (let tokens = 65_536; tokens >= 1; tokens /= 2) await use(tokens)
    await fireq(['history', 'record', '--probe', 'kimi-k3'])
    const refusedAt = at()
    // Quiet days with a word a day, so that the limits are not forgotten: a fifth a day is taken back.
    time.move(-(time.now() - start) + 72 * HOUR - 24 * HOUR)
    await use(10)
    time.move(24 * HOUR)
    for (const limit of [45_000, 36_000, 28_800]) {
      await use(1)
      await record()
      expected.push([at(), 'cut', limit])
      time.move(24 * HOUR)
    }
    // Nobody asks for more than 72 hours: as it was at first.
    time.move(49 * HOUR)
    await record()
    expected.push([at(), 'growth', 36_000])
    expect((await control('invoice', {status: 'failed'})).status).toBe(200)
    time.move(MINUTE)
    await record()
    const suspendedAt = at()
    const {stdout} = await fireq([
      'limits',
      'history',
      'kimi-k3',
      '--since',
      '12d',
      '--json',
      '--dimension',
      'generated',
    ])
    const {events} = dataIn(stdout)
    expect(
      events.filter(({dimension}) => dimension === 'generated').map(({t, type, to}) => [minuteOf(t), type, to]),
    ).toEqual(expected)
    expect(events.find(({type}) => type === 'first-429')?.t.slice(0, 16)).toBe(refusedAt)
    expect(events.at(-1)).toMatchObject({type: 'suspension', to: 'FAILED_PAYMENTS'})
    expect(minuteOf(events.at(-1)!.t)).toBe(suspendedAt)
    for (const columns of [60, 80, 120, 200]) {
      for (const env of [{LANG: 'C'}, {LANG: 'C.UTF-8'}]) {
        const words = ['limits', 'history', 'kimi-k3', '--since', '12d', '--dimension', 'generated', '--no-color']
        const {stdout: screen} = await fireq(words, {tty: true, columns, env})
        for (const line of screen.split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
        if (env.LANG === 'C') expect(screen).not.toMatch(/[^\x20-\x7e\n]/)
        // Every event at its minute, in words; a line too long for the terminal goes on under its first word.
        const told = screen
          .split('Events\n')[1]!
          .replaceAll(/\n {22}/g, ' ')
          .trimEnd()
          .split('\n')
        const inWords = events.map(
          ({t, message}) => `${t.slice(0, 16).replace('T', ' ')} ${message.replace('kimi-k3: ', '')}`,
        )
        expect(told.map(line => line.replace(/:\d\dZ {2}/, ' '))).toEqual(inWords)
        expect(told.join()).toContain('limit of output tokens grew from 36,000 to 45,000 (+25%), as the rule says')
        expect(told.join()).toContain(
          'limit of output tokens grew from 28,800 to 36,000 (+25%), to where limits started, documented (2026-01)',
        )
        expect(told.join()).toContain('the account was suspended: the payment of a past invoice failed')
      }
    }
  })

  test("of limits is Fireworks' own first where it is offered, and needs no recording", async () => {
    const {time, fireq, use, sandbox} = await world()
    await use(10)
    time.move(15 * MINUTE)
    await use(30_000)
    const at = new Date(time.now()).toISOString()
    // However long this machine takes, the API is waited for.
    const clock = {now: () => time.now(), sleep: () => new Promise<void>(() => undefined)}
    const look = async () => {
      const line = ['limits', 'history', 'kimi-k3', '--dimension', 'generated', '--json']
      const {stdout, stderr, code} = await fireq(line, {clock})
      expect([code, stderr]).toEqual([0, ''])
      return dataIn(stdout)
    }
    const {series, events} = await look()
    expect(series[0]!.points.map(({limit, source}) => [limit, source])).toEqual([
      [36_000, 'server'],
      [45_000, 'server'],
    ])
    expect(events.map(({t, type}) => [t, type])).toEqual([[at, 'growth']])
    expect(files()).toEqual([])
    // What was recorded adds what remained, and tells nothing twice.
    time.move(MINUTE)
    await fireq(['history', 'record', '--probe', 'kimi-k3'])
    const both = await look()
    expect(both.events).toHaveLength(1)
    expect(both.series[0]!.points.map(({source}) => source)).toEqual(['server', 'server', 'server', 'probe'])
    const local = await fireq(['limits', 'history', 'kimi-k3', '--json'], {env: {FIREWORKS_API_KEY: ''}})
    expect(local.stdout).not.toContain('"server"')
    sandbox.fault({route: 'GET /v1/accounts/*/serverlessRateLimits', kind: '501', times: 'always'})
    expect((await look()).series[0]!.points.map(({source}) => source)).toEqual(['free', 'probe'])
  })

  test('is what status and diagnose --live say of the last day', async () => {
    const {time, fireq} = await world({scenario: 'throttled'})
    expect((await fireq(['status', '--json'])).stdout).toContain('"lately":[]')
    const folder = path.join(home, '.local', 'state', 'fireq', 'history', 'acme')
    fs.mkdirSync(folder, {recursive: true})
    const line = (minutesAgo: number, rest: object) => {
      const t = new Date(time.now() - minutesAgo * MINUTE).toISOString()
      const known = {schema: 'fireq.reading/v1', t, account: 'acme', source: 'probe', model: MODEL}
      return `${JSON.stringify({...known, ...rest})}\n`
    }
    const limit = {kind: 'limit', dimension: 'generated', unit: 'per-minute'}
    fs.writeFileSync(
      path.join(folder, '2026-11.ndjson'),
      line(2000, {...limit, limit: 500_000}) +
        line(200, {...limit, limit: 216_000}) +
        line(168, {kind: 'outcome', outcome: 'rate-limited'}) +
        line(166, {...limit, limit: 172_800}),
    )
    const cut = 'kimi-k3: limit of output tokens cut from 216,000 to 172,800 (-20%), as the rule says at 09:14Z'
    const {stdout} = await fireq(['status'])
    expect(stdout).toContain(cut)
    expect(stdout).toContain('kimi-k3: first 429 today 09:12Z')
    expect((await fireq(['diagnose', '--live'])).stdout).toContain(`history: ${cut}`)
    expect((await fireq(['status'], {tty: true, columns: 200})).stdout).toContain(cut)
  })
})
