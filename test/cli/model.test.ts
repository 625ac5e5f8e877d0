import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {runCli} from '../support/run-cli.js'

let folder = ''
let sandbox: Sandbox
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fireq-models-'))
  sandbox = await createSandbox({scenario: 'retiring-models'})
  const write = (name: string, text: string | Buffer) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), {recursive: true})
    fs.writeFileSync(path.join(folder, name), text)
  }
  write('.gitignore', 'built/\n*.log\n')
  write('built/app.js', '"kimi-k2p6"')
  write('debug.log', 'accounts/fireworks/models/kimi-k2p6')
  write('node_modules/x/index.js', '"kimi-k2p6"')
  write('image.bin', Buffer.from('\0"kimi-k2p6"'))
  write('src/app.py', '# a client\nMODEL = "glm-5p3-flash"\nOTHER = \'a-word\'\n')
  write('src/deep/.gitignore', 'secret.ts\n')
  write('src/deep/secret.ts', '"kimi-k2p6"')
  write('src/deep/config.yaml', 'model: accounts/fireworks/models/gpt-oss-20b\n')
  write('src/own.ts', 'const m = "accounts/fireworks/models/kimi-k2p6#accounts/acme/deployments/mine"\n')
})
afterAll(async () => {
  fs.rmSync(folder, {recursive: true})
  await sandbox.close()
})

const fireq = (...argv: string[]) =>
  runCli(argv, {env: {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: 'fw_sandbox'}})

interface Check {
  readonly model: string
  readonly file: string | null
  readonly line: number | null
  readonly severity: string
  readonly message: string
}
const checksOf = (stdout: string) => (JSON.parse(stdout) as {data: {checks: Check[]}}).data.checks

describe('model check --from', () => {
  test('finds what the source names, with file and line, and nothing that is ignored, built or binary', async () => {
    const {stdout, code} = await fireq('model', 'check', '--from', folder, '--json')
    const found = checksOf(stdout).map(({model, file, line, severity}) => [
      model,
      path.relative(folder, file!),
      line,
      severity,
    ])
    expect(found).toContainEqual(['glm-5p3-flash', 'src/app.py', 2, expect.anything()])
    expect(found).toContainEqual(['gpt-oss-20b', 'src/deep/config.yaml', 1, 'critical'])
    expect(found).toContainEqual([expect.stringContaining('kimi-k2p6#'), 'src/own.ts', 1, 'ok'])
    expect(found).toHaveLength(3)
    expect(code).toBe(11)
  })

  test('annotates the line for GitHub', async () => {
    const {stdout} = await fireq('model', 'check', '--from', path.join(folder, 'src', 'deep'), '--format', 'github')
    expect(stdout).toMatch(/^::error .*file=.*config\.yaml,line=1.*gpt-oss-20b/m)
  })

  test('of nothing that is there is a usage error, and sends nothing', async () => {
    const before = sandbox.requests.length
    expect((await fireq('model', 'check', '--from', path.join(folder, 'nowhere'))).code).toBe(2)
    expect((await fireq('model', 'check')).code).toBe(2)
    expect(sandbox.requests).toHaveLength(before)
  })
})

describe('model check of names', () => {
  test.each([
    ['a served model', 'ember-1', 0],
    ['a retired model', 'kimi-k2p6', 11],
    ['a router of a retired model', 'kimi-k2p6-fast', 11],
    ['a model that is in no catalogue', 'kimi-k9', 11],
    ['a router whose base model nobody knows: listed, and no failure', 'unheard-of-fast', 0],
    ['a deployment of a retired model', 'kimi-k2p6#accounts/acme/deployments/mine', 0],
    ['a word that is not a model name', 'a b', 2],
  ])('%s', async (_, name, code) => {
    expect((await fireq('model', 'check', name)).code).toBe(code)
  })

  test('fails for what nobody can judge with --strict', async () => {
    expect((await fireq('model', 'check', 'unheard-of-fast', '--strict')).code).toBe(1)
  })

  test('warns of a model that goes within --within, and not of one that goes later', async () => {
    const {stdout} = await fireq('model', 'list', '--json')
    const {models} = (JSON.parse(stdout) as {data: {models: {name: string; kind: string; daysLeft: number | null}[]}})
      .data
    const soon = models.find(({daysLeft, kind}) => kind === 'model' && daysLeft !== null && daysLeft > 1)!
    expect((await fireq('model', 'check', soon.name, '--within', `${soon.daysLeft}d`)).code).toBe(10)
    expect((await fireq('model', 'check', soon.name, '--within', `${soon.daysLeft! - 1}d`)).code).toBe(0)
  })

  test('names a replacement only where --rules does', async () => {
    const rules = path.join(folder, 'rules.json')
    fs.writeFileSync(rules, '{"replacements": {"kimi-k2p6": "kimi-k3"}}')
    expect((await fireq('model', 'check', 'kimi-k2p6')).stdout).not.toContain('instead')
    expect((await fireq('model', 'check', 'kimi-k2p6', '--rules', rules)).stdout).toContain('use kimi-k3 instead')
    fs.writeFileSync(rules, 'replacements:\n  kimi-k2p6: kimi-k3 # agreed\n')
    expect((await fireq('model', 'check', 'kimi-k2p6', '--rules', rules)).stdout).toContain('use kimi-k3 instead')
    fs.writeFileSync(rules, 'replacements:\n  kimi-k2p6: 3\n')
    const {code, stderr} = await fireq('model', 'check', 'kimi-k2p6', '--rules', rules)
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(`error: rules file ${rules}:2:3: expected a model's name`),
    ])
  })
})

