import {afterEach, describe, expect, test} from '@jest/globals'
import {Ajv2020} from 'ajv/dist/2020.js'
import {XMLValidator} from 'fast-xml-parser'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type {Sandbox} from '../../src/lib/sandbox/index.js'
import {closeAll, start} from '../sandbox/http-call.js'
import {instantClock} from '../support/connection.js'
import {runCli, type RunOptions} from '../support/run-cli.js'

afterEach(closeAll)

/** `fireq quota check …` against the embedded sandbox. */
function check(words: readonly string[], options: RunOptions = {}, scenario = 'tier2') {
  return runCli(['quota', 'check', ...words, `--sandbox=${scenario}`], {clock: instantClock(), ...options})
}

function checkAt(sandbox: Sandbox, words: readonly string[], options: RunOptions = {}) {
  const argv = ['quota', 'check', ...words, '--base-url', sandbox.url, '--api-key', sandbox.apiKey]
  return runCli(argv, {clock: instantClock(), ...options})
}

const folder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'fireq-check-'))

function rulesFile(content: unknown): string {
  const file = path.join(folder(), 'rules.json')
  fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

const schema = (name: string) => JSON.parse(fs.readFileSync(`schemas/${name}.json`, 'utf8')) as object
const validate = new Ajv2020({strict: false, validateFormats: false})
  .addSchema(schema('fireq.common.v1'))
  .compile(schema('fireq.quota.check.v1'))

interface CheckDocument {
  readonly data: {
    readonly severity: string
    readonly account: {readonly suspendState: string} | null
    readonly checks: readonly {quota: string; rule: string; severity: string}[]
  }
}

function documentOf(stdout: string): CheckDocument['data'] {
  const document = JSON.parse(stdout) as CheckDocument
  expect({valid: validate(document), errors: validate.errors}).toEqual({valid: true, errors: null})
  return document.data
}

describe('the answer is the exit code', () => {
  test.each<[string, readonly string[], number]>([
    ['everything: a full GPU quota is a warning', [], 10],
    ['a full GPU quota with thresholds', ['--crit', '95%'], 11],
    ['enough headroom', ['--need', 'global--b200-count=8'], 0],
    ['too little headroom', ['--need', 'global--a100-count=5'], 11],
    ['an amount', ['--max-used', 'monthly-spend-usd=376'], 11],
    ['an amount that is kept', ['--max-used', 'monthly-spend-usd=$377'], 0],
    ['a part of the limit', ['--max-used', 'monthly-spend-usd=94%'], 11],
    ['a pattern', ['--max-used', 'global--*-count=99%'], 11],
    ['a pattern that is kept', ['--max-used', 'global--*-count=100%'], 0],
    ['several rules', ['--need', 'job-submission-count=6', '--need', 'deployed-model-count=88'], 0],
    ['names alone, against the defaults', ['monthly-spend-usd', 'job-submission-count'], 10],
    ['names with thresholds', ['monthly-spend-usd', '--warn', '95%'], 0],
    ['a lower critical one', ['monthly-spend-usd', '--crit', '94%'], 11],
    ['a full resource name', ['accounts/acme/quotas/monthly-spend-usd'], 10],
    ['a full resource name in a rule', ['--need', 'accounts/acme/quotas/global--b200-count=8'], 0],
    ['named without a usage: unknown', ['eval-protocol-free-daily-credits'], 1],
    ['unknown beats warning', ['eval-protocol-free-daily-credits', 'monthly-spend-usd'], 1],
    ['unknown by a pattern', ['--max-used', 'eval-*=80%'], 1],
    ['critical beats unknown', ['eval-protocol-free-daily-credits', 'global--h100-count', '--crit', '95%'], 11],
    ['a rule that does not exist', ['--need', 'global--h1000-count=8'], 3],
    ['a pattern that matches nothing', ['--max-used', 'nope-*=80%'], 3],
    ['a name that does not exist beside one that does', ['monthly-spend-usd', 'montly-spend-usd'], 3],
    ['another account', ['accounts/other/quotas/monthly-spend-usd'], 2],
    ['a bare number is a percentage', ['--warn', '80'], 11],
    ['a number that is no percentage', ['--warn', 'x'], 2],
    ['warn above crit', ['--warn', '90%', '--crit', '80%'], 2],
    ['a rule without =', ['--max-used', 'monthly-spend-usd'], 2],
    ['a fraction', ['--need', 'global--h100-count=1.5'], 2],
    ['two formats', ['--format', 'junit', '--json'], 2],
    ['no such format', ['--format', 'yaml'], 2],
  ])('%s: %j → %i', async (_name, words, expected) => {
    expect((await check(words)).code).toBe(expected)
  })

  test('a new account is ok; without a usage it is listed and does not fail, unless --strict', async () => {
    expect((await check([], {}, 'tier1-new')).code).toBe(0)
    expect((await check(['--strict'], {}, 'tier1-new')).code).toBe(1)
    expect((await check(['--strict', '--max-used', '*-count=80%'], {}, 'tier1-new')).code).toBe(0)
  })

  test('did you mean', async () => {
    const alone = await check(['--need', 'montly-spend-usd=1'])
    expect(alone).toMatchObject({code: 3, stdout: ''})
    expect(alone.stderr).toContain('hint: did you mean `monthly-spend-usd`?')
    const beside = await check(['job-submission-count', 'montly-spend-usd'])
    expect(beside.stdout).toContain('job-submission-count  ')
    expect(beside.stderr).toContain('did you mean `monthly-spend-usd`?')
  })

  test('what cannot be read fails by its cause', async () => {
    for (const [kind, expected] of [
      ['503', 7],
      ['401', 4],
      ['429', 6],
      ['html', 7],
    ] as const) {
      const sandbox = await start()
      sandbox.fault({route: 'GET /v1/accounts/*/quotas', kind, times: 'always'})
      expect((await checkAt(sandbox, [])).code).toBe(expected)
    }
  })
})

describe('a suspended account', () => {
  test('is exit 5 whatever its quotas say, and a check document with the state as it came', async () => {
    const {code, stdout} = await check(['job-submission-count', '--json'], {}, 'suspended-payment')
    expect(code).toBe(5)
    const {severity, checks, account} = documentOf(stdout)
    expect({severity, account}).toMatchObject({severity: 'critical', account: {suspendState: 'FAILED_PAYMENTS'}})
    expect(checks.map(({quota}) => quota)).toEqual(['job-submission-count'])
  })

  test('leads in every format; Nagios: CRITICAL 2', async () => {
    const of = (format: string) => check(['job-submission-count', '--format', format], {}, 'suspended-payment')
    const nagios = await of('nagios')
    expect(nagios).toMatchObject({code: 2, stdout: expect.stringMatching(/^QUOTA CRITICAL: 1 critical, 1 ok - acme: /)})
    expect((await of('text')).stdout.split('\n')[1]).toMatch(/^acme .*critical +the account is suspended: the payment/)
    expect((await of('junit')).stdout).toContain('<failure type="critical" message="acme: the account is suspended')
    expect((await of('github')).code).toBe(5)
  })

  test('that cannot be read is never ok: the exit code is that of the failure', async () => {
    const sandbox = await start()
    sandbox.fault({route: 'GET /v1/accounts/acme', kind: '503', times: 'always'})
    const {code, stderr, stdout} = await checkAt(sandbox, ['job-submission-count'])
    expect([code, stdout.trimEnd().split('\n').at(-1)]).toEqual([7, 'unknown: 1 unknown, 1 ok'])
    expect(stderr).toContain('warning: the account could not be read: ')
  })
})

describe('the rules file', () => {
  const RULES = {
    schema: 'fireq.rules/v1',
    rules: [
      {quota: 'monthly-spend-usd', maxUsed: '90%', severity: 'warning'},
      {quota: 'global--b200-count', need: 8},
    ],
  }

  test('is judged; flags add to it and win over it', async () => {
    const file = rulesFile(RULES)
    expect((await check(['--rules', file])).code).toBe(10)
    expect((await check(['--rules', file, '--need', 'global--h100-count=1'])).code).toBe(11)
    const thresholds = rulesFile({warn: '10%', crit: '20%', ignore: ['*']})
    expect((await check(['--rules', thresholds])).code).toBe(0)
    const strictFile = rulesFile({warn: '10%', crit: '20%'})
    expect((await check(['job-submission-count', '--rules', strictFile])).code).toBe(11)
    expect((await check(['job-submission-count', '--rules', strictFile, '--warn', '80%', '--crit', '90%'])).code).toBe(
      0,
    )
  })

  test('from standard input, and with the indentation that a YAML block could not have', async () => {
    expect((await check(['--rules', '-'], {stdin: JSON.stringify(RULES)})).code).toBe(10)
    expect((await check(['--rules', '-'], {stdin: JSON.stringify(RULES, null, '\t')})).code).toBe(10)
  })

  test('in YAML says the same as in JSON', async () => {
    const yaml = [
      '# yaml-language-server: $schema=./fireq.rules.v1.json',
      'schema: fireq.rules/v1',
      'rules:',
      '  - {quota: monthly-spend-usd, maxUsed: 90%, severity: warning} # at 100% the whole account stops',
      '  - quota: global--b200-count',
      '    need: 8',
    ].join('\n')
    const inYaml = await check(['--rules', '-', '-o', 'csv'], {stdin: yaml})
    const inJson = await check(['--rules', '-', '-o', 'csv'], {stdin: JSON.stringify(RULES)})
    expect(inYaml).toEqual(inJson)
    expect(inYaml.code).toBe(10)
  })

  test.each<[unknown, string]>([
    ['{"rules": [', ':1:12: flow sequence'],
    ['', ':1:1: the document is not an object'],
    [[], ':1:1: the document is not an object'],
    ['rules:\n  - quota: x\n    maxUsed: much\n', ':3:5: /rules/0/maxUsed: '],
    ['rules:\n  - {quota: x, maxUsed: 80%}\n  - {quota: x}\n', ':3:5: /rules/1: expected either maxUsed or need'],
    ['warn: 80%\nwarn: 90%\n', ':2:1: map keys must be unique'],
    [
      {
        rules: [
          {quota: 'x', maxUsed: '80'},
          {quota: 'x', maxUsed: 'much'},
        ],
      },
      '/rules/1/maxUsed: ',
    ],
    [{rules: [{quota: 'x', maxused: '80%'}]}, '/rules/0/maxused: '],
    [{warm: '80%'}, '/warm: '],
    [{schema: 'fireq.rules/v2'}, '/schema: '],
  ])('%j: exit 2 with the path and the place', async (content, place) => {
    const file = rulesFile(content)
    const {code, stderr} = await check(['--rules', file])
    expect(code).toBe(2)
    expect(stderr).toContain(`error: rules file ${file}:`)
    expect(stderr).toContain(place)
    expect(stderr).toMatch(/\n {2}.*\n {2} *\^\nhint: its format/)
  })

  test('that is not there, or is a folder: exit 2', async () => {
    expect((await check(['--rules', '/nowhere/rules.json'])).stderr).toContain('there is no such file')
    expect((await check(['--rules', folder()])).code).toBe(2)
  })

  test('a bad one sends nothing', async () => {
    const sandbox = await start()
    expect((await checkAt(sandbox, ['--rules', rulesFile('{')])).code).toBe(2)
    expect(sandbox.requests).toEqual([])
  })
})

describe('the formats', () => {
  test('JSON by --json, --format json and -o json alike; rows', async () => {
    const texts = await Promise.all(
      [['--json'], ['--format', 'json'], ['-o', 'json']].map(async words => (await check(words)).stdout),
    )
    const [one, two, three] = texts.map(documentOf)
    expect([two, three]).toEqual([one, one])
    expect(one!.severity).toBe('warning')
    const {stdout} = await check(['-o', 'tsv', '--need', 'global--b200-count=8'])
    expect(stdout).toBe(
      'quota\trule\tactual\tthreshold\tseverity\tmessage\nglobal--b200-count\tneed 8\t8\t8\tok\tglobal--b200-count: 8 GPUs left, 8 GPUs needed\n',
    )
  })

  test.each([
    ['ok', ['job-submission-count'], 0],
    ['warning', ['monthly-spend-usd'], 1],
    ['critical', ['--crit', '95%'], 2],
    ['unknown', ['eval-protocol-free-daily-credits'], 3],
    ['a quota that is not there', ['nope'], 3],
    ['a usage error', ['--bogus'], 3],
    ['a bad value', ['--warn', 'x'], 3],
  ])('nagios: %s → %j exits %i', async (_name, words, expected) => {
    const {code, stdout} = await check([...words, '--format', 'nagios'])
    expect(code).toBe(expected)
    expect(stdout).toMatch(/^QUOTA (OK|WARNING|CRITICAL|UNKNOWN): /)
    expect(stdout.split(':')[0]!.split(' ')[1]).toBe(['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'][expected])
  })

  test('a failure in each format: a valid document that tells it, and the cause as exit code', async () => {
    const sandbox = await start()
    sandbox.fault({route: 'GET /v1/accounts/*/quotas', kind: '500', times: 'always'})
    const nagios = await checkAt(sandbox, ['--format=nagios'])
    expect({code: nagios.code, lines: nagios.stdout.split('\n').length}).toEqual({code: 3, lines: 2})
    expect(nagios.stdout).toContain('QUOTA UNKNOWN: ')
    const junit = await checkAt(sandbox, ['--format', 'junit'])
    expect({code: junit.code, valid: XMLValidator.validate(junit.stdout)}).toEqual({code: 7, valid: true})
    expect(junit.stdout).toContain('<error type="server-error"')
    expect(junit.stderr).toContain('error: quotas of account acme')
    const github = await checkAt(sandbox, ['--format', 'github'])
    expect(github.code).toBe(7)
    expect(github.stdout).toMatch(/^::error title=quota check failed::/)
    expect(JSON.parse((await checkAt(sandbox, ['--format', 'json'])).stdout)).toMatchObject({schema: 'fireq.error/v1'})
  })

  test("two formats at once: the error in the one that is not the monitor's", async () => {
    const {code, stdout} = await check(['--format', 'nagios', '--json'])
    expect({code, document: JSON.parse(stdout) as unknown}).toMatchObject({code: 2, document: {error: {code: 'usage'}}})
    expect((await check(['--format', 'github', '-o', 'csv'])).stdout).toBe('')
  })

  test('github: annotations on stdout, a table appended to the summary page', async () => {
    const file = path.join(folder(), 'summary.md')
    fs.writeFileSync(file, 'before\n')
    const {stdout, code} = await check(['--format', 'github', '--crit', '95%'], {env: {GITHUB_STEP_SUMMARY: file}})
    expect(code).toBe(11)
    expect(stdout.split('\n').slice(1)).toEqual([
      '::error title=quota global--h100-count%3A critical::global--h100-count: 8 of 8 GPUs used (100%25); critical from 95%25',
      '::warning title=quota monthly-spend-usd%3A warning::monthly-spend-usd: $376.48 of $400 used (94.1%25); warning from 80%25',
      '',
    ])
    const summary = fs.readFileSync(file, 'utf8')
    expect(summary).toMatch(/^before\n### Quotas of `acme`: critical\n\n\| Quota \| Rule \| Status \| Detail \|\n/)
    const other = await check(['--format', 'junit'], {env: {GITHUB_STEP_SUMMARY: file}})
    expect({code: other.code, same: fs.readFileSync(file, 'utf8') === summary}).toEqual({code: 10, same: true})
  })

  test('a summary page that cannot be written is a warning', async () => {
    const {code, stderr} = await check(['--format', 'github'], {env: {GITHUB_STEP_SUMMARY: '/nowhere/summary.md'}})
    expect(code).toBe(10)
    expect(stderr).toContain('warning: the job summary /nowhere/summary.md cannot be written (ENOENT)')
  })

  test('text: failures first, the rule once where all share it, the verdict last, piped too', async () => {
    const words = ['monthly-spend-usd', '--need', 'global--b200-count=8']
    expect((await check(words)).stdout).toBe(
      [
        'NAME                RULE                STATUS   DETAIL',
        'monthly-spend-usd   warn 80%, crit 95%  warning  $376.48 of $400 used (94.1%); warning from 80%',
        'global--b200-count  need 8              ok       8 GPUs left, 8 GPUs needed',
        'warning: 1 warning, 1 ok',
        '',
      ].join('\n'),
    )
    const shared = (await check(['monthly-spend-usd', 'job-submission-count'])).stdout.trimEnd().split('\n')
    expect(shared.slice(-2)).toEqual(['rule: warn 80%, crit 95%', 'warning: 1 warning, 1 ok'])
    expect(shared[0]).toMatch(/^NAME +STATUS +DETAIL$/)
    const {stdout} = await check(words, {tty: true, env: {NO_COLOR: '1'}})
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('△ warning: 1 warning, 1 ok')
  })
})
