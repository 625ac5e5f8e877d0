import {afterEach, describe, expect, it} from '@jest/globals'
import type {Sandbox} from '../../src/lib/sandbox/index.js'
import {call, chat, closeAll, control, start, type Reply} from './http-call.js'

afterEach(closeAll)

const get = (sandbox: Sandbox, path: string, key?: string): Promise<Reply> =>
  call(sandbox, `/v1/accounts/acme/${path}`, key === undefined ? {} : {key})

type Resource = Record<string, unknown>

async function list(sandbox: Sandbox, collection: string): Promise<Resource[]> {
  return (await get(sandbox, `${collection}?pageSize=200`)).body[collection.split('/').at(-1)!] as Resource[]
}

async function usage(sandbox: Sandbox, quota: string): Promise<unknown> {
  return (await get(sandbox, `quotas/${quota}`)).body['usage']
}

describe('gpu-leak', () => {
  it('charges each GPU to one quota: training, place or global, with a stale rest of 3', async () => {
    const sandbox = await start({scenario: 'gpu-leak'})
    const used = async (quota: string): Promise<[string, unknown]> => [quota, await usage(sandbox, quota)]
    expect(await used('global--h100-count')).toEqual(['global--h100-count', 8 + 1 + 4 + 3])
    expect(await used('global--h200-count')).toEqual(['global--h200-count', 4])
    expect(await used('global--a100-count')).toEqual(['global--a100-count', 4])
    expect(await used('global--b200-count')).toEqual(['global--b200-count', 0])
    expect(await used('europe--h200-count')).toEqual(['europe--h200-count', 4])
    expect(await used('training-h100-count')).toEqual(['training-h100-count', 8 + 4])
    expect(await used('training-b200-count')).toEqual(['training-b200-count', 16])
  })

  it('shows rollouts by their trainer and shape, and custom annotations only', async () => {
    const sandbox = await start({scenario: 'gpu-leak'})
    const byId = new Map((await list(sandbox, 'deployments')).map(one => [String(one['name']).split('/').at(-1), one]))
    expect(byId.get('grpo-math-rollout')).toMatchObject({
      hotLoadTrainerJob: 'accounts/acme/rlorTrainerJobs/grpo-math-trainer',
      deploymentShape: 'accounts/fireworks/deploymentShapes/rollout-h100-4/versions/1',
      annotations: {'custom/team': 'research'},
      replicaStats: {readyReplicaCount: 1},
      createTime: '2026-11-12T12:00:00.000Z',
    })
    expect(byId.get('search-eu')).toMatchObject({placement: {multiRegion: 'EUROPE'}})
    expect(byId.get('canary')).toMatchObject({
      minReplicaCount: 0,
      maxReplicaCount: 1,
      replicaStats: {readyReplicaCount: 0},
    })
    expect(byId.get('eval-sweep')).not.toHaveProperty('hotLoadTrainerJob')
    expect(await list(sandbox, 'rlorTrainerJobs')).toContainEqual(
      expect.objectContaining({
        name: 'accounts/acme/rlorTrainerJobs/rft-coder-trainer',
        state: 'JOB_STATE_RUNNING',
        createdBy: 'dana@acme.example',
        trainingShapeVersion: 'accounts/fireworks/trainingShapes/b200-8/versions/1',
        trainerReplicaCount: 2,
      }),
    )
    const shape = await call(sandbox, '/v1/accounts/fireworks/trainingShapes/h200-8')
    expect(shape.body).toEqual({
      name: 'accounts/fireworks/trainingShapes/h200-8',
      acceleratorType: 'NVIDIA_H200_141GB',
      acceleratorCount: 8,
      deploymentShapeVersion: 'accounts/fireworks/deploymentShapes/rollout-h200-4/versions/1',
    })
  })
})