describe("fireq's own repository", () => {
  /** Whose subject is models that are gone, or names that no catalogue has; unit tests invent them. */
  const ABOUT_OTHERS = [
    'test/app/',
    'test/domain/',
    'test/fixtures/',
    'test/golden/diagnose/readings.ndjson',
    'src/lib/domain/facts/models.ts',
    'src/lib/sandbox/model-catalogue.ts',
    'test/acceptance/limits-probe.test.ts',
    'test/acceptance/pipes.test.ts',
    'test/cli/drawn-views.test.ts',
    'test/cli/model.test.ts',
    'test/cli/retired-model.test.ts',
    'test/cli/status-at-once.test.ts',
    'test/config/settings.test.ts',
    'test/contract/ci-examples.test.ts',
    'test/contract/living-models.test.ts',
    'test/exporter/readings.test.ts',
    'test/fireworks/one-verdict.test.ts',
    'test/fireworks/requests.test.ts',
    'test/history/store.test.ts',
    'test/sandbox/inference.test.ts',
    'test/sandbox/model-catalogue.test.ts',
    'test/sandbox/openai-client.test.ts',
  ]
  let living: Sandbox
  const tier2 = (argv: string[]) =>
    runCli(argv, {env: {FIREWORKS_BASE_URL: living.url, FIREWORKS_API_KEY: 'fw_sandbox'}})
  beforeAll(async () => {
    living = await createSandbox({scenario: 'tier2'})
  })
  afterAll(() => living.close())
  const check = ['model', 'check', '--from', '.', ...ABOUT_OTHERS.flatMap(each => ['--exclude', each])]

  test('passes, with every example of its help, documents and sources, and the models that its command lines name', async () => {
    const {stdout, code} = await tier2([...check, '--json'])
    const checks = checksOf(stdout)
    expect(checks.filter(({severity}) => severity !== 'ok')).toEqual([])
    expect([code, checks.length > 300]).toEqual([0, true])
    const files = new Set(checks.map(({file}) => file!.split('/')[0]))
    expect([...files]).toEqual(expect.arrayContaining(['docs', 'src', 'test', 'bench']))
  })

  test('fails with file and line when a retired model is planted, in text and for GitHub', async () => {
    const planted = path.join(folder, 'planted.ts')
    fs.writeFileSync(planted, "// an example\nask('kimi-k2p6')\n")
    const text = await tier2([...check, '--from', planted])
    expect(text.code).toBe(11)
    const [, first = ''] = text.stdout.split('\n')
    expect(first.replaceAll(/ +/g, ' ')).toBe(`kimi-k2p6 ${planted}:2 critical retired from serverless on 2026-09-25`)
    const github = await tier2([...check, '--from', planted, '--format', 'github'])
    expect(github.stdout).toMatch(/^::error .*file=.*planted\.ts,line=2/m)
  })

  test.each([60, 80, 120])('the place of a finding is not cut on a terminal of %i columns', async columns => {
    const deep = path.join(folder, 'a-rather-long-name-of-a-folder', 'and-another-long-name', 'client.ts')
    fs.mkdirSync(path.dirname(deep), {recursive: true})
    fs.writeFileSync(deep, '"kimi-k2p6"')
    const env = {FIREWORKS_BASE_URL: living.url, FIREWORKS_API_KEY: 'fw_sandbox', NO_COLOR: '1'}
    const {stdout} = await runCli(['model', 'check', '--from', deep], {env, tty: true, columns})
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
    const details = stdout.split('\n').map(
      line =>
        line
          .split('│')
          .at(-2)
          ?.slice(columns === 0 ? 0 : 24) ?? '',
    )
    expect(details.join('').replaceAll(/\s/g, '')).toContain('and-another-long-name/client.ts:1:')
  })
})
