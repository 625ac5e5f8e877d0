import {describe, expect, it, test} from '@jest/globals'
import {accountStatus, type ProbeWish} from '../../src/lib/app/account-status.js'
import type {DiagnosePorts} from '../../src/lib/app/ports.js'
import type {CatalogueModel, Page} from '../../src/lib/app/ports.js'
import {accountVerdict} from '../../src/lib/domain/diagnosis/account-verdict.js'
import type {Account} from '../../src/lib/domain/account.js'
import {AppError} from '../../src/lib/domain/errors.js'
import {describeQuota, type QuotaReading} from '../../src/lib/domain/quota/quota.js'
import {likelyTier} from '../../src/lib/domain/quota/tier.js'
import {failureOf} from '../support/connection.js'
import {aFailure, aModel, anAccount, answer, aReading, memoryGateway, pageOf} from '../support/memory-gateway.js'
import {ScriptedInference, type ScriptedAnswer} from '../support/scripted-inference.js'
import {VirtualClock} from '../support/virtual-clock.js'
import {printedWarnings, withPrinted} from '../support/printed-actions.js'

const SPEND = aReading('monthly-spend-usd', 400, 200, 500)
const GPUS = aReading('global--h100-count', 8, 2)
const MODEL = 'accounts/fireworks/models/kimi-k3'

interface World {
  readonly id?: AppError
  readonly account?: Account | AppError
  readonly quotas?: readonly QuotaReading[] | AppError
  readonly catalogue?: readonly CatalogueModel[] | AppError
  readonly answers?: ScriptedAnswer
  readonly signal?: AbortSignal
}

const paged = <T>(list: readonly T[] | AppError): Promise<Page<T>> =>
  answer(list instanceof AppError ? list : pageOf(list))

function worldOf(world: World = {}) {
  const clock = new VirtualClock(Date.parse('2026-11-21T00:00:00Z'))
  const asked: string[] = []
  const inference = new ScriptedInference(clock, () => world.answers ?? {})
  const gateway = memoryGateway({
    getAccount: id => {
      asked.push(`account ${id}`)
      return answer(world.account ?? anAccount())
    },
    listQuotas: (id, options) => {
      asked.push(`quotas ${id} ${JSON.stringify(options)}`)
      return paged(world.quotas ?? [SPEND, GPUS])
    },
    listModels: id => {
      asked.push(`models ${id}`)
      return paged(world.catalogue ?? [aModel('kimi-k3', {parameterCount: 1e12})])
    },
  })
  const ports: DiagnosePorts = {
    gateway,
    inference,
    clock,
    account: () => answer(world.id ?? 'acme'),
    ...(world.signal === undefined ? {} : {signal: world.signal}),
  }
  return {asked, inference, status: (wish: ProbeWish | null = null) => clock.run(accountStatus(ports, wish))}
}
const reading = (world: World, wish: ProbeWish | null = null) => worldOf(world).status(wish)

describe('the status of an account', () => {
  it('is account, tier, spend, quotas and verdict, and no request to a model', async () => {
    const {asked, inference, status} = worldOf()
    const quotas = [SPEND, GPUS].map(describeQuota)
    expect(await status()).toEqual({
      status: {
        account: {id: 'acme', displayName: 'Acme', state: 'READY', suspendState: 'UNSUSPENDED', likelyTier: 2},
        tier: likelyTier(anAccount(), SPEND),
        spend: {
          usage: 200,
          limit: 400,
          max: 500,
          utilization: 0.5,
          left: 200,
          reachedAt: null,
          pace: {
            monthStart: '2026-11-01T00:00:00.000Z',
            monthEnd: '2026-12-01T00:00:00.000Z',
            perDayUsd: 10,
            projectedUsd: 300,
            limitReachedAt: null,
          },
        },
        quotas,
        probe: null,
        verdict: {state: 'ok', message: 'nothing is near its limit', actions: []},
        suspension: null,
      },
      warnings: [],
      exitCode: 0,
    })
    expect([...asked].sort()).toEqual(['account acme', 'quotas acme {"pageSize":200}'])
    expect(inference.requests).toEqual([])
  })

  it('has no spend where no quota tells it', async () => {
    const {status} = await reading({quotas: [GPUS]})
    expect(status).toMatchObject({spend: null, tier: likelyTier(anAccount(), null)})
  })
})

