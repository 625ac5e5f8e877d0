import {describe, expect, test} from '@jest/globals'
import {beginHolders, explainQuotas} from '../../src/lib/app/explain-quotas.js'
import type {Gateway} from '../../src/lib/app/ports.js'
import {describeQuota} from '../../src/lib/domain/quota/quota.js'
import {failureOf} from '../support/connection.js'
import {aGpuDeployment} from '../support/gpu-records.js'
import {aFailure, answer, aReading, memoryGateway, pageOf} from '../support/memory-gateway.js'

const forbidden = aFailure('forbidden', 'the key may not', {httpStatus: 403})
const READINGS = [
  aReading('monthly-spend-usd', 400, 376),
  aReading('global--h100-count', 8, 2),
  aReading('global--b200-count', 0, 0),
  aReading('global--a100-count', 0, 1),
  aReading('global--h200-count', null, null),
  aReading('deployed-model-count', 100, 1),
  aReading('job-submission-count', 50, 0),
]

/** An account with one deployment of two H100 and one model; every list that is asked for. */
function account(more: Partial<Gateway> = {}) {
  const asked: string[] = []
  const methods: Partial<Gateway> = {
    listQuotas: () => answer(pageOf(READINGS)),
    listDeployments: () =>
      answer(pageOf([{...aGpuDeployment(), baseModel: null, minReplicaCount: null, replicaCount: 1}])),
    listTrainers: () => answer(pageOf([])),
    listTrainingShapes: () => answer(pageOf([])),
    listDeployedModels: () =>
      answer(pageOf([{id: 'm', model: null, deployment: 'd', state: 'DEPLOYED', createdAt: null}])),
    listBatchJobs: () => answer(pageOf([])),
    ...more,
  }
  const counted = Object.entries(methods).map(([name, method]) => [
    name,
    (...question: unknown[]) => {
      asked.push(name)
      return (method as (...all: unknown[]) => unknown)(...question)
    },
  ])
  return {asked, gateway: memoryGateway(Object.fromEntries(counted) as Partial<Gateway>)}
}
const pattern = (text: string) => ({pattern: text, accountId: null})
const GPU_LISTS = ['listDeployments', 'listTrainers', 'listTrainingShapes']

describe('who holds the quotas', () => {
  test('without names is said of all that somebody can hold and that are used or can be', async () => {
    const {quotas, warnings, exitCode} = await explainQuotas(account().gateway, 'acme', [])
    expect(quotas.map(({quota, computed, unexplained}) => [quota, computed, unexplained])).toEqual([
      ['global--h100-count', 2, 0],
      ['global--a100-count', 0, 1],
      ['global--h200-count', 0, null],
      ['deployed-model-count', 1, 0],
      ['job-submission-count', 0, 0],
    ])
    expect([warnings, exitCode]).toEqual([[], 0])
  })

  test.each([
    ['deployed-model-count', [...GPU_LISTS, 'listQuotas', 'listDeployedModels']],
    ['global--h100-count', [...GPU_LISTS, 'listQuotas']],
    ['job-*', [...GPU_LISTS, 'listQuotas', 'listBatchJobs']],
    ['monthly-spend-usd', ['listQuotas']],
  ])('of %s asks for each list once: %j', async (name, lists) => {
    const {asked, gateway} = account()
    const {quotas} = await explainQuotas(gateway, 'acme', [pattern(name)])
    expect(quotas).toHaveLength(1)
    expect(asked).toEqual(lists)
  })

  test('is not found of a name that no quota has', async () => {
    const {gateway} = account()
    const names = ['global--h100-count', 'global--h10-count'].map(pattern)
    const failure = await failureOf(explainQuotas(gateway, 'acme', names))
    expect([failure.code, failure.message]).toEqual(['not-found', 'account `acme` has no quota `global--h10-count`'])
  })

  test('is a warning where a list cannot be read, with its name and status', async () => {
    const {gateway} = account({listDeployedModels: () => Promise.reject(forbidden)})
    const names = ['deployed-model-count', 'global--h100-count'].map(pattern)
    const {quotas, warnings, exitCode} = await explainQuotas(gateway, 'acme', names)
    expect(quotas.map(({readable}) => readable)).toEqual([true, false])
    expect(warnings).toEqual([
      {code: 'not-readable', message: 'deployed models are not readable (HTTP 403): the key may not'},
    ])
    expect(exitCode).toBe(0)
  })

  test('has the exit code of the failure only where nothing that was asked for is readable', async () => {
    const lost = aFailure('network', 'lost')
    const {gateway} = account({listDeployedModels: () => Promise.reject(lost)})
    const blind = await explainQuotas(gateway, 'acme', ['deployed-model-count', 'monthly-spend-usd'].map(pattern))
    expect([blind.exitCode, blind.warnings[0]!.message]).toEqual([7, 'deployed models are not readable: lost'])
    const missing = account({
      listDeployedModels: () => Promise.reject(aFailure('not-found', 'no page', {httpStatus: 404})),
    })
    expect((await explainQuotas(missing.gateway, 'acme', [pattern('deployed-model-count')])).exitCode).toBe(1)
    const none = await explainQuotas(account().gateway, 'acme', [pattern('monthly-spend-usd')])
    expect(none.exitCode).toBe(0)
  })

  test('fails where the quotas themselves cannot be read', async () => {
    const {gateway} = account({listQuotas: () => Promise.reject(forbidden)})
    expect((await failureOf(explainQuotas(gateway, 'acme', []))).code).toBe('forbidden')
  })
})

describe('holders of quotas that are read elsewhere', () => {
  const quotas = READINGS.map(describeQuota)

  test('are asked for at once, all lists where the quotas are not known yet', async () => {
    const {asked, gateway} = account()
    const read = beginHolders(gateway, 'acme')
    expect(asked.sort()).toEqual([...GPU_LISTS, 'listDeployedModels', 'listBatchJobs'].sort())
    const held = await read(quotas)
    expect([...held.keys()]).toEqual(quotas.slice(1).map(({id}) => id))
    expect(held.get('global--h100-count')).toMatchObject({computed: 2})
    expect(asked).toHaveLength(5)
  })

  test('are asked for only as far as the quotas need them, later ones too', async () => {
    const {asked, gateway} = account()
    const read = beginHolders(gateway, 'acme', ['deployed-model-count', 'monthly-spend-usd'])
    expect(asked).toEqual(['listDeployedModels'])
    await read(quotas.filter(({id}) => id === 'job-submission-count'))
    expect(asked).toEqual(['listDeployedModels', 'listBatchJobs'])
  })

  test('are not readable where a list is not, which is no failure', async () => {
    const {gateway} = account({listDeployments: () => Promise.reject(forbidden)})
    const held = await beginHolders(gateway, 'acme')(quotas)
    expect(held.get('global--h100-count')).toMatchObject({readable: false, unreadable: ['deployments']})
  })
})
