import {describe, expect, it, test} from '@jest/globals'
import {
  accountVerdict,
  quotasNeedingAttention,
  type VerdictFacts,
} from '../../../src/lib/domain/diagnosis/account-verdict.js'
import {AppError, OUTCOMES, type ErrorCode, type OutcomeCode} from '../../../src/lib/domain/errors.js'
import {classifyAnswer, unansweredOutcome} from '../../../src/lib/domain/answer/classify.js'
import type {Outcome} from '../../../src/lib/domain/answer/outcome.js'
import {describeQuota} from '../../../src/lib/domain/quota/quota.js'
import type {SuspensionStanding} from '../../../src/lib/domain/diagnosis/suspension.js'
import {withPrinted} from '../../support/printed-actions.js'

const quota = (id: string, value: number | null, usage: number | null, maxValue: number | null = null) =>
  describeQuota({id, value, maxValue, usage, updatedAt: null})
const spend = (usage: number, maxValue: number | null = null, value = 400) =>
  quota('monthly-spend-usd', value, usage, maxValue)
const gpus = (gpu: string, usage: number) => quota(`global--${gpu}-count`, 100, usage)
const failure = (what: string, code: ErrorCode) => ({what, error: new AppError(code, 'why')})
/** The middle of a month. */
const NOW = Date.parse('2026-11-16T00:00:00Z')
const verdict = (facts: Partial<VerdictFacts>) =>
  withPrinted(accountVerdict({suspension: null, quotas: [], probe: null, failures: [], now: NOW, ...facts}))

const served = classifyAnswer({status: 200, headers: [], body: ''})
const probed = (code: OutcomeCode, retryable: boolean, httpStatus: number | null): Outcome => ({
  ...served,
  code,
  retryable,
  httpStatus,
})

describe('quotas at or near their limit', () => {
  const ids = (...quotas: ReturnType<typeof quota>[]) => quotasNeedingAttention(quotas).map(({id}) => id)

  it('come gravest first, in the order given where they are equal', () => {
    expect(
      ids(quota('w1', 100, 80), quota('c1', 100, 95), quota('e1', 100, 100), quota('w2', 100, 94), quota('e2', 1, 2)),
    ).toEqual(['e2', 'c1', 'e1', 'w1', 'w2'])
  })

  it('come with spend before all, as it stops everything', () => {
    expect(ids(quota('e', 1, 1), quota('c', 100, 95), spend(320))).toEqual(['monthly-spend-usd', 'c', 'e'])
  })

  it('leave out the ones with room, without a limit, or not known', () => {
    expect(
      ids(quota('ok', 100, 79.9), quota('unknown', null, 5), quota('untold', 5, null), spend(5, null, 9_999_999)),
    ).toEqual([])
  })
})

describe('an account without trouble', () => {
  it('is ok, whether or not a model was asked', () => {
    const ok = {state: 'ok', message: 'nothing is near its limit', actions: []}
    expect(verdict({})).toEqual(ok)
    expect(verdict({quotas: [spend(319), gpus('h100', 79)], probe: served})).toEqual(ok)
  })
})

test('an Enterprise account at its spend limit is warned of, and goes on', () => {
  const {state, message} = verdict({quotas: [spend(400)], pausesAtLimit: false})
  expect([state, message]).toEqual([
    'warning',
    'the monthly spend limit is reached; Enterprise accounts are not paused',
  ])
  expect(verdict({quotas: [spend(400)]}).state).toBe('critical')
})

describe('a suspended account', () => {
  const suspension: SuspensionStanding = {
    suspendState: 'FAILED_PAYMENTS',
    cause: 'the payment of a past invoice failed',
    remedy: 'pay it',
    actions: [{advice: 'one'}, {link: 'two'}],
    known: true,
  }

  it('is that, whatever else is the case', () => {
    expect(
      verdict({
        suspension,
        quotas: [spend(400)],
        failures: [failure('x', 'network')],
        probe: probed('network', true, null),
      }),
    ).toEqual({state: 'suspended', message: 'the payment of a past invoice failed', actions: ['one', 'two']})
  })

  it('for a reason not known is counted as one', () => {
    expect(verdict({suspension: {...suspension, known: false}}).message).toBe(
      'the payment of a past invoice failed; counted as suspended',
    )
  })
})

describe('one quota that presses, in words', () => {
  const cases: readonly (readonly [ReturnType<typeof quota>, string, string])[] = [
    [spend(320), 'warning', '80% of the monthly spend limit is used'],
    [spend(376.48), 'warning', '94.1% of the monthly spend limit is used'],
    [spend(380), 'critical', '95% of the monthly spend limit is used'],
    [spend(400), 'critical', 'the monthly spend limit is reached'],
    [spend(400.02), 'critical', 'the monthly spend limit is reached'],
    // A limit of 0 has no share.
    [spend(3, null, 0), 'critical', 'the monthly spend limit is reached'],
    [quota('serverless-inference-rpm', 6000, 4800), 'warning', 'serverless-inference-rpm is at 80%'],
    [quota('serverless-inference-rpm', 6000, 5700), 'critical', 'serverless-inference-rpm is at 95%'],
    [quota('serverless-inference-rpm', 6000, 6000), 'critical', 'serverless-inference-rpm is full'],
    // Full GPUs stop nothing that runs.
    [quota('global--h100-count', 8, 8), 'warning', 'global--h100-count is full'],
    [quota('global--h100-count', 8, 9), 'warning', 'global--h100-count is exceeded'],
    [quota('global--h100-count', 0, 1), 'warning', 'global--h100-count is exceeded'],
    [gpus('h100', 96), 'warning', 'global--h100-count is at 96%'],
    [quota('deployed-model-count', 1, 1), 'warning', 'deployed-model-count is full'],
  ]
  test.each(cases.map(([pressing, state, message]) => ({pressing, state, message})))('$state: $message', row => {
    const {pressing, state, message} = row
    expect(verdict({quotas: [pressing]})).toMatchObject({state, message})
  })
})