describe('jobs and models', () => {
  it('counts the jobs that have not ended, and spreads deployed models over the deployments', async () => {
    const sandbox = await start()
    const jobs = await list(sandbox, 'batchInferenceJobs')
    expect(jobs.map(job => [job['state'], job['jobProgress']])).toEqual([
      ['JOB_STATE_RUNNING', {percent: 62}],
      ['JOB_STATE_PENDING', {percent: 0}],
      ['JOB_STATE_COMPLETED', {percent: 100}],
    ])
    expect(await usage(sandbox, 'job-submission-count')).toBe(2)
    for (const none of ['supervisedFineTuningJobs', 'dpoJobs', 'reinforcementFineTuningJobs']) {
      expect((await get(sandbox, none)).body).toEqual({[none]: [], totalSize: 0})
    }
    const hosts = (await list(sandbox, 'deployedModels')).map(model => String(model['deployment']).split('/').at(-1))
    expect([hosts.length, hosts.filter(host => host === 'summaries').length]).toEqual([12, 6])
  })

  it('answers 501 for what an account is not offered', async () => {
    const sandbox = await start({
      overrides: {notOffered: ['rlorTrainerJobs', 'serverlessTokenUsage', 'usageCosts:query']},
    })
    expect((await get(sandbox, 'rlorTrainerJobs')).status).toBe(501)
    expect((await get(sandbox, 'serverlessTokenUsage')).status).toBe(501)
    expect((await get(sandbox, 'deployments')).status).toBe(200)
  })
})

describe('people and keys', () => {
  it('lists keys with their expiry and never a key', async () => {
    const sandbox = await start({scenario: 'expiring-keys'})
    const keys = await list(sandbox, 'users/-/apiKeys')
    expect(keys.map(key => [key['displayName'], key['email'], key['expireTime'] ?? null])).toEqual([
      ['production', 'dana@acme.example', '2026-11-24T12:00:00.000Z'],
      ['batch', 'dana@acme.example', '2026-12-03T12:00:00.000Z'],
      ['laptop', 'lee@acme.example', '2027-02-19T12:00:00.000Z'],
      ['ci', 'lee@acme.example', null],
      ['notebook', 'lee@acme.example', '2026-11-19T12:00:00.000Z'],
    ])
    for (const key of keys) expect(key).not.toHaveProperty('key')
    expect(await list(sandbox, 'users/lee/apiKeys')).toHaveLength(3)
    expect((await list(sandbox, 'users')).map(user => [user['email'], user['role']])).toEqual([
      ['dana@acme.example', 'admin'],
      ['lee@acme.example', 'user'],
    ])
    expect((await get(sandbox, 'users/nobody/apiKeys')).status).toBe(404)
  })

  it.each([
    ['rlorTrainerJobs', 403],
    ['users/-/apiKeys', 403],
    ['users/dana/apiKeys', 403],
    ['users/lee/apiKeys', 200],
    ['users/lee/usageLimits', 200],
    ['users/dana/usageLimits', 403],
    ['userUsageLimits', 403],
    ['auditLogs', 403],
    ['usageLimits', 200],
    ['policySettings', 200],
    ['billingSettings', 200],
    ['quotas', 200],
    ['deployments', 200],
    ['billing/summary?startTime=2026-11-01&endTime=2026-11-02', 200],
  ])('answers a member asking for %s with %i', async (path, status) => {
    expect((await get(await start(), path, 'fw_member')).status).toBe(status)
  })

  it('keeps an audit log for Enterprise, in pages that can be empty', async () => {
    const sandbox = await start({scenario: 'enterprise'})
    const patched = await call(sandbox, '/v1/accounts/acme/quotas/global--h100-count?updateMask=value', {
      method: 'PATCH',
      body: '{"value": "60"}',
    })
    expect(patched.status).toBe(200)
    const first = await get(sandbox, 'auditLogs?pageSize=2&email=lee@acme.example')
    expect(first.body).toEqual({
      auditLogs: [expect.objectContaining({method: 'CreateApiKey'})],
      nextPageToken: expect.any(String),
    })
    const [newest] = (await get(sandbox, 'auditLogs?filter=method=UpdateQuota')).body['auditLogs'] as Resource[]
    expect(newest).toMatchObject({principal: 'dana@acme.example', message: 'value 64 -> 60'})
    expect((await get(await start(), 'auditLogs')).status).toBe(403)
  })

  it('sums what a user has spent', async () => {
    const sandbox = await start({scenario: 'tier1-new'})
    await chat(sandbox, {max_tokens: 10}, 'fw_member')
    expect((await get(sandbox, 'users/lee/usageLimits', 'fw_member')).body).toMatchObject({
      used: {units: '0', nanos: 3 * 3_000 + 10 * 15_000},
      effectiveLimit: null,
    })
  })
})

