import {afterEach, describe, expect, test} from '@jest/globals'
import {createSandbox, type Sandbox, type SandboxOptions} from '../../src/lib/sandbox/index.js'
import type {TierList} from '../../src/lib/app/tier-standing.js'
import {instantClock} from '../support/connection.js'
import {documentIn} from '../support/schema-check.js'
import {runCli, type RunOptions} from '../support/run-cli.js'

const open: Sandbox[] = []
afterEach(() => Promise.all(open.splice(0).map(sandbox => sandbox.close())))

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await createSandbox({scenario: 'tier2', ...options})
  open.push(sandbox)
  return sandbox
}

function run(sandbox: Sandbox, words: readonly string[] = [], options: RunOptions = {}) {
  const env = {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: sandbox.apiKey}
  return runCli(['tier', 'list', ...words], {env, clock: instantClock(), ...options})
}

describe('tier list', () => {
  test('the contract of both tables: ceilings, dated criteria with a source, what was spent', async () => {
    const {stdout} = await runCli(['tier', 'list', '--json'])
    const {source, account, data} = documentIn<TierList>(stdout)
    expect([source, account, data.standing]).toEqual(['offline', null, null])
    const told = data.tiers.map(({tier, ceilingUsd, criteria}) => [
      tier,
      ceilingUsd,
      ...criteria.map(each => each.historicalSpendUsd),
    ])
    expect(told).toEqual([
      [1, 50, null, null],
      [2, 500, 100, 50],
      [3, 5000, 1000, 500],
      [4, 50_000, 10_000, 5000],
      ['unlimited', null, null, null],
    ])
    for (const {criteria} of data.tiers) {
      for (const {asOf, source: from} of criteria) expect([asOf, from.length > 10]).toEqual([asOf, true])
      expect(new Set(criteria.map(({asOf}) => asOf)).size).toBe(2)
    }
  })

  test('without a key: the tiers, no warning, exit 0', async () => {
    const {stdout, stderr, code} = await runCli(['tier', 'list'])
    expect({stderr, code}).toEqual({stderr: '', code: 0})
    const rows = stdout.trimEnd().split('\n')
    expect(rows[0]).toMatch(/^TIER +MAX +AS OF +CRITERION +STATUS +TRAINING GPUS +RATE LIMITS$/)
    expect(rows).toHaveLength(11)
    for (const row of rows.slice(1)) expect(row).toMatch(/^\S+ .* {2}– +.* (whole bound|part of it)$/)
  })

  test.each([
    ['tier1-new', 1, 2],
    ['tier2', 2, 3],
    ['enterprise', 'unlimited', null],
  ] as const)('%s likely stands at %s, next is %s', async (scenario, likely, next) => {
    const {stdout, code} = await run(await start({scenario}), ['--json'])
    expect(code).toBe(0)
    const {account, data} = documentIn<TierList>(stdout)
    expect([account, data.standing?.likely, data.standing?.next?.tier ?? null]).toEqual(['acme', likely, next])
    expect(data.standing!.basis).not.toBe('')
  })

  test('a ceiling that is no tier’s: unknown, with the reason, and nothing is refused', async () => {
    const sandbox = await start({scenario: 'no-payment-method'})
    const {stdout, code} = await run(sandbox, ['--json'])
    expect(code).toBe(0)
    expect(documentIn<TierList>(stdout).data.standing).toMatchObject({likely: null, maxUsd: 5})
    expect((await run(sandbox)).stdout).not.toContain('likely')
    const terminal = await run(sandbox, ['--no-color'], {tty: true})
    expect(terminal.stdout).toContain('acme: tier unknown, because the max of')
  })

  test('account and quota are asked at the same time', async () => {
    const sandbox = await start()
    sandbox.fault({route: 'GET /v1/accounts/*', kind: 'slow-first-byte', times: 2, seconds: 0.4})
    const before = performance.now()
    await run(sandbox, ['-a', 'acme'])
    expect(performance.now() - before).toBeLessThan(700)
    expect(sandbox.requests.map(({path}) => path).sort()).toEqual([
      '/v1/accounts/acme',
      '/v1/accounts/acme/quotas/monthly-spend-usd',
    ])
  })

  test('one that fails: the guess from the other, a warning, its exit code', async () => {
    const sandbox = await start()
    sandbox.fault({route: 'GET /v1/accounts/acme', kind: '403', times: 'always'})
    const {stdout, stderr, code} = await run(sandbox)
    expect(code).toBe(4)
    expect(stdout).toMatch(/^2 .* likely +16 of each +part of it$/m)
    expect(stderr).toContain('the account could not be read')
  })

  test('both fail, or the key is refused: still the tiers, with a warning and the worst exit code', async () => {
    const sandbox = await start()
    sandbox.fault({route: 'GET /v1/accounts/acme', kind: '503', times: 'always'})
    sandbox.fault({route: 'GET /v1/accounts/acme/quotas/*', kind: '404', times: 'always'})
    const {stdout, code} = await run(sandbox, ['--json', '-a', 'acme'])
    expect(code).toBe(3)
    const {data, warnings} = documentIn<TierList>(stdout)
    expect(data.standing).toBeNull()
    expect(data.tiers).toHaveLength(5)
    expect(warnings).toHaveLength(2)
    const refused = await runCli(['tier', 'list'], {
      env: {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: 'fw_invalid'},
      clock: instantClock(),
    })
    expect(refused.code).toBe(4)
    expect(refused.stdout).toContain('$50,000')
    expect(refused.stderr).toContain('no account could be asked')
  })

  test('a terminal adds the standing, what is next, and both sources, within its width', async () => {
    const sandbox = await start()
    for (const columns of [60, 80, 120]) {
      const {stdout} = await run(sandbox, ['--no-color'], {tty: true, columns})
      const text = stdout.replace(/\s+/g, ' ')
      expect(text).toContain(
        'acme: likely tier 2, because the max of monthly-spend-usd, $500, is that of tier 2, if this is a legacy postpaid account',
      )
      expect(text).toContain('The next, tier 3, needs: $500 spent or added in total (2026-10); or total historical')
      expect(text).toContain('account quotas page')
      expect(text).toContain('tiers table of October 2026')
      expect(text).toContain('Self-serve accounts are prepaid: the monthly limit is chosen independently of the tier')
      expect(text).toContain('Enterprise accounts are informed at the limit, not paused, documented (2026).')
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
    }
    const {stdout} = await run(sandbox, ['--no-color'], {tty: true, columns: 80})
    expect(stdout).not.toContain('…')
  })

  test('80 columns on a terminal that tells its width as 0', async () => {
    const sandbox = await start()
    const usual = await run(sandbox, ['--no-color'], {tty: true, columns: 80})
    const zero = await run(sandbox, ['--no-color'], {tty: true, columns: 0})
    expect(zero.stdout).toBe(usual.stdout)
  })

  test('csv has a row for each dated criterion', async () => {
    const {stdout} = await run(await start(), ['-o', 'tsv'])
    const [head, ...rows] = stdout.trimEnd().split('\n')
    expect(head).toBe('tier\tceilingUsd\tasOf\ttext\thistoricalSpendUsd\tsource\tstatus\ttrainingGpus\tfullRateLimits')
    expect(rows).toHaveLength(10)
    expect(rows.map(row => row.split('\t').at(-3))).toEqual(
      ['passed', 'likely', 'next', 'later', 'later'].flatMap(status => [status, status]),
    )
  })
})