describe('what to do about a quota', () => {
  test.each([
    ['raise the spend limit to its max', spend(390, 500), 'fireq quota set monthly-spend-usd 500'],
    ['see the tiers, at the max', spend(390, 400), 'fireq tier list'],
    ['see the tiers, above the max', spend(390, 300), 'fireq tier list'],
    ['see the tiers, the max not known', spend(390, null), 'fireq tier list'],
    ['look at any other quota', quota('global--h100-count', 8, 8, 16), 'fireq quota explain global--h100-count'],
  ])('%s', (_, pressing, action) => {
    expect(verdict({quotas: [pressing]}).actions[0]).toBe(action)
  })
})

test('no change of the spend limit is offered where this month does not reach it', () => {
  const late = Date.parse('2026-11-30T23:00:00Z')
  expect(verdict({quotas: [spend(330, 500)], now: late}).actions).toEqual(['fireq quota get monthly-spend-usd'])
})

describe('what a probe came to', () => {
  it('is no finding when it was served', () => {
    expect(verdict({probe: probed('ok', false, 200)}).state).toBe('ok')
  })

  it.each(OUTCOMES.filter(code => code !== 'ok'))('%s is a warning where it passes by itself, else critical', code => {
    const action = ['fireq diagnose']
    expect(verdict({probe: probed(code, true, 429)})).toEqual({
      state: 'warning',
      message: `a probe returned ${code} (HTTP 429)`,
      actions: action,
    })
    expect(verdict({probe: probed(code, false, 400)})).toEqual({
      state: code === 'over-limit' ? 'warning' : 'critical',
      message: `a probe returned ${code} (HTTP 400)`,
      actions: action,
    })
  })

  it('has no status where no answer came', () => {
    expect(verdict({probe: unansweredOutcome('timeout', null, 'nothing in 60 s')})).toMatchObject({
      state: 'warning',
      message: 'a probe returned timeout',
    })
  })
})

describe('what could not be read', () => {
  it('must not pass for good', () => {
    expect(verdict({failures: [failure('the quotas could not be read', 'forbidden')]})).toEqual({
      state: 'warning',
      message: 'the quotas could not be read (forbidden)',
      actions: ['fireq diagnose'],
    })
  })
})

describe('several findings', () => {
  it('are named critical first, then probe, failures and quotas', () => {
    expect(
      verdict({
        quotas: [gpus('h100', 80), quota('serverless-inference-rpm', 100, 96)],
        probe: probed('rate-limited', true, 429),
      }).message,
    ).toBe('serverless-inference-rpm is at 96%; a probe returned rate-limited (HTTP 429); and 1 more')
    expect(
      verdict({
        quotas: [gpus('h100', 80)],
        failures: [failure('the account could not be read', 'timeout')],
      }).message,
    ).toBe('the account could not be read (timeout); global--h100-count is at 80%')
    expect(
      verdict({
        probe: probed('load-shed', true, 503),
        failures: [failure('the account could not be read', 'timeout')],
      }).message,
    ).toBe('a probe returned load-shed (HTTP 503); the account could not be read (timeout)')
  })

  it.each([
    [1, ''],
    [2, '; global--a101-count is at 80%'],
    [3, '; global--a101-count is at 80%; and 1 more'],
    [5, '; global--a101-count is at 80%; and 3 more'],
  ])('%d: two are named, the others counted', (count, rest) => {
    const quotas = Array.from({length: count}, (_, at) => gpus(`a${100 + at}`, 80))
    const {state, message, actions} = verdict({quotas})
    expect([state, message]).toEqual(['warning', `global--a100-count is at 80%${rest}`])
    expect(actions).toEqual(quotas.slice(0, 4).map(({id}) => `fireq quota explain ${id}`))
  })

  it('are critical as soon as one is, and name each action once', () => {
    expect(
      verdict({
        quotas: [gpus('h100', 100), spend(400, 500)],
        probe: probed('server-error', true, 500),
        failures: [failure('the account could not be read', 'timeout')],
      }),
    ).toEqual({
      state: 'critical',
      message: 'the monthly spend limit is reached; a probe returned server-error (HTTP 500); and 2 more',
      actions: [
        'fireq quota set monthly-spend-usd 500',
        'the account may then spend up to $100 more a month; $100 would be left',
        'fireq diagnose',
        'fireq quota explain global--h100-count',
      ],
    })
  })
})
