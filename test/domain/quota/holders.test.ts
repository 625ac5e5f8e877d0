import {describe, expect, test} from '@jest/globals'
import {explainQuota, isAttributable, listsFor, type HeldRecords} from '../../../src/lib/domain/quota/holders.js'
import {describeQuota} from '../../../src/lib/domain/quota/quota.js'
import {aGpuDeployment, aTrainer, H100_SHAPE} from '../../support/gpu-records.js'
import {aReading} from '../../support/memory-gateway.js'

const NOTHING: HeldRecords = {deployments: [], trainers: [], shapes: [], deployedModels: [], batchJobs: []}
const explain = (id: string, usage: number | null, records: Partial<HeldRecords> = {}) =>
  explainQuota(describeQuota(aReading(id, 100, usage)), {...NOTHING, ...records}, 'acme')
const model = (id: string, deployment: string | null, createdAt: string | null = null) => ({
  id,
  deployment,
  state: 'DEPLOYED',
  createdAt,
})
const job = (id: string, state: string | null) => ({
  id,
  state,
  createdBy: 'users/ada',
  createdAt: '2026-11-02T00:00:00Z',
})

describe('which quotas somebody can hold', () => {
  test.each([
    ['global--h100-count', ['deployments', 'trainers', 'shapes']],
    ['training-h100-count', ['deployments', 'trainers', 'shapes']],
    ['deployed-model-count', ['deployedModels']],
    ['job-submission-count', ['batchJobs']],
    ['monthly-spend-usd', []],
  ])('%s needs the lists %j', (id, lists) => {
    expect(listsFor(id)).toEqual(lists)
    expect(isAttributable(id)).toBe(lists.length > 0)
  })
})

describe('a quota of GPUs', () => {
  test('has its deployments as holders, the commands that release them, and what nobody holds', () => {
    expect(explain('global--h100-count', 7, {deployments: [aGpuDeployment({maxReplicaCount: 2})]})).toEqual({
      quota: 'global--h100-count',
      unit: 'gpu',
      limit: 100,
      reported: 7,
      computed: 4,
      unexplained: 3,
      readable: true,
      unreadable: [],
      attributable: true,
      holders: [
        expect.objectContaining({
          kind: 'deployment',
          name: 'd',
          amount: 4,
          gpus: 4,
          release: [
            ['firectl', 'deployment', 'scale', 'd', '--replica-count', '0', '-a', 'acme'],
            ['firectl', 'deployment', 'delete', 'd', '-a', 'acme'],
          ],
        }),
      ],
    })
  })

  test('of training is released by deleting the trainer', () => {
    const {holders} = explain('training-h100-count', 8, {trainers: [aTrainer()], shapes: [H100_SHAPE]})
    expect(holders).toMatchObject([
      {kind: 'trainer', amount: 8, release: [['firectl', 'rlor-trainer-job', 'delete', 't', '-a', 'acme']]},
    ])
  })

  test('has no sum where a part cannot be counted, or a list cannot be read', () => {
    const uncounted = explain('global--h100-count', 4, {deployments: [aGpuDeployment({acceleratorCount: null})]})
    expect(uncounted).toMatchObject({computed: null, unexplained: null, readable: true})
    const unread = explain('global--h100-count', 4, {deployments: null})
    expect(unread).toMatchObject({computed: null, unexplained: null, readable: false, unreadable: ['deployments']})
  })

  test('has nothing unexplained where the API does not report its usage', () => {
    expect(explain('global--h100-count', null)).toMatchObject({computed: 0, reported: null, unexplained: null})
  })
})

describe('deployed models', () => {
  test('are counted by deployment, the largest first, since its oldest model', () => {
    const deployedModels = [
      model('m1', 'd1'),
      model('m2', 'd2', '2026-11-03T00:00:00Z'),
      model('m3', 'd2', '2026-11-01T00:00:00Z'),
      model('m4', null, '2026-11-04T00:00:00Z'),
    ]
    const {holders, computed, unexplained} = explain('deployed-model-count', 4, {deployedModels})
    expect([computed, unexplained]).toEqual([4, 0])
    expect(holders.map(({name, amount, since}) => [name, amount, since])).toEqual([
      ['d2', 2, '2026-11-01T00:00:00Z'],
      ['d1', 1, null],
      ['m4', 1, '2026-11-04T00:00:00Z'],
    ])
    expect(holders[0]).toEqual({
      kind: 'deployed-model',
      name: 'd2',
      amount: 2,
      gpus: null,
      perReplica: null,
      replicas: 1,
      ready: null,
      owner: null,
      since: '2026-11-01T00:00:00Z',
      region: null,
      orphan: false,
      release: [['firectl', 'deployed-model', 'delete', 'm2', '-a', 'acme']],
    })
  })

  test('are not readable without their list', () => {
    expect(explain('deployed-model-count', 4, {deployedModels: null})).toMatchObject({
      readable: false,
      unreadable: ['deployedModels'],
      holders: [],
      computed: null,
    })
  })
})

describe('submitted jobs', () => {
  test('are those that have not ended', () => {
    const batchJobs = [job('j1', 'JOB_STATE_RUNNING'), job('j2', 'JOB_STATE_COMPLETED'), job('j3', null)]
    const {holders, computed, unexplained} = explain('job-submission-count', 3, {batchJobs})
    expect([computed, unexplained]).toEqual([2, 1])
    expect(holders.map(({name}) => name)).toEqual(['j1', 'j3'])
    expect(holders[0]).toMatchObject({
      kind: 'batch-job',
      amount: 1,
      owner: 'users/ada',
      since: '2026-11-02T00:00:00Z',
      release: [['firectl', 'batch-inference-job', 'delete', 'j1', '-a', 'acme']],
    })
  })

  test('are not readable without their list', () => {
    const unread = explain('job-submission-count', 3, {batchJobs: null})
    expect(unread).toMatchObject({readable: false, unreadable: ['batchJobs'], holders: []})
  })
})

test('money is held by nobody, and nothing of it is unexplained', () => {
  expect(explain('monthly-spend-usd', 50)).toMatchObject({
    attributable: false,
    readable: true,
    computed: null,
    unexplained: null,
    holders: [],
  })
})
