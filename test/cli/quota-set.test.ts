import {afterEach, describe, expect, test} from '@jest/globals'
import {Ajv2020} from 'ajv/dist/2020.js'
import fc from 'fast-check'
import {readFileSync} from 'node:fs'
import type {Sandbox} from '../../src/lib/sandbox/index.js'
import {formatWholeNumber, parseWholeNumber} from '../../src/lib/domain/text/units.js'
import {chat, closeAll, start} from '../sandbox/http-call.js'
import {instantClock} from '../support/connection.js'
import {propertyRuns} from '../support/property-runs.js'
import {runCli, type RunOptions} from '../support/run-cli.js'

afterEach(closeAll)

const SPEND = 'monthly-spend-usd'
const at = (sandbox: Sandbox) => ['--base-url', sandbox.url, '--api-key', sandbox.apiKey]

/** `fireq quota set …` against a sandbox of the test's own, on a clock that does not wait. */
function set(sandbox: Sandbox, words: readonly string[], options: RunOptions = {}) {
  return runCli(['quota', 'set', ...words, ...at(sandbox)], {clock: instantClock(), ...options})
}

const patches = (sandbox: Sandbox) => sandbox.requests.filter(({method}) => method !== 'GET')

function valueOf(sandbox: Sandbox, id = SPEND): Promise<number> {
  return runCli(['quota', 'get', id, '--json', ...at(sandbox)]).then(
    ({stdout}) => (JSON.parse(stdout) as {data: {quota: {value: number}}}).data.quota.value,
  )
}

const setSchema = new Ajv2020({strict: false, validateFormats: false})
  .addSchema(JSON.parse(readFileSync('schemas/fireq.common.v1.json', 'utf8')) as object)
  .compile(JSON.parse(readFileSync('schemas/fireq.quota.set.v1.json', 'utf8')) as object)

interface SetDocument {
  readonly data: Record<string, unknown> & {readonly undo: string | null}
  readonly warnings: readonly {readonly code: string}[]
}

function documentOf(stdout: string): SetDocument {
  const document = JSON.parse(stdout) as SetDocument
  expect({valid: setSchema(document), errors: setSchema.errors}).toEqual({valid: true, errors: null})
  return document
}

describe('a change that hurts nobody', () => {
  test('shows the plan on stderr, sends value alone once, reads back, and says how to undo it', async () => {
    const sandbox = await start()
    const {code, stdout, stderr} = await set(sandbox, [SPEND, '$450', '--yes'])
    expect({code, stdout}).toEqual({
      code: 0,
      stdout: `${SPEND}: $400 → $450\nundo: fireq quota set ${SPEND} 400 --yes -a acme --base-url ${sandbox.url}\n`,
    })
    expect(stderr).toMatch(
      /^monthly-spend-usd: \$400 → \$450 \(account acme\)\n {2}max \$500, used \$376\.48 \(94\.1%\), \$73\.52 left after it\n {2}- at this month's pace/,
    )
    expect(patches(sandbox)).toHaveLength(1)
    expect(patches(sandbox)[0]).toMatchObject({method: 'PATCH', query: {updateMask: 'value'}, body: {value: '450'}})
    expect(await valueOf(sandbox)).toBe(450)
  })

  test('JSON, one row, firectl, and flags', async () => {
    const sandbox = await start()
    const {data} = documentOf((await set(sandbox, [SPEND, '450', '-y', '--json'])).stdout)
    expect(data).toMatchObject({quota: SPEND, from: 400, to: 450, maxValue: 500, usage: 376.48})
    expect(data).toMatchObject({applied: true, verified: true, dryRun: false})
    const shape = await runCli(['update', 'quota', SPEND, '--value', '460', '-o', 'json', ...at(sandbox)])
    expect(JSON.parse(shape.stdout)).toMatchObject({
      name: `accounts/acme/quotas/${SPEND}`,
      value: '460',
      max_value: '500',
    })
    const flags = await runCli(['quota', 'update', SPEND, '--value', '470', '-o', 'flag', ...at(sandbox)])
    expect(flags.stdout).toContain('--value=470\n')
    const row = await set(sandbox, [SPEND, '480', '-y', '-o', 'csv'])
    expect(row.stdout.split('\n')[0]).toBe('account,quota,from,to,maxValue,usage,applied,verified,dryRun,undo,request')
  })

  test('equal to the current value: nothing sent, exit 0, no question', async () => {
    const sandbox = await start()
    const {code, stdout} = await set(sandbox, [SPEND, '400'])
    expect({code, stdout}).toEqual({code: 0, stdout: `${SPEND}: $400 already, nothing was sent\n`})
    expect(documentOf((await set(sandbox, [SPEND, '400', '--json'])).stdout).data).toMatchObject({
      applied: false,
      verified: true,
      undo: null,
    })
    expect(patches(sandbox)).toEqual([])
  })

  test('a full name is the same argument; another account is exit 2; a misspelt quota exit 3', async () => {
    const sandbox = await start()
    expect((await set(sandbox, [`accounts/acme/quotas/${SPEND}`, '450', '-y'])).code).toBe(0)
    expect((await set(sandbox, [`accounts/other/quotas/${SPEND}`, '450', '-y'])).code).toBe(2)
    const {code, stderr} = await set(sandbox, ['montly-spend-usd', '450', '-y'])
    expect({code, hint: stderr.includes(`did you mean \`${SPEND}\`?`)}).toEqual({code: 3, hint: true})
    expect(patches(sandbox)).toHaveLength(1)
  })

  test('a 400 that is not about the mask is the answer: nothing is sent again', async () => {
    const sandbox = await start()
    sandbox.fault({route: 'PATCH *', kind: '400'})
    expect((await set(sandbox, [SPEND, '450', '-y'])).code).toBe(1)
    expect(patches(sandbox)).toHaveLength(1)
  })
})

