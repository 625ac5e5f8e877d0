import {describe, expect, test} from '@jest/globals'
import {withAccountFacts} from '../../src/lib/app/account-facts.js'
import {accountQuestions, asksAccount} from '../../src/lib/app/account-questions.js'
import {quotaLook} from '../../src/lib/app/wait-for-quotas.js'
import type {Gateway} from '../../src/lib/app/ports.js'
import {classifyAnswer} from '../../src/lib/domain/answer/classify.js'
import type {OutcomeDetail, OutcomeScope} from '../../src/lib/domain/answer/outcome.js'
import type {OutcomeCode} from '../../src/lib/domain/errors.js'
import {aFailure, anAccount, answer, aReading, memoryGateway, pageOf} from '../support/memory-gateway.js'

const MODEL = 'accounts/fireworks/models/kimi-k3'
const POLICY = {defaults: {allowServerless: false}, rules: []}
const forbidden = aFailure('forbidden', 'the key may not', {httpStatus: 403})
const refusal = (status: number) => classifyAnswer({status, headers: [], body: '', model: MODEL})

describe('what only the account can tell', () => {
  test('is asked once however many answers want it, and of the account in use', async () => {
    const asked: string[] = []
    const counting =
      <T>(name: string, value: T) =>
      (id: string) => {
        asked.push(`${name} ${id}`)
        return answer(value)
      }
    const gateway = memoryGateway({
      getAccount: counting('account', anAccount({suspendState: 'CREDIT_DEPLETED'})),
      getQuota: counting('quota', aReading('serverless-inference-rpm', 600)),
      policySettings: counting('policy', POLICY),
    })
    const questions = accountQuestions(gateway, () => Promise.resolve('acme'))
    expect(asked).toEqual([])
    for (let times = 0; times < 2; times++) {
      expect(await questions.suspendState()).toBe('CREDIT_DEPLETED')
      expect(await questions.requestCeiling()).toBe(600)
      expect(await questions.policySettings()).toBe(POLICY)
    }
    expect(asked).toEqual(['account acme', 'quota acme', 'policy acme'])
  })

  test('is not known where it cannot be read, nor where nobody knows the account', async () => {
    const refuse = () => Promise.reject(forbidden)
    const gateway = memoryGateway({getAccount: refuse, getQuota: refuse, policySettings: refuse})
    for (const account of [() => Promise.resolve('acme'), refuse]) {
      const questions = accountQuestions(gateway, account)
      expect(await questions.suspendState()).toBeNull()
      expect(await questions.requestCeiling()).toBeNull()
      expect(await questions.policySettings()).toBe(forbidden)
    }
  })

  test.each<[OutcomeCode, OutcomeScope | null, OutcomeDetail | null, boolean]>([
    ['rate-limited', 'account', null, true],
    ['rate-limited', 'model', null, false],
    ['policy', 'account', 'model-access-policy', true],
    ['policy', 'account', 'data-residency', false],
    ['forbidden', null, null, true],
    ['forbidden', null, 'fire-pass', false],
    ['unauthorized', null, null, false],
  ])('is wanted by %s of %p with %p: %p', (code, scope, detail, wanted) => {
    expect(asksAccount({code, scope, detail})).toBe(wanted)
  })
})

describe('what the account adds to an answer', () => {
  const questions = (ceiling: number | null, policy: typeof POLICY | typeof forbidden) => ({
    requestCeiling: () => Promise.resolve(ceiling),
    policySettings: () => Promise.resolve(policy),
  })

  test('is its own ceiling to a 429', async () => {
    const limited = refusal(429)
    const told = await withAccountFacts(limited, MODEL, questions(600, POLICY))
    expect(told).toEqual({
      ...limited,
      message: expect.stringMatching(/of kimi-k3 .* 600 requests per minute by its quota/),
    })
    expect(await withAccountFacts(limited, MODEL, questions(null, POLICY))).toBe(limited)
  })

  test('is its policy to a 403, or why that is not known', async () => {
    expect(await withAccountFacts(refusal(403), MODEL, questions(null, POLICY))).toMatchObject({code: 'policy'})
    const {evidence, code} = await withAccountFacts(refusal(403), MODEL, questions(null, forbidden))
    expect([code, evidence.at(-1)]).toEqual(['forbidden', 'policySettings: not readable (HTTP 403)'])
    const lost = await withAccountFacts(refusal(403), MODEL, questions(null, aFailure('network', 'lost')))
    expect(lost.evidence).toEqual([...refusal(403).evidence, 'policySettings: not readable (network)'])
  })
})

describe('a look at quotas that must have headroom', () => {
  const look = (need: number, more: Partial<Gateway> = {}, name = 'global--h100-count') =>
    quotaLook(
      memoryGateway({
        listQuotas: () => answer(pageOf([aReading('global--h100-count', 8, 6), aReading('untold', null, 1)])),
        getQuota: (_, id) => answer(id === 'untold' ? aReading(id, null, 1) : aReading(id, 8, 6)),
        getAccount: () => answer(anAccount()),
        ...more,
      }),
      'acme',
      [{pattern: name, accountId: null}],
      need,
    )
  const account = (suspendState: string) => ({getAccount: () => answer(anAccount({suspendState}))})

  test.each([
    [2, true, null],
    [3, false, null],
    [8, false, null],
  ])('for %d of 8 with 6 used is met: %p', async (need, met, hopeless) => {
    expect(await look(need)).toMatchObject({met, hopeless, expectedSeconds: null})
  })

  test.each([
    [
      'more than the limit is needed',
      9,
      {},
      undefined,
      11,
      /^global--h100-count: the limit is 8, 9 needed: never at this limit$/,
    ],
    ['the account is suspended', 1, account('CREDIT_DEPLETED'), undefined, 5, /suspended/],
    [
      'the account may not be read',
      1,
      {getAccount: () => Promise.reject(forbidden)},
      undefined,
      4,
      /^the key may not$/,
    ],
    ['the headroom is not told', 1, {}, 'untold', 1, /untold/],
  ])('is hopeless where %s', async (_, need, more, name, exitCode, reason) => {
    const {met, hopeless} = await look(need, more, name)
    expect([met, hopeless]).toEqual([false, {reason: expect.stringMatching(reason), exitCode}])
  })

  test('is worth another where the account could not be reached', async () => {
    expect((await look(1, {getAccount: () => Promise.reject(aFailure('network', 'lost'))})).hopeless).toBeNull()
  })
})
