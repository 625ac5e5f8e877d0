import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {createSandbox, ManualClock, type FaultKind, type Sandbox} from '../../src/lib/sandbox/index.js'
import {systemClock} from '../../src/lib/cli/context.js'
import {inTurn} from '../support/property-runs.js'
import {runCli} from '../support/run-cli.js'

const NOW = Date.parse('2026-11-26T09:00:00Z')
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await createSandbox({scenario: 'gpu-leak', clock: new ManualClock(NOW)})
})
afterAll(() => sandbox.close())

/** What a route that nobody promises may answer, and the exit code where it is all that was asked for. */
const ANSWERS: readonly (readonly [FaultKind, number, string])[] = [
  ['403', 4, '(HTTP 403)'],
  ['404', 1, '(HTTP 404)'],
  ['501', 1, '(HTTP 501)'],
  ['other-shape', 7, ''],
]

interface Part {
  readonly name: string
  readonly argv: readonly string[]
  readonly route: string
  /** What is shown all the same; empty where the part is all that was asked for. */
  readonly rest: string
}

const DEPLOYMENTS = 'GET */deployments'
const TRAINERS = 'GET */rlorTrainerJobs'
const SHAPES = 'GET */trainingShapes'
const MODELS = 'GET */deployedModels'
const JOBS = 'GET */batchInferenceJobs'
const COSTS = 'POST *usageCosts:query'
const SUMMARY = 'GET *billing/summary'
const KEYS = 'GET *apiKeys'

const explain = (...names: string[]) => ['quota', 'explain', ...names]

/** The part is one of several. */
const BESIDE: readonly Part[] = [
  {name: 'quota explain, deployments', argv: explain(), route: DEPLOYMENTS, rest: 'job-submission-count'},
  {name: 'quota explain, trainers', argv: explain(), route: TRAINERS, rest: 'job-submission-count'},
  {name: 'quota explain, shapes', argv: explain(), route: SHAPES, rest: 'job-submission-count'},
  {name: 'quota explain, deployed models', argv: explain(), route: MODELS, rest: 'global--h100-count'},
  {name: 'quota explain, batch jobs', argv: explain(), route: JOBS, rest: 'global--h100-count'},
  {name: 'spend, billing summary', argv: ['spend'], route: SUMMARY, rest: 'kimi-k3'},
  {name: 'spend, deployments', argv: ['spend'], route: DEPLOYMENTS, rest: 'kimi-k3'},
  {name: 'spend, the quota', argv: ['spend'], route: 'GET *quotas/monthly-spend-usd', rest: 'kimi-k3'},
  {name: 'spend, key names', argv: ['spend', '--by', 'key'], route: KEYS, rest: 'key_production'},
  {name: 'spend by kind, rated costs', argv: ['spend', '--by', 'kind'], route: COSTS, rest: 'serverless'},
  {name: 'status, costs', argv: ['status'], route: COSTS, rest: 'monthly spend limit'},
]

/** The part is all that was asked for. */
const ALONE: readonly Part[] = [
  {name: 'quota explain of models', argv: explain('deployed-model-count'), route: MODELS, rest: ''},
  {name: 'quota explain of jobs', argv: explain('job-submission-count'), route: JOBS, rest: ''},
  {name: 'quota explain of GPUs', argv: explain('training-h100-count'), route: TRAINERS, rest: ''},
  {name: 'spend by model', argv: ['spend', '--by', 'model'], route: COSTS, rest: ''},
  {name: 'spend by kind', argv: ['spend', '--by', 'kind'], route: SUMMARY, rest: ''},
  {name: 'spend check', argv: ['spend', 'check', '--max-growth', '3x'], route: COSTS, rest: ''},
  {name: 'model list', argv: ['model', 'list'], route: 'GET *fireworks/models', rest: ''},
  {name: 'model check', argv: ['model', 'check', 'kimi-k3'], route: 'GET *fireworks/models', rest: ''},
  {name: 'key list', argv: ['key', 'list'], route: KEYS, rest: ''},
  {name: 'key check', argv: ['key', 'check'], route: KEYS, rest: ''},
]

/** In the short run each part meets one of the answers, the next one the answer after it. */
const cells = (parts: readonly Part[]) =>
  parts.flatMap((part, at) =>
    inTurn(ANSWERS, ANSWERS.length, at).map(([kind, code, words]) => ({...part, kind, code, words})),
  )

async function run({argv, route, kind}: {argv: readonly string[]; route: string; kind: FaultKind}) {
  const env = {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: 'fw_sandbox', FIREWORKS_ACCOUNT_ID: 'acme'}
  const clock = {...systemClock, now: () => NOW}
  sandbox.fault({route, kind, times: 'always'})
  const text = await runCli(argv, {env, clock})
  const json = await runCli([...argv, '--json'], {env, clock})
  await fetch(`${sandbox.url}/_sandbox/fault`, {method: 'POST', body: JSON.stringify({kind: 'none'})})
  return {text, json, said: `${text.stdout}${text.stderr}`}
}

describe('a route that is optional and answers something else', () => {
  test.each(cells(BESIDE))('$name: $kind: the rest is shown, exit 0', async ({words, rest, ...part}) => {
    const {text, json, said} = await run(part)
    expect(text.stdout).toContain(rest)
    expect(said).toMatch(/not readable/)
    expect(said).toContain(words)
    expect([text.code, json.code]).toEqual([0, 0])
    expect(JSON.parse(json.stdout)).toMatchObject({schema: expect.not.stringContaining('error')})
  })

  test.each(cells(ALONE))('$name: $kind: it is what was asked for, exit $code', async ({code, words, ...part}) => {
    const {text, json, said} = await run(part)
    expect([text.code, json.code]).toEqual([code, code])
    expect(said).toContain(words)
    expect(() => JSON.parse(json.stdout) as unknown).not.toThrow()
  })

  test('a spend rule that cannot be judged is unknown, exit 1, beside one that can', async () => {
    const argv = ['spend', 'check', '--max-per-day', '999', '--max-month', '9999']
    const {text, json} = await run({argv, route: COSTS, kind: '403'})
    expect([text.code, json.code]).toEqual([1, 1])
    expect(text.stdout).toContain('$376.48 of at most $9,999')
  })

  test('the keys of an account that does not exist are not found, not a route that is not offered', async () => {
    const {text} = await run({argv: ['key', 'list'], route: 'GET /v1/accounts/acme*', kind: '404'})
    expect(text.code).toBe(3)
  })
})