describe('optional routes', () => {
  it('serve deployment metrics six times a minute', async () => {
    const sandbox = await start()
    for (let index = 0; index < 6; index++) expect((await get(sandbox, 'metrics')).status).toBe(200)
    expect((await get(sandbox, 'metrics')).status).toBe(429)
    await control(sandbox, 'advance', {seconds: 60})
    const {text} = await get(sandbox, 'metrics')
    expect(text).toContain(
      'replicas{deployment_id="support-bot",base_model="accounts/fireworks/models/deepseek-v4p1-flash"} 1',
    )
  })

  it('serve token usage by minute, and billing usage by kind', async () => {
    const sandbox = await start({scenario: 'tier1-new'})
    await chat(sandbox, {max_tokens: 10})
    const usage = (await get(sandbox, 'serverlessTokenUsage')).body['tokenUsage']
    expect(usage).toEqual([
      {
        baseModel: 'accounts/fireworks/models/kimi-k3',
        startTime: '2026-11-21T12:00:00.000Z',
        promptTokens: 3,
        generatedTokens: 10,
      },
    ])
    const path = 'billingUsage?startTime=2026-11-01&endTime=2026-12-01&usageType='
    expect((await get(sandbox, `${path}SERVERLESS`)).body['usage']).toHaveLength(2)
    expect((await get(sandbox, `${path}TRAINING`)).body['usage']).toEqual([])
    expect((await get(sandbox, `${path}OTHER`)).status).toBe(400)
  })
})

describe('what an account may not use', () => {
  it('tier-gate refuses kimi-k3 and its variants with 403 and a word in "error"', async () => {
    const sandbox = await start({scenario: 'tier-gate'})
    for (const model of ['models/kimi-k3', 'routers/kimi-k3-fast']) {
      const reply = await chat(sandbox, {model: `accounts/fireworks/${model}`})
      expect([reply.status, reply.body['error']]).toEqual([403, 'tier_required'])
      expect(reply.body['message']).toMatch(/requires a Tier 3 account or higher/)
    }
    expect((await chat(sandbox, {model: 'accounts/fireworks/models/glm-5p3'})).status).toBe(200)
  })

  it('policy refuses ember-1 with 403, and its settings say so', async () => {
    const sandbox = await start({scenario: 'policy'})
    expect((await chat(sandbox, {model: 'accounts/fireworks/models/ember-1'})).status).toBe(403)
    expect((await chat(sandbox)).status).toBe(200)
    expect((await get(sandbox, 'policySettings', 'fw_member')).body['rules']).toEqual([
      {
        model: 'accounts/fireworks/models/ember-1',
        permissions: expect.objectContaining({allowServerless: false, allowTraining: true}),
      },
    ])
  })

  it('prepaid: credits pay, and none left stop the account whatever the limit; a top-up ends it', async () => {
    const sandbox = await start({scenario: 'prepaid', overrides: {money: {creditsUsd: 0.0001}}})
    const state = async (): Promise<unknown> => (await call(sandbox, '/v1/accounts/acme')).body['suspendState']
    expect((await chat(sandbox)).status).toBe(200)
    expect(await state()).toBe('CREDIT_DEPLETED')
    await control(sandbox, 'credits', {usd: 5_000})
    await control(sandbox, 'advance', {seconds: 180})
    expect(await state()).toBe('UNSUSPENDED')
    expect((await get(sandbox, 'quotas/monthly-spend-usd')).body).toMatchObject({value: '200', maxValue: '100000'})
  })
})
