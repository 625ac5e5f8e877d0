import {describe, expect, it, test} from '@jest/globals'
import {diagnoseAccount} from '../../src/lib/app/diagnose.js'
import type {DiagnosePorts} from '../../src/lib/app/ports.js'
import {probeOne} from '../../src/lib/app/probe-limits.js'
import type {CatalogueModel, Gateway} from '../../src/lib/app/ports.js'
import type {Account} from '../../src/lib/domain/account.js'
import {diagnoseLive} from '../../src/lib/domain/diagnosis/live.js'
import type {AppError} from '../../src/lib/domain/errors.js'
import {classifyAnswer} from '../../src/lib/domain/answer/classify.js'
import {describeQuota, type QuotaReading} from '../../src/lib/domain/quota/quota.js'
import {failureOf} from '../support/connection.js'
import {aFailure, aModel, anAccount, answer, aReading, memoryGateway, pageOf} from '../support/memory-gateway.js'
import {COMPLETION, ScriptedInference, type ScriptedAnswer} from '../support/scripted-inference.js'
import {VirtualClock} from '../support/virtual-clock.js'

const SPEND = aReading('monthly-spend-usd', 400, 10, 500)
const CATALOGUE = [aModel('large', {parameterCount: 2e12}), aModel('small', {parameterCount: 7e9})]
const [LARGE, SMALL] = CATALOGUE.map(({name}) => name) as [string, string]

interface World {
  readonly account?: Account | AppError
  readonly quotas?: readonly QuotaReading[] | AppError
  readonly catalogue?: readonly CatalogueModel[] | AppError
  readonly accountId?: AppError
  readonly answers?: ScriptedAnswer
  readonly signal?: AbortSignal
}

function worldOf(world: World = {}) {
  const clock = new VirtualClock()
  const asked: string[] = []
  const inference = new ScriptedInference(clock, () => world.answers ?? {takesMs: 300})
  const {quotas = [SPEND], catalogue = CATALOGUE} = world
  const gateway: Gateway = memoryGateway({
    getAccount: id => {
      asked.push(`account ${id}`)
      return answer(world.account ?? anAccount())
    },
    listQuotas: (id, options) => {
      asked.push(`quotas ${id} ${JSON.stringify(options)}`)
      return answer(Array.isArray(quotas) ? pageOf(quotas as QuotaReading[]) : (quotas as AppError))
    },
    listModels: id => {
      asked.push(`models ${id}`)
      return answer(Array.isArray(catalogue) ? pageOf(catalogue as CatalogueModel[]) : (catalogue as AppError))
    },
  })
  const ports: DiagnosePorts = {
    gateway,
    inference,
    clock,
    account: () => answer(world.accountId ?? 'acme'),
    ...(world.signal === undefined ? {} : {signal: world.signal}),
  }
  return {asked, clock, inference, ports, diagnose: (model: string | null) => clock.run(diagnoseAccount(ports, model))}
}

const served = (model: string) =>
  classifyAnswer({status: 200, headers: [], body: COMPLETION, model}, {completionExpected: true})
const refused = (model: string, status: number) =>
  classifyAnswer({status, headers: [], body: '', model}, {completionExpected: true})

