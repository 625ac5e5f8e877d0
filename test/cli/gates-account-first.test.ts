import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {runCli} from '../support/run-cli.js'

/** Every gate over one account, with rules that the account of the sandbox keeps. */
const GATES = [
  ['quota check', ['job-submission-count']],
  ['limits check', ['kimi-k3']],
  ['spend check', ['--max-month', '1000']],
  ['model check', ['kimi-k3']],
  ['key check', []],
] as const

interface GateDocument {
  readonly data: {severity: string; account: {suspendState: string} | null}
  readonly warnings: readonly {message: string}[]
}

const run = (sandbox: Sandbox, gate: string, words: readonly string[]) =>
  runCli([...gate.split(' '), ...words], {env: {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: 'fw_sandbox'}})

describe.each(GATES)('%s on a suspended account', (gate, words) => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await createSandbox({scenario: 'suspended-credits'})
  })
  afterAll(() => sandbox.close())

  test.each([
    [[], 5, /^acme .*critical +the account is suspended: credits are used up/m],
    [['--format', 'nagios'], 2, /^[A-Z ]+ CRITICAL: .*acme: the account is suspended: credits are used up/],
    [['--format', 'junit'], 5, /<failure type="critical" message="acme: the account is suspended/],
    [['--format', 'github'], 5, /^::error .*::acme: the account is suspended/m],
    [
      ['-o', 'csv'],
      5,
      /^,.*critical,acme: the account is suspended: credits are used up$|^account usable,.*critical,acme/m,
    ],
    [['-o', 'tsv'], 5, /\tcritical\tacme: the account is suspended: credits are used up$/m],
    [['--json'], 5, /"severity":"critical".*"suspendState":"CREDIT_DEPLETED"/],
    [['-o', 'yaml'], 5, /suspendState: CREDIT_DEPLETED/],
  ])('says why in %j and exits %i', async (format, exitCode, said) => {
    const {code, stdout} = await run(sandbox, gate, [...words, ...format])
    expect(stdout).toMatch(said)
    expect(code).toBe(exitCode)
  })
})

describe.each(GATES)('%s on an account that cannot be read', (gate, words) => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await createSandbox()
    sandbox.fault({route: 'GET /v1/accounts/acme', kind: '403', times: 'always'})
  })
  afterAll(() => sandbox.close())

  test('is unknown, with the exit code of why: it may be suspended', async () => {
    const {code, stdout} = await run(sandbox, gate, [...words, '--json'])
    const {data, warnings} = JSON.parse(stdout) as GateDocument
    expect({code, severity: data.severity, account: data.account}).toEqual({
      code: 4,
      severity: 'unknown',
      account: null,
    })
    expect(warnings[0]!.message).toMatch(/^the account could not be read: /)
  })

  test.each([
    [[], 4, /^acme .*unknown +the account could not be read \(forbidden\), so it may be suspended/m],
    [['--format', 'nagios'], 3, /^[A-Z ]+ UNKNOWN: .*acme: the account could not be read \(forbidden\)/],
    [['--format', 'junit'], 4, /<error type="unknown" message="acme: the account could not be read/],
    [['--format', 'github'], 4, /^::error .*::acme: the account could not be read/m],
    [['-o', 'csv'], 4, /unknown,"acme: the account could not be read \(forbidden\), so it may be suspended"$/m],
  ])('shows it in %j and exits %i', async (format, exitCode, said) => {
    const {code, stdout} = await run(sandbox, gate, [...words, ...format])
    expect(stdout).toMatch(said)
    expect(code).toBe(exitCode)
  })
})

describe('an account that cannot be read', () => {
  test('does not hide what is critical anyway', async () => {
    const sandbox = await createSandbox()
    sandbox.fault({route: 'GET /v1/accounts/acme', kind: '403', times: 'always'})
    const {code} = await run(sandbox, 'model check', ['a-model-of-nobody'])
    await sandbox.close()
    expect(code).toBe(11)
  })

  test.each(['quota wait job-submission-count --need 1', 'limits wait kimi-k3 --need generated=1'])(
    '%s ends at once, as the key may not read it later either',
    async line => {
      const sandbox = await createSandbox()
      sandbox.fault({route: 'GET /v1/accounts/acme', kind: '403', times: 'always'})
      const {code, stdout} = await run(sandbox, line.split(' ', 2).join(' '), [...line.split(' ').slice(2), '--json'])
      await sandbox.close()
      expect(JSON.parse(stdout)).toMatchObject({data: {met: false, exitCode: 4}})
      expect(code).toBe(4)
    },
  )
})