describe('what is refused before it is sent', () => {
  test.each(['12abc', '1e3', '-1', 'NaN', '1.5', '1,50', '', ' 5', '9007199254740992', '٣', '0x10', '+5'])(
    '%j: exit 2',
    async text => {
      const sandbox = await start()
      expect((await set(sandbox, [SPEND, text, '-y', '--allow-below-usage'])).code).toBe(2)
      expect((await set(sandbox, [SPEND, `--value=${text}`, '-y', '--allow-below-usage'])).code).toBe(2)
      expect(sandbox.requests).toEqual([])
    },
  )

  test('no value, or two: exit 2', async () => {
    const sandbox = await start()
    expect((await set(sandbox, [SPEND, '-y'])).code).toBe(2)
    expect((await set(sandbox, [SPEND, '450', '--value', '450', '-y'])).code).toBe(2)
  })

  test('above the ceiling: exit 1, naming the next tier and what it needs, or contact', async () => {
    const sandbox = await start()
    const spend = await set(sandbox, [SPEND, '501', '-y', '--allow-below-usage'])
    expect(spend.code).toBe(1)
    expect(spend.stderr).toMatch(/\$501 is above the max of monthly-spend-usd, \$500\nhint: .*tier 3.*\$500 spent/)
    const gpus = await set(sandbox, ['global--h100-count', '16', '-y'])
    expect(gpus.code).toBe(1)
    expect(gpus.stderr).toContain('inquiries@fireworks.ai')
    expect(patches(sandbox)).toEqual([])
  })

  test('--expect-current: exit 1 when it is another, for a dry run too', async () => {
    const sandbox = await start()
    const {code, stdout} = await set(sandbox, [SPEND, '450', '-y', '--expect-current', '300', '--json'])
    expect({code, error: (JSON.parse(stdout) as {error: {code: string}}).error.code}).toEqual({
      code: 1,
      error: 'conflict',
    })
    expect((await set(sandbox, [SPEND, '450', '--dry-run', '--expect-current', '300'])).code).toBe(1)
    expect(patches(sandbox)).toEqual([])
    expect((await set(sandbox, [SPEND, '450', '-y', '--expect-current', '$400'])).code).toBe(0)
  })

  test('no input makes it send anything but the value of the plan', async () => {
    const sandbox = await start({overrides: {quotas: [{id: 'x', value: 7, maxValue: 2n ** 62n, usage: 0}]}})
    const digits = fc.stringMatching(/^\$?[0-9]{0,17}[kKmM,.e-]{0,2}[0-9]{0,3}[kKmM]?$/)
    const number = fc.maxSafeNat().chain(n => fc.constantFrom(String(n), formatWholeNumber(n), `$${n}`))
    const text = fc.oneof(digits, number, fc.string({maxLength: 12}))
    await fc.assert(
      fc.asyncProperty(text, async input => {
        const before = patches(sandbox).length
        const {code, stderr} = await set(sandbox, ['-y', '--allow-below-usage', `--value=${input}`, 'x'])
        const sent = patches(sandbox).slice(before)
        const parsed = parseWholeNumber(input)
        if (!parsed.ok) {
          expect({code, sent}).toEqual({code: 2, sent: []})
          return
        }
        expect(code).toBe(0)
        expect(sent.length).toBeLessThanOrEqual(1)
        for (const {body} of sent) expect(body).toEqual({value: String(parsed.value)})
        expect(stderr.split('\n')[0]).toMatch(new RegExp(`→ ${formatWholeNumber(parsed.value)} \\(account acme\\)$`))
      }),
      {numRuns: Math.min(propertyRuns().numRuns, 1000)},
    )
  }, 120_000)
})

