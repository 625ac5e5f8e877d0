import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {mkdtempSync, readdirSync, readFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import addFormatsModule from 'ajv-formats'
import {Ajv2020} from 'ajv/dist/2020.js'
import {COMMANDS} from '../../src/command-table.js'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {runCli} from '../support/run-cli.js'

const ajv = new Ajv2020({strict: false, allErrors: true})
;(addFormatsModule as unknown as {default: (to: Ajv2020) => void}).default(ajv)
for (const file of readdirSync('schemas'))
  ajv.addSchema(JSON.parse(readFileSync(`schemas/${file}`, 'utf8')) as object, file)

/** A line per command: what its real output is checked with. `sandbox`, `proxy` and `exporter` print no document, `api` prints the API's. */
const LINES: Record<string, readonly (readonly string[])[]> = {
  'quota list': [
    ['quota', 'list'],
    ['quota', 'list', '--filter', 'value=-1'],
    ['quota', 'list', '--no-paginate', '--page-size', '2'],
  ],
  'quota get': [['quota', 'get', 'monthly-spend-usd', 'global--h100-count']],
  'quota set': [
    ['quota', 'set', 'monthly-spend-usd', '450', '--yes'],
    ['quota', 'set', 'monthly-spend-usd', '450', '--dry-run'],
    ['quota', 'set', 'monthly-spend-usd', '450', '--yes'],
  ],
  'quota check': [['quota', 'check']],
  'quota export': [['quota', 'export']],
  'quota diff': [['quota', 'diff', '-f', 'test/fixtures/quotas.yaml']],
  'quota apply': [['quota', 'apply', '-f', 'test/fixtures/quotas.yaml', '--yes']],
  'limits probe': [
    ['limits', 'probe'],
    ['limits', 'probe', '--sandbox=throttled'],
    ['limits', 'probe', '--sandbox=dynamic'],
    ['limits', 'probe', '--sandbox=no-headers'],
  ],
  'limits plan': [
    ['limits', 'plan', '--requests', '500/m', '--prompt', '2000', '--cached', '0.5', '--generated', '300'],
    ['limits', 'plan', '--requests', '1/h', '--model', 'a-model-of-nobody'],
  ],
  'history record': [['history', 'record', '--probe', 'kimi-k3']],
  'history path': [['history', 'path']],
  'history prune': [['history', 'prune']],
  'limits history': [['limits', 'history', 'kimi-k3']],
  'quota history': [
    ['quota', 'history', 'monthly-spend-usd'],
    ['quota', 'history', 'no-such-quota'],
  ],
  'limits check': [
    ['limits', 'check', 'kimi-k3', '--need', 'generated=100', '--max-drop', '50%'],
    ['limits', 'check', '--sandbox=suspended-credits'],
  ],
  'limits wait': [
    ['limits', 'wait', 'kimi-k3', '--need', 'generated=100'],
    ['limits', 'wait', 'kimi-k3', '--need', 'generated=900000000'],
  ],
  'quota wait': [['quota', 'wait', 'job-submission-count', '--need', '1']],
  status: [['status'], ['status', '--probe'], ['status', '--sandbox=suspended-credits']],
  diagnose: [
    ['diagnose', '--live'],
    ['diagnose', '--status', '429'],
  ],
  spend: [['spend'], ['spend', '--by', 'day,key', '--top', '2', '--since', '7d'], ['spend', '--by', 'kind']],
  'spend check': [['spend', 'check', '--max-per-day', '5', '--max-growth', '2x', '--max-month', '1000']],
  'billing export-usage-costs': [['billing', 'export-usage-costs', '--filename', '/dev/null']],
  'quota explain': [
    ['quota', 'explain'],
    ['quota', 'explain', '--sandbox=gpu-leak', '--by', 'owner'],
    ['quota', 'explain', 'monthly-spend-usd', 'deployed-model-count'],
  ],
  'model list': [['model', 'list']],
  'model check': [
    ['model', 'check', 'kimi-k3', 'kimi-k3-fast', 'a-model-of-nobody'],
    ['model', 'check', 'kimi-k3', '--sandbox=suspended-credits'],
  ],
  'key list': [['key', 'list']],
  'key check': [['key', 'check', '--sandbox=expiring-keys']],
  'tier list': [['tier', 'list']],
  'account list': [['account', 'list']],
  'account get': [['account', 'get']],
  'auth login': [['auth', 'login', '-p', 'ci']],
  'auth status': [['auth', 'status']],
  'auth list': [['auth', 'list']],
  'auth switch': [['auth', 'switch', 'ci']],
  open: [['open', 'billing']],
  'auth logout': [['auth', 'logout', '-p', 'ci']],
  'config list': [['config', 'list']],
  'config set': [['config', 'set', 'timeout', '20']],
  'config get': [['config', 'get', 'timeout']],
  'config unset': [['config', 'unset', 'timeout']],
  'config path': [['config', 'path']],
  completion: [['completion', 'bash']],
  version: [['version']],
  run: [['run', '--', 'true']],
}

describe('every command prints the document its schema promises', () => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'fireq-documents-'))
  let sandbox: Sandbox

  beforeAll(async () => {
    sandbox = await createSandbox({scenario: 'tier2'})
  })

  afterAll(() => sandbox.close())

  test('every command has a line here', () => {
    expect(Object.keys(LINES).sort()).toEqual(
      Object.keys(COMMANDS)
        .filter(id => !['sandbox', 'proxy', 'exporter', 'api'].includes(id))
        .sort(),
    )
  })

  test.each(Object.values(LINES).flatMap(lines => lines.map(line => [line.join(' '), line] as const)))(
    '%s',
    async (_, line) => {
      const own = line.some(word => word.startsWith('--sandbox'))
      const gateway = own ? [] : ['--base-url', sandbox.url, '--api-key', sandbox.apiKey]
      const end = line.includes('--') ? line.indexOf('--') : line.length
      const words = [...line.slice(0, end), '--json', ...gateway, ...line.slice(end)]
      const {stdout} = await runCli(words, {home, env: {HOME: home}})
      expect(stdout.trimEnd().split('\n')).toHaveLength(1)
      const document = JSON.parse(stdout) as {schema: string; source?: string}
      const validate = ajv.getSchema(`${document.schema.replace('/', '.')}.json`)
      expect(document.schema).toMatch(/^fireq\.[a-z.-]+\/v1$/)
      expect(document.schema).not.toBe('fireq.error/v1')
      expect(validate).toBeDefined()
      expect([await validate!(document), validate!.errors]).toEqual([true, null])
    },
  )

  test('a command that fails prints the error document, whatever the command', async () => {
    const validate = ajv.getSchema('fireq.error.v1.json')!
    for (const id of Object.keys(COMMANDS)) {
      const {stdout, code} = await runCli([...id.split(' '), '--no-such-flag', '--json'], {home, env: {HOME: home}})
      expect(code).toBe(2)
      expect([id, validate(JSON.parse(stdout)), validate.errors]).toEqual([id, true, null])
    }
  })
})