describe('the pace of the spend', () => {
  const spendOf = async (...amounts: [value: number | null, usage: number | null]) =>
    (await reading({quotas: [aReading('monthly-spend-usd', ...amounts)]})).status.spend

  test.each([
    [400, 250, {limitReachedAt: null, perDayUsd: 12.5}],
    [400, 320, {limitReachedAt: '2026-11-26T00:00:00.000Z', projectedUsd: 480}],
    [400, 400, {limitReachedAt: '2026-11-21T00:00:00.000Z'}],
    [null, 200, {limitReachedAt: null, perDayUsd: 10}],
  ])('limit %p, usage %d', async (value, usage, pace) => {
    expect(await spendOf(value, usage)).toMatchObject({limit: value, usage, pace})
  })

  it('comes to no limit where there is none', async () => {
    expect(await spendOf(9_999_999, 20_000_000)).toMatchObject({utilization: null, pace: {limitReachedAt: null}})
  })

  it('is not known where the usage is not', async () => {
    expect(await spendOf(400, null)).toEqual({
      usage: null,
      limit: 400,
      max: null,
      utilization: null,
      left: null,
      reachedAt: null,
      pace: null,
    })
  })
})

describe('what cannot be read', () => {
  const barred = aFailure('forbidden', 'not allowed', {hints: ['first hint', 'second hint']})
  const slow = aFailure('timeout', 'nothing in 60 s')

  it('is a warning with its first hint: the account', async () => {
    const {status, warnings, exitCode} = await reading({account: barred})
    expect(status).toMatchObject({
      account: {id: 'acme', displayName: null, likelyTier: 2},
      tier: likelyTier(null, SPEND),
      verdict: {state: 'warning', message: 'the account could not be read (forbidden)'},
    })
    expect(status.quotas).toHaveLength(2)
    expect(printedWarnings(warnings)).toEqual([
      {code: 'forbidden', message: 'the account could not be read: not allowed; first hint'},
    ])
    expect(exitCode).toBe(4)
  })

  it('is a warning: the quotas', async () => {
    const {status, warnings, exitCode} = await reading({quotas: slow})
    expect(status).toMatchObject({
      account: {displayName: 'Acme', likelyTier: null},
      spend: null,
      quotas: [],
      verdict: {message: 'the quotas could not be read (timeout)'},
    })
    expect(printedWarnings(warnings)).toEqual([
      {code: 'timeout', message: 'the quotas could not be read: nothing in 60 s'},
    ])
    expect(exitCode).toBe(7)
  })

  test.each([
    ['the account worse', {account: barred, quotas: slow}],
    ['the quotas worse', {account: slow, quotas: barred}],
  ])('is the failure where neither can be: %s', async (_, world) => {
    expect(await failureOf(reading(world))).toBe(barred)
  })

  it('is the account’s failure where both are as bad', async () => {
    const [account, quotas] = [aFailure('network', 'one'), aFailure('timeout', 'two')]
    expect(await failureOf(reading({account, quotas}))).toBe(account)
  })

  it('is the failure where the key does not tell its account', async () => {
    expect(await failureOf(reading({id: slow}, {model: MODEL}))).toBe(slow)
  })

  it('does not pass for a status when it was interrupted', async () => {
    const signal = AbortSignal.abort(aFailure('unknown', 'interrupted', {exitCode: 130}))
    expect(await failureOf(reading({signal, account: slow, quotas: slow}))).toMatchObject({message: 'interrupted'})
  })
})

