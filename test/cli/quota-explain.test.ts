import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {startFaultServer} from '../support/fault-server.js'
import {runCli} from '../support/run-cli.js'

let leak: Sandbox
beforeAll(async () => {
  leak = await createSandbox({scenario: 'gpu-leak'})
})
afterAll(() => leak.close())

const fireq = (argv: string[], key = 'fw_sandbox') =>
  runCli(['quota', 'explain', ...argv], {env: {FIREWORKS_BASE_URL: leak.url, FIREWORKS_API_KEY: key}})

interface Explained {
  readonly quota: string
  readonly reported: number
  readonly computed: number | null
  readonly unexplained: number | null
  readonly readable: boolean
  readonly holders: readonly {name: string; kind: string; gpus: number; orphan: boolean | null; release: string[]}[]
}

async function explained(argv: string[], key?: string) {
  const {stdout, code, stderr} = await fireq([...argv, '--json'], key)
  const document = JSON.parse(stdout) as {data: {quotas: Explained[]}; warnings: {code: string; message: string}[]}
  return {quotas: document.data.quotas, warnings: document.warnings, code, stderr}
}

describe('quota explain', () => {
  test('reconciles a leak to the GPU: what is held, the orphan, and the rest that only Fireworks can release', async () => {
    const {quotas} = await explained(['global--h100-count'])
    expect(quotas).toMatchObject([{reported: 16, computed: 13, unexplained: 3, readable: true}])
    expect(quotas[0]!.holders.map(({name, gpus, orphan}) => [name, gpus, orphan])).toEqual([
      ['support-bot', 8, false],
      ['grpo-math-rollout', 4, true],
      ['canary', 1, false],
    ])
  })

  test('charges an attached rollout to training, and not to global', async () => {
    const {quotas} = await explained(['training-h100-count', 'global--h100-count'])
    const holdersOf = (id: string) => quotas.find(({quota}) => quota === id)!.holders.map(({name}) => name)
    expect(holdersOf('training-h100-count')).toEqual(['dpo-chat-trainer', 'dpo-chat-rollout'])
    expect(holdersOf('global--h100-count')).not.toContain('dpo-chat-rollout')
  })

  test('charges a pinned deployment to its place alone', async () => {
    const {quotas} = await explained(['europe--h200-count', 'global--h200-count'])
    expect(quotas.map(({quota, unexplained}) => [quota, unexplained]).sort()).toEqual([
      ['europe--h200-count', 0],
      ['global--h200-count', 0],
    ])
  })

  test('calls nothing unexplained where the key may not read the trainers', async () => {
    const {quotas, warnings, code} = await explained(['training-h100-count'], 'fw_member')
    expect(quotas[0]).toMatchObject({readable: false, computed: null, unexplained: null})
    expect(warnings.map(({message}) => message).join()).toMatch(/trainer jobs are not readable \(HTTP 403\)/)
    expect(code).toBe(4)
    const global = await explained(['global--h100-count'], 'fw_member')
    expect(global.quotas[0]).toMatchObject({readable: false, computed: null, unexplained: null})
    const all = await explained([], 'fw_member')
    expect([all.code, all.quotas.length > 1]).toEqual([0, true])
  })

  test('prints the command that releases an orphan, for the account that was asked', async () => {
    const {quotas} = await explained(['global--h100-count', '--orphans'])
    expect(quotas[0]!.holders[0]!.release).toContain('firectl deployment delete grpo-math-rollout -a acme')
  })

  test('takes patterns, and says what a name that no quota has may have meant', async () => {
    expect((await explained(['training-*'])).quotas.map(({quota}) => quota).sort()).toContain('training-b200-count')
    const {code, stderr} = await fireq(['global--h100-cout'])
    expect([code, stderr]).toEqual([3, expect.stringContaining('did you mean `global--h100-count`?')])
    expect((await fireq(['accounts/other/quotas/global--h100-count'])).code).toBe(2)
  })

  test('-o name prints each holder once, as firectl takes it', async () => {
    const {stdout} = await fireq(['deployed-model-count', 'global--h100-count', '-o', 'name'])
    expect(stdout.split('\n').filter(name => name === 'support-bot')).toHaveLength(1)
    expect(stdout).toMatch(/^(?:[a-z0-9-]+\n)+$/)
  })

  test('adds up by owner', async () => {
    const {stdout} = await fireq(['training-h100-count', '--by', 'owner', '-o', 'csv', '--columns', 'name,amount'])
    expect(stdout).toBe('name,amount\nlee@acme.example,8\nno owner,4\n')
  })

  // Only of GPUs do Fireworks' own tools say what the rest is.
  test('calls jobs that no list has another kind, never a stale reservation', async () => {
    const quota = {name: 'accounts/acme/quotas/job-submission-count', value: '8', usage: 3}
    const server = await startFaultServer(({url}) => ({body: url.includes('/quotas') ? {quotas: [quota]} : {}}))
    const line = ['quota', 'explain', 'job-submission-count', '-a', 'acme', '--base-url', server.url]
    const {stdout} = await runCli(line, {env: {FIREWORKS_API_KEY: 'fw_test'}})
    await server.close()
    expect(stdout).toContain('3 of 8 jobs used, 0 held, 3 unexplained: likely jobs of another kind than batch')
    expect(stdout).not.toContain('stale')
  })
})
