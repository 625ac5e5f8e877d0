import {afterEach, describe, expect, test} from '@jest/globals'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {createSandbox, type FaultKind, type Sandbox, type ScenarioName} from '../../src/lib/sandbox/index.js'
import {runCli} from '../support/run-cli.js'

let sandbox: Sandbox
let home = ''
afterEach(async () => {
  await sandbox.close()
  if (home !== '') fs.rmSync(home, {recursive: true})
  home = ''
})

const open = async (scenario: ScenarioName) => (sandbox = await createSandbox({scenario}))
const fireq = (argv: readonly string[], more: {home?: string; stdin?: string} = {}) =>
  runCli(argv, {
    env: {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: 'fw_sandbox', FIREWORKS_ACCOUNT_ID: 'acme'},
    ...more,
  })

/** The three commands that ask a model. */
const asking = (model: string): readonly (readonly [string, readonly string[]])[] => [
  ['limits probe', ['limits', 'probe', model]],
  ['status --probe', ['status', '--probe', '--model', model]],
  ['diagnose --live', ['diagnose', '--live', '--model', model]],
]
const askedFor = (part: string) => sandbox.requests.filter(({path}) => path.includes(part)).length

describe('a 403 of a model that the account forbids', () => {
  test.each(asking('ember-1'))('%s asks the policy and names what it says', async (_, argv) => {
    await open('policy')
    const {stdout, code} = await fireq([...argv, '--json'])
    expect(stdout).toContain("The account's policy has allowServerless false (the rule of ember-1).")
    expect([code, askedFor('/policySettings')]).toEqual([1, 1])
  })

  test('diagnose --live cites it as evidence', async () => {
    await open('policy')
    const {stdout} = await fireq(['diagnose', '--live', '--model', 'ember-1', '--json'])
    const {evidence, cause} = (JSON.parse(stdout) as {data: {evidence: string[]; cause: string}}).data
    expect(cause).toBe('policy')
    expect(evidence).toContain('policySettings: allowServerless is false (the rule of ember-1)')
  })

  test('a 403 without a word about a policy is one when the policy says so, and is none when it does not', async () => {
    await open('policy')
    const refuse = () => sandbox.fault({route: 'POST /inference/*', kind: '403'})
    refuse()
    const forbidden = await fireq(['limits', 'probe', 'ember-1', '--json'])
    refuse()
    const allowed = await fireq(['limits', 'probe', 'kimi-k3', '--json'])
    expect([forbidden.code, allowed.code]).toEqual([1, 4])
    expect(forbidden.stdout).toContain('"outcome":"policy"')
    expect(allowed.stdout).toContain('"outcome":"forbidden"')
  })

  test.each<[FaultKind]>([['403'], ['404'], ['501'], ['other-shape'], ['html'], ['connection-reset']])(
    'survives that policySettings answers %s',
    async kind => {
      await open('policy')
      sandbox.fault({route: 'GET *policySettings', kind, times: 'always'})
      const {stdout, code} = await fireq(['diagnose', '--live', '--model', 'ember-1', '--json'])
      expect(code).toBe(1)
      expect(stdout).toContain('policySettings: not readable')
    },
  )

  test('nothing but a 403 asks for it', async () => {
    await open('tier2')
    for (const kind of ['429', '500', '404'] as const) {
      sandbox.fault({route: 'POST /inference/*', kind})
      await fireq(['limits', 'probe', 'kimi-k3'])
    }
    await fireq(['limits', 'probe', 'kimi-k3'])
    expect(askedFor('/policySettings')).toBe(0)
  })
})

describe('a 429 that no token limit explains', () => {
  /** A ceiling of three requests a minute, which the user chose, and three requests. */
  const useUp = async () => {
    await open('tier2')
    const set = await fireq(['quota', 'set', 'serverless-inference-rpm', '3', '--yes', '--allow-below-usage'])
    expect(set.code).toBe(0)
    for (let at = 0; at < 3; at++) await fireq(['limits', 'probe', 'kimi-k3'])
  }

  test.each(asking('kimi-k3'))("%s names the account's own ceiling, not the default", async (_, argv) => {
    await useUp()
    const {stdout, code} = await fireq([...argv, '--json'])
    expect(code).toBe(6)
    expect(stdout).toContain('3 requests per minute by its quota `serverless-inference-rpm`')
    expect(stdout).not.toContain('6,000')
  })

  test('the documented default stands where the quota cannot be read', async () => {
    await useUp()
    sandbox.fault({route: 'GET *serverless-inference-rpm', kind: '403', times: 'always'})
    expect((await fireq(['limits', 'probe', 'kimi-k3', '--json'])).stdout).toContain(
      '6,000 requests per minute by default',
    )
  })
})

describe('the model that is asked without a name', () => {
  const modelAsked = () => {
    const {body} = sandbox.requests.findLast(({path}) => path.endsWith('/chat/completions'))!
    return (body as {model: string}).model
  }

  test.each([
    ['limits probe', ['limits', 'probe']],
    ['status --probe', ['status', '--probe']],
    ['diagnose --live', ['diagnose', '--live']],
    ['limits check', ['limits', 'check']],
  ])('%s asks the one used last, else the one set, else the cheapest that lives', async (_, argv) => {
    await open('tier2')
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'fireq-last-'))
    await fireq(argv, {home})
    expect(modelAsked()).toBe('accounts/fireworks/models/nemotron-lightning-3p5-30b-a3b')
    await fireq(['limits', 'probe', 'glm-5p3'], {home})
    await fireq(argv, {home})
    expect(modelAsked()).toBe('accounts/fireworks/models/glm-5p3')
    await fireq(['config', 'set', 'model', 'gpt-oss-120b'], {home})
    await fireq(argv, {home})
    expect(modelAsked()).toBe('accounts/fireworks/models/gpt-oss-120b')
  })
})