describe('a probe beside it', () => {
  it('asks the model of its own that was named, and no catalogue', async () => {
    const {asked, inference, status} = worldOf()
    const {status: told, exitCode} = await status({model: 'accounts/acme/models/mine'})
    expect(inference.requests.map(({model}) => model)).toEqual(['accounts/acme/models/mine'])
    expect(asked).not.toContain('models fireworks')
    expect(told.probe).toMatchObject({model: 'accounts/acme/models/mine', outcome: 'ok', httpStatus: 200})
    expect([told.verdict.state, exitCode]).toEqual(['ok', 0])
  })

  it('asks the cheapest of the catalogue where none was named, and knows its size', async () => {
    const headers: [string, string][] = [['x-ratelimit-limit-tokens-generated', '36000']]
    const {inference, status} = worldOf({answers: {headers}})
    const {status: told} = await status({model: null})
    expect(inference.requests.map(({model}) => model)).toEqual([MODEL])
    expect(told.probe!.limits).toMatchObject([{perMinute: 36_000, upperBoundPerMinute: 432_000}])
  })

  it('that is refused decides about verdict and exit code', async () => {
    const {status, warnings, exitCode} = await reading({answers: {status: 429, body: '{}'}}, {model: MODEL})
    expect(status.verdict).toMatchObject({state: 'warning', message: 'a probe returned rate-limited (HTTP 429)'})
    expect(status.probe!.outcome).toBe('rate-limited')
    expect([warnings, exitCode]).toEqual([[], 6])
  })

  it('without a model to ask is a warning', async () => {
    const {status, warnings, exitCode} = await reading({catalogue: []}, {model: null})
    expect(status).toMatchObject({
      probe: null,
      verdict: {state: 'warning', message: 'no model could be asked (not-found)'},
    })
    expect(printedWarnings(warnings)).toEqual([
      {
        code: 'not-found',
        message:
          'no model could be asked: no model was named, and the catalogue lists none that is serverless; name one: `fireq limits probe kimi-k3`',
      },
    ])
    expect(exitCode).toBe(3)
  })
})

describe('a suspended account', () => {
  it('is told by its state, with cause and remedy', async () => {
    const {status, exitCode} = await reading({account: anAccount({suspendState: 'BLOCKED_BY_ABUSE_RULE'})})
    expect(status.suspension).toEqual({
      suspendState: 'BLOCKED_BY_ABUSE_RULE',
      cause: 'an abuse rule blocked the account',
      remedy: 'contact Fireworks at inquiries@fireworks.ai',
      known: true,
    })
    expect(withPrinted(status.verdict)).toEqual({
      state: 'suspended',
      message: 'an abuse rule blocked the account',
      actions: ['write to inquiries@fireworks.ai'],
    })
    expect(exitCode).toBe(5)
  })

  it.each<[string, World]>([
    [
      'a probe',
      {
        answers: {
          status: 412,
          body: '{"error":{"message":"Account acme is suspended, possibly due to a monthly spending limit"}}',
        },
      },
    ],
    ['the account', {account: aFailure('suspended', 'refused')}],
    ['the quotas', {quotas: aFailure('suspended', 'refused')}],
  ])('is told by %s that was refused, before its state is', async (_, world) => {
    const {status, exitCode} = await reading(world, {model: MODEL})
    expect(status.verdict.state).toBe('suspended')
    expect(status.suspension).toMatchObject({suspendState: null, known: false})
    expect(exitCode).toBe(5)
  })

  it('likely is for its money where all of it is spent', async () => {
    const quotas = [aReading('monthly-spend-usd', 400, 400, 500)]
    const {status} = await reading({quotas, account: aFailure('suspended', 'refused')})
    expect(status.suspension!.cause).toBe('likely the monthly spend limit, as $400 of $400 is spent')
  })
})

describe('the verdict', () => {
  it('is drawn from all that was read', async () => {
    const readings = [aReading('monthly-spend-usd', 400, 390, 500), aReading('global--h100-count', 8, 8)]
    const {status} = await reading({quotas: readings, answers: {status: 503, body: ''}}, {model: MODEL})
    expect(status.verdict.message).toBe(
      '97.5% of the monthly spend limit is used; a probe returned load-shed (HTTP 503); and 1 more',
    )
    expect(status.verdict.state).toBe(
      accountVerdict({suspension: null, quotas: readings.map(describeQuota), probe: null, failures: [], now: 0}).state,
    )
  })
})
