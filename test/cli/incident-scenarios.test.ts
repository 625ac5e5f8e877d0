import {afterEach, describe, expect, test} from '@jest/globals'
import {Ajv2020} from 'ajv/dist/2020.js'
import {createRequire} from 'node:module'
import {readdirSync, readFileSync} from 'node:fs'
import type addFormatsType from 'ajv-formats'
import {createSandbox, SCENARIOS, type Sandbox, type ScenarioName} from '../../src/lib/sandbox/index.js'
import {AppError} from '../../src/lib/domain/errors.js'
import {startFaultServer} from '../support/fault-server.js'
import {inTurn} from '../support/property-runs.js'
import {runCli, type RunOutcome} from '../support/run-cli.js'

const addFormats = createRequire(import.meta.url)('ajv-formats') as typeof addFormatsType.default
const schemas = readdirSync('schemas')
  .filter(file => file.endsWith('.json'))
  .map(file => JSON.parse(readFileSync(`schemas/${file}`, 'utf8')) as Record<string, unknown>)
const ajv = new Ajv2020({strict: true, allowUnionTypes: true, allErrors: true, schemas})
addFormats(ajv)

interface Verdict {
  readonly state: string
  readonly message: string
  readonly actions: readonly string[]
}
interface StatusData {
  readonly account: {readonly suspendState: string | null}
  readonly suspension: {readonly cause: string; readonly remedy: string; readonly known: boolean} | null
  readonly spend: {
    readonly usage: number
    readonly limit: number
    readonly pace: {readonly limitReachedAt: string | null}
  }
  readonly quotas: readonly unknown[]
  readonly probe: {readonly outcome: string} | null
  readonly verdict: Verdict
}
interface DiagnosisData {
  readonly cause: string
  readonly message: string
  readonly reason: string
  readonly retryable: boolean
  readonly waitHint: string | null
  readonly actions: readonly string[]
  readonly evidence: readonly string[]
  readonly chain: readonly string[]
  readonly httpStatus: number | null
}

/** The document of a run, held to its schema. */
function dataOf<T>(outcome: RunOutcome): T {
  const document = JSON.parse(outcome.stdout) as {schema: string; data: T}
  const validate = ajv.getSchema(`urn:${document.schema.replace('fireq.', 'fireq:').replace('/', ':')}`)!
  expect(validate(document) === true ? null : validate.errors).toBeNull()
  return document.data
}

interface Expected {
  readonly state: string
  /** What status says of it. */
  readonly says: RegExp
  readonly statusCode: number
  readonly cause: string
  readonly reason: RegExp
  readonly retryable: boolean
  readonly exitCode: number
  /** One of the actions, of both. */
  readonly remedy?: RegExp
}

const RUNS = {statusCode: 0, cause: 'ok', reason: /^none/, retryable: false, exitCode: 0}
const LIVED_IN = {
  ...RUNS,
  state: 'warning',
  says: /^94\.1% of the monthly spend limit is used; global--h100-count is full/,
}
const STOPPED = {state: 'suspended', statusCode: 5, cause: 'suspended', retryable: false, exitCode: 5}