describe('the diagnosis of an account', () => {
  it('is drawn from account, quotas, catalogue and one probe, asked at the same time', async () => {
    const {asked, clock, inference, diagnose} = worldOf()
    const started = clock.now()
    expect(await diagnose(LARGE)).toEqual({
      diagnosis: diagnoseLive({
        account: anAccount(),
        quotas: [describeQuota(SPEND)],
        catalogue: 2,
        probe: {model: LARGE, outcome: served(LARGE), latencyMs: 300, suggestion: null},
        now: started + 300,
      }),
      accountId: 'acme',
    })
    expect([...asked].sort()).toEqual(['account acme', 'models fireworks', 'quotas acme {"pageSize":200}'])
    expect(inference.requests.map(({model}) => model)).toEqual([LARGE])
    expect(inference.sentAt).toEqual([0])
  })

  it('asks the cheapest model of the catalogue where none is named', async () => {
    const {inference, diagnose} = worldOf()
    const {diagnosis} = await diagnose(null)
    expect(inference.requests.map(({model}) => model)).toEqual([SMALL])
    expect(diagnosis.model).toBe('small')
  })

  test.each<[string, World, number | AppError]>([
    ['an empty catalogue', {catalogue: []}, 0],
    ['a catalogue that cannot be read', {catalogue: aFailure('forbidden', 'no')}, aFailure('forbidden', 'no')],
  ])('asks no model where none is named, with %s', async (_, world, catalogue) => {
    const {clock, inference, diagnose} = worldOf(world)
    const quotas = [describeQuota(SPEND)]
    expect((await diagnose(null)).diagnosis).toEqual(
      diagnoseLive({account: anAccount(), quotas, catalogue, probe: null, now: clock.now()}),
    )
    expect(inference.requests).toEqual([])
  })

  it('has what fails among its findings', async () => {
    const [account, quotas, catalogue] = [
      aFailure('unauthorized', 'HTTP 401', {httpStatus: 401}),
      aFailure('forbidden', 'HTTP 403', {httpStatus: 403}),
      aFailure('timeout', 'slow'),
    ]
    const {clock, diagnose} = worldOf({account, quotas, catalogue})
    const {diagnosis, accountId} = await diagnose(LARGE)
    const probe = {model: LARGE, outcome: served(LARGE), latencyMs: 300, suggestion: null}
    expect(diagnosis).toEqual(diagnoseLive({account, quotas, catalogue, probe, now: clock.now()}))
    expect(accountId).toBe('acme')
  })

  it('goes on for a key that does not tell its account', async () => {
    const accountId = aFailure('forbidden', 'which account is not told')
    const {asked, clock, diagnose} = worldOf({accountId})
    const probe = {model: LARGE, outcome: served(LARGE), latencyMs: 300, suggestion: null}
    expect(await diagnose(LARGE)).toEqual({
      diagnosis: diagnoseLive({account: accountId, quotas: accountId, catalogue: 2, probe, now: clock.now()}),
      accountId: null,
    })
    expect(asked).toEqual(['models fireworks'])
  })

  it('leaves the choice of an account to the person', async () => {
    const accountId = aFailure('usage', 'the key sees several accounts')
    const {clock, ports} = worldOf({accountId})
    expect(await failureOf(clock.run(diagnoseAccount(ports, LARGE)))).toBe(accountId)
  })
})

describe('a model that was not found', () => {
  const asked = (id: string) => `accounts/fireworks/models/${id}`

  it('may be meant to be one of the catalogue', async () => {
    const {diagnosis} = await worldOf({answers: {status: 404, body: ''}}).diagnose(asked('smal'))
    const {message} = refused(asked('smal'), 404)
    expect(diagnosis).toMatchObject({cause: 'not-found', message: `${message} Did you mean small?`})
  })

  test.each<[string, World]>([
    ['the catalogue cannot be read', {answers: {status: 404, body: ''}, catalogue: aFailure('forbidden', 'no')}],
    ['it was refused for another reason', {answers: {status: 403, body: ''}}],
  ])('may be anything where %s', async (_, world) => {
    const {diagnosis} = await worldOf(world).diagnose(asked('smal'))
    expect(diagnosis.message).toBe(refused(asked('smal'), world.answers!.status!).message)
  })
})

describe('an interrupted diagnosis', () => {
  it('is none', async () => {
    const controller = new AbortController()
    const {clock, ports} = worldOf({signal: controller.signal})
    const diagnosis = diagnoseAccount(ports, LARGE)
    controller.abort(aFailure('unknown', 'interrupted', {exitCode: 130}))
    expect(await failureOf(clock.run(diagnosis))).toMatchObject({message: 'interrupted', exitCode: 130})
  })
})

describe('one probe', () => {
  it('has all that it was made from', async () => {
    const {clock, ports} = worldOf({answers: {headers: [['X-Request-Id', 'req-1']], takesMs: 20}})
    const probe = await clock.run(probeOne(ports, {model: SMALL}))
    expect(probe).toMatchObject({
      result: {model: SMALL, outcome: 'ok', latencyMs: 20, requestId: 'req-1'},
      outcome: {code: 'ok'},
      scheduledMs: null,
    })
  })

  it('is none when it was aborted', async () => {
    const {clock, ports} = worldOf({signal: AbortSignal.abort(new Error('stop'))})
    expect(await clock.run(probeOne(ports, {model: SMALL}))).toBeNull()
  })
})