describe('consent', () => {
  test('without a terminal: exit 2 naming the flags; below the usage --yes alone is not enough', async () => {
    const sandbox = await start()
    const mild = await set(sandbox, [SPEND, '450'])
    expect(mild.code).toBe(2)
    expect(mild.stderr).toContain('add `--yes`')
    const severe = await set(sandbox, [SPEND, '376', '--yes'])
    expect(severe.code).toBe(2)
    expect(severe.stderr).toContain('add `--allow-below-usage`')
    expect((await set(sandbox, [SPEND, '376', '--allow-below-usage'])).stderr).toContain('add `--yes`')
    expect((await set(sandbox, [SPEND, '450'], {tty: true, stdin: 'y\n', env: {CI: '1'}})).code).toBe(2)
    expect(patches(sandbox)).toEqual([])
  })

  test("firectl's spelling in a script: not the mild question, but the severe one needs its flag", async () => {
    const sandbox = await start()
    const update = (value: string, ...more: string[]) =>
      runCli(['update', 'quota', SPEND, '--value', value, ...more, ...at(sandbox)], {clock: instantClock()})
    expect((await update('450')).code).toBe(0)
    const refused = await update('200')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('add `--allow-below-usage`;')
    expect((await update('200', '--allow-below-usage')).code).toBe(0)
    expect((await runCli(['quota', 'update', SPEND, '450', ...at(sandbox)])).code).toBe(2)
  })

  test.each([
    ['450', 'y\n', 0],
    ['450', 'YES\n', 0],
    ['450', '\n', 1],
    ['450', 'n\n', 1],
    ['300', 'y\n', 1],
    ['300', `${SPEND}\n`, 0],
    ['300', '', 2],
  ])('a person is asked: set to %s, answers %j, exit %i', async (value, answer, expected) => {
    const sandbox = await start()
    const {code, stderr} = await set(sandbox, [SPEND, value], {tty: true, stdin: answer})
    expect(code).toBe(expected)
    expect(stderr).toContain(
      value === '300' ? `Type ${SPEND} to change it on account acme: ` : `Set ${SPEND} of account acme to $450? [y/N] `,
    )
    expect(patches(sandbox)).toHaveLength(expected === 0 ? 1 : 0)
  })

  test('firectl on a terminal asks too; unknown usage is severe when lowered, mild when raised', async () => {
    const sandbox = await start()
    const asked = await runCli(['update', 'quota', SPEND, '--value', '450', ...at(sandbox)], {tty: true, stdin: 'n\n'})
    expect(asked.code).toBe(1)
    const credits = 'eval-protocol-free-daily-credits'
    expect((await set(sandbox, [credits, '50', '-y'])).code).toBe(2)
    const {data} = documentOf((await set(sandbox, [credits, '50', '-y', '--allow-below-usage', '--json'])).stdout)
    expect(data.undo).toMatch(/^fireq quota set eval-protocol-free-daily-credits 100 --yes -a \S+ --base-url \S+$/)
    expect((await set(sandbox, [credits, '60', '-y'])).code).toBe(0)
  })
})

describe('--dry-run', () => {
  test.each([
    [['450']],
    [['300']],
    [['300', '--json']],
    [['400']],
    [['--value', '450', '-o', 'json']],
    [['450', '--expect-current', '400', '--yes']],
  ])('%j sends nothing but GETs', async words => {
    const sandbox = await start()
    const {code, stdout, stderr} = await set(sandbox, [SPEND, ...words, '--dry-run'])
    expect(code).toBe(0)
    expect(sandbox.requests.length).toBeGreaterThan(0)
    expect(new Set(sandbox.requests.map(({method}) => method))).toEqual(new Set(['GET']))
    expect(stdout + stderr).not.toContain(sandbox.apiKey)
  })

  test('prints method, URL and body, the key redacted', async () => {
    const sandbox = await start()
    const {stdout} = await set(sandbox, [SPEND, '450', '--dry-run'])
    const url = `${sandbox.url}/v1/accounts/acme/quotas/${SPEND}?updateMask=value`
    expect(stdout).toBe(
      `PATCH ${url}\nauthorization: Bearer [redacted]\ncontent-type: application/json\n\n{"value":"450"}\n`,
    )
    const {data} = documentOf((await set(sandbox, [SPEND, '450', '--dry-run', '--json'])).stdout)
    expect(data).toMatchObject({applied: false, dryRun: true, undo: null})
    expect(data['request']).toEqual({method: 'PATCH', url, body: {value: '450'}})
  })
})

test('below the usage the next completion is a 412, and the undo line brings it back', async () => {
  const sandbox = await start()
  expect((await chat(sandbox, {max_tokens: 1})).status).toBe(200)
  expect((await set(sandbox, [SPEND, '300', '--yes'])).code).toBe(2)
  expect((await chat(sandbox, {max_tokens: 1})).status).toBe(200)
  const done = await set(sandbox, [SPEND, '300', '--yes', '--allow-below-usage', '--json'])
  expect((await chat(sandbox, {max_tokens: 1})).status).toBe(412)
  const undo = documentOf(done.stdout).data.undo!.split(' ').slice(1)
  expect((await runCli([...undo, '--api-key', sandbox.apiKey])).code).toBe(0)
  expect((await chat(sandbox, {max_tokens: 1})).status).toBe(200)
})