const EXPECTED: Record<ScenarioName, Expected> = {
  tier2: LIVED_IN,
  'tier1-new': {...RUNS, state: 'ok', says: /nothing is near its limit/},
  'near-spend-limit': {...RUNS, state: 'critical', says: /^99\.9% of the monthly spend limit is used/},
  'suspended-spend': {
    ...STOPPED,
    says: /the monthly spend limit is reached/,
    reason: /spend limit is reached \(suspendState MONTHLY_SPEND_LIMIT_EXCEEDED\)/,
    remedy: /^fireq quota set monthly-spend-usd \d+ -\S/,
  },
  'suspended-payment': {
    ...STOPPED,
    says: /the payment of a past invoice failed/,
    reason: /past invoice failed \(suspendState FAILED_PAYMENTS\)/,
    remedy: /^https:\/\/fireworks\.ai\/billing$/,
  },
  'suspended-credits': {
    ...STOPPED,
    says: /credits are used up/,
    reason: /credits are used up \(suspendState CREDIT_DEPLETED\)/,
    remedy: /^https:\/\/fireworks\.ai\/billing$/,
  },
  throttled: {...LIVED_IN, cause: 'rate-limited', reason: /rate limit of output tokens/, retryable: true, exitCode: 6},
  'burst-shrink': LIVED_IN,
  overloaded: {...LIVED_IN, cause: 'load-shed', reason: /no limit of this account/, retryable: true, exitCode: 7},
  dynamic: LIVED_IN,
  'no-headers': LIVED_IN,
  enterprise: {...RUNS, state: 'ok', says: /nothing is near its limit/},
  'many-quotas': {...LIVED_IN, says: /^94\.1% of the monthly spend limit is used.*; and \d+ more$/},
  prepaid: {...LIVED_IN, says: /global--h100-count/},
  'gpu-leak': LIVED_IN,
  'spend-jump': LIVED_IN,
  'expiring-keys': LIVED_IN,
  'tier-gate': LIVED_IN,
  policy: LIVED_IN,
  ramp: LIVED_IN,
  'retiring-models': LIVED_IN,
  'no-payment-method': {...RUNS, state: 'ok', says: /nothing is near its limit/},
}

describe.each(SCENARIOS.map(({name}, at) => [name, at] as const))('in scenario %s', (name, at) => {
  const expected = EXPECTED[name]

  test('status names state, cause and remedy', async () => {
    const outcome = await runCli(['status', `--sandbox=${name}`, '--json'])
    const {verdict, suspension, probe, quotas} = dataOf<StatusData>(outcome)
    expect(outcome.code).toBe(expected.statusCode)
    expect(verdict.state).toBe(expected.state)
    expect(verdict.message).toMatch(expected.says)
    expect(suspension !== null).toBe(expected.state === 'suspended')
    expect(suspension?.known).not.toBe(false)
    expect(probe).toBeNull()
    expect(quotas.length).toBe(name === 'many-quotas' ? 1000 : name === 'gpu-leak' ? 14 : 13)
    if (expected.remedy) expect(verdict.actions.some(action => expected.remedy!.test(action))).toBe(true)
    expect(verdict.actions.join()).not.toContain('<')
  })

  test('diagnose names cause, retry, remedy and exit code', async () => {
    const outcome = await runCli(['diagnose', `--sandbox=${name}`, '--json'])
    const found = dataOf<DiagnosisData>(outcome)
    expect(found.cause).toBe(expected.cause)
    expect(outcome.code).toBe(expected.exitCode)
    expect(found.retryable).toBe(expected.retryable)
    expect(found.waitHint !== null).toBe(expected.retryable)
    expect(found.reason).toMatch(expected.reason)
    expect(found.evidence).toContain(`HTTP ${found.httpStatus}`)
    expect(found.evidence.some(line => line.includes('suspendState'))).toBe(true)
    expect(found.chain.length).toBeLessThanOrEqual(6)
    expect(found.chain.length > 0).toBe(expected.cause !== 'ok')
    if (expected.remedy) expect(found.actions.some(action => expected.remedy!.test(action))).toBe(true)
    else if (expected.cause !== 'ok') expect(found.actions.length).toBeGreaterThan(0)
  })

  test('both fit a person, each in turn: words before numbers, no escape, no undefined', async () => {
    for (const command of inTurn(['status', 'diagnose'], 2, at)) {
      const {stdout} = await runCli([command, `--sandbox=${name}`])
      expect(stdout).toMatch(command === 'status' ? /^Verdict: \w/ : /^Cause: \w/)
      expect(stdout).not.toMatch(/undefined|NaN|null|\[object|<USD>/)
      // oxlint-disable-next-line no-control-regex -- escapes are what is looked for
      expect(stdout).not.toMatch(/\u001b| $/m)
    }
  })
})

describe('a suspension that the account does not show yet', () => {
  let sandbox: Sandbox
  afterEach(() => sandbox.close())
  const env = {FIREWORKS_API_KEY: 'fw_test_lag'}

  test.each([
    [
      'suspended-spend',
      /likely the monthly spend limit, as \$400\.02 of \$400 is spent/,
      /^fireq quota set monthly-spend-usd \d+ -\S/,
    ],
    ['suspended-payment', /why is not known yet/, /^https:\/\/fireworks\.ai\/billing$/],
  ] as const)('does not fool diagnose or status --probe in %s', async (scenario, says, remedy) => {
    sandbox = await createSandbox({scenario, overrides: {suspendStateLagMs: 3_600_000}})
    const diagnosed = await runCli(['diagnose', '--live', '--json', '--base-url', sandbox.url], {env})
    const found = dataOf<DiagnosisData>(diagnosed)
    expect(found.cause).toBe('suspended')
    expect(found.retryable).toBe(false)
    expect(diagnosed.code).toBe(5)
    expect(found.reason).toMatch(says)
    expect(found.reason).toContain('still says UNSUSPENDED, which lags behind')
    expect(found.evidence).toContain('account: suspendState UNSUSPENDED, state READY, which lag behind a 412')
    expect(found.evidence).toContain('HTTP 412')
    expect(found.actions.some(action => remedy.test(action))).toBe(true)
    expect(found.chain.join()).toContain('its own record lags behind')

    const status = await runCli(['status', '--probe', '--json', '--base-url', sandbox.url], {env})
    const {verdict, suspension, account} = dataOf<StatusData>(status)
    expect(status.code).toBe(5)
    expect(account.suspendState).toBe('UNSUSPENDED')
    expect(verdict.state).toBe('suspended')
    expect(suspension!.cause).toMatch(says)
  })

  test('counts a state that nobody knows as suspended, and says so', async () => {
    sandbox = await createSandbox({overrides: {suspendState: 'PAUSED_FOR_REVIEW'}})
    const status = await runCli(['status', '--json', '--base-url', sandbox.url], {env})
    const {verdict, suspension} = dataOf<StatusData>(status)
    expect(status.code).toBe(5)
    expect(suspension).toMatchObject({suspendState: 'PAUSED_FOR_REVIEW', known: false})
    expect(verdict.message).toMatch(/PAUSED_FOR_REVIEW, which this version does not know; counted as suspended/)
    const {code, stdout} = await runCli(['diagnose', '--live', '--base-url', sandbox.url], {env})
    expect(code).toBe(5)
    expect(stdout).toContain('PAUSED_FOR_REVIEW, which this version does not know')
  })
})

describe('when something cannot be read', () => {
  let sandbox: Sandbox
  afterEach(() => sandbox.close())
  const env = {FIREWORKS_API_KEY: 'fw_test_partial'}
  const start = async (...faults: (readonly [route: string, kind: '403' | '401' | '404' | '429'])[]) => {
    sandbox = await createSandbox()
    for (const [route, kind] of faults) sandbox.fault({route, kind, times: 'always'})
    return ['--base-url', sandbox.url]
  }

  test('status shows the rest, warns, and exits with the worst', async () => {
    const at = await start(['GET /v1/accounts/acme', '403'])
    const {code, stdout, stderr} = await runCli(['status', ...at], {env})
    expect(code).toBe(4)
    expect(stdout).toContain('Suspension: unknown: the API did not say')
    expect(stdout).toContain('Spend: $376.48 of $400 (94.1%)')
    expect(stdout).toContain('the account could not be read (forbidden)')
    expect(stderr).toMatch(/^warning: the account could not be read: .*HTTP 403/)
  })

  test('status without quotas still tells whether the account runs; unknown is never 0', async () => {
    const at = await start(['GET /v1/accounts/acme/quotas', '403'])
    const {code, stdout} = await runCli(['status', ...at], {env})
    expect(code).toBe(4)
    expect(stdout).toContain('Suspension: not suspended')
    expect(stdout).toContain('Spend: –\n')
    expect(stdout).toMatch(/^Verdict: warning: the quotas could not be read/)
  })

  test('status fails when neither can be read, with the worst of both', async () => {
    const at = await start(['GET /v1/accounts/acme', '404'], ['GET /v1/accounts/acme/quotas', '403'])
    const {code, stdout, stderr} = await runCli(['status', ...at], {env})
    expect([code, stdout]).toEqual([4, ''])
    expect(stderr).toMatch(/^error: /)
  })

  test('a suspension that only the quotas are refused with counts', async () => {
    sandbox = await createSandbox()
    const server = await startFaultServer(({url}) =>
      url.includes('/quotas')
        ? {
            status: 412,
            body: {code: 9, message: 'Account acme is suspended, possibly due to failure to pay', details: []},
          }
        : {body: {name: 'accounts/acme', state: 'READY', suspendState: 'UNSUSPENDED'}},
    )
    const at = ['-a', 'acme', '--base-url', server.url]
    const status = await runCli(['status', ...at], {env})
    const diagnosed = await runCli(['diagnose', '--live', ...at], {env})
    await server.close()
    expect([status.code, diagnosed.code]).toEqual([5, 5])
    expect(status.stdout).toMatch(/^Verdict: suspended: /)
    expect(diagnosed.stdout).toMatch(/^Cause: suspended/)
  })

  test('a run that is interrupted prints no half of it', async () => {
    const at = await start()
    for (const command of [['status'], ['diagnose', '--live']]) {
      const signal = AbortSignal.abort(new AppError('unknown', 'interrupted by SIGINT', {exitCode: 130}))
      const {code, stdout} = await runCli([...command, ...at], {env, signal})
      expect([code, stdout]).toEqual([130, ''])
    }
  })

  test('--exit-zero exits 0 once there is anything to say', async () => {
    const at = await start(['GET /v1/accounts/acme', '403'])
    expect((await runCli(['status', '--exit-zero', ...at], {env})).code).toBe(0)
    expect((await runCli(['diagnose', '--live', '--exit-zero', ...at], {env})).code).toBe(0)
    expect((await runCli(['status', '--exit-zero', '--nope', ...at], {env})).code).toBe(2)
  })

  test('diagnose knows a key of inference scope by what each API answers', async () => {
    const at = await start()
    const asked = ['diagnose', '--live', '-a', 'acme', '-m', 'kimi-k3', '--json', ...at]
    const outcome = await runCli(asked, {env: {FIREWORKS_API_KEY: 'fw_inference_only'}})
    const found = dataOf<DiagnosisData>(outcome)
    expect(outcome.code).toBe(4)
    expect(found).toMatchObject({cause: 'unauthorized', reason: 'no limit: the scope of the key', retryable: false})
    expect(found.message).toContain('Inference answers, but the account API does not')
  })

  test('diagnose says what a wrong key is', async () => {
    const at = await start()
    const outcome = await runCli(['diagnose', '--live', '--json', ...at], {env: {FIREWORKS_API_KEY: 'fw_invalid'}})
    expect(outcome.code).toBe(4)
    expect(dataOf<DiagnosisData>(outcome).cause).toBe('unauthorized')
  })

  test('diagnose names a refusal of the probe, and a model that is misspelt', async () => {
    const at = await start(['POST /inference/v1/chat/completions', '429'])
    expect((await runCli(['diagnose', '--live', ...at], {env})).code).toBe(6)
    await sandbox.close()
    const again = await start()
    const {code, stdout} = await runCli(['diagnose', '--live', '-m', 'kimi-k4', ...again], {env})
    expect(code).toBe(3)
    expect(stdout).toContain('Did you mean kimi-k3?')
  })

  test('diagnose tells a gateway that nobody answers at', async () => {
    await start()
    const outcome = await runCli(['diagnose', '--live', '--json', '--base-url', 'http://127.0.0.1:1', '-m', 'x'], {env})
    expect(outcome.code).toBe(7)
    expect(dataOf<DiagnosisData>(outcome)).toMatchObject({cause: 'network', retryable: true})
  })
})
