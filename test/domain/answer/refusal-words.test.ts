import {describe, expect, test} from '@jest/globals'
import {classifyAnswer, type Answer} from '../../../src/lib/domain/answer/classify.js'
import {parseQuotaRefusal, parseTierGate, says} from '../../../src/lib/domain/answer/answer-texts.js'
import {retiredOutcome} from '../../../src/lib/domain/answer/refusal-words.js'
import {whetherRetired} from '../../../src/lib/app/retired-model.js'
import {printed} from '../../support/printed-actions.js'

const MODEL = 'accounts/fireworks/models/kimi-k3'
const error = (message: string, code?: string) =>
  JSON.stringify({error: {message, ...(code === undefined ? {} : {code})}})
const outcomeOf = (answer: Partial<Answer>) =>
  classifyAnswer({status: 400, headers: [], body: '', model: MODEL, ...answer})
const said = (answer: Partial<Answer>) => {
  const {code, message, waitHint, actions} = outcomeOf(answer)
  return {code, message, waitHint, actions: printed(actions)}
}
const BACKOFF = 'retry with exponential backoff, from half a second up to 8 seconds'
const WAIT = 'with backoff, from half a second up to 8 seconds'
const MODELS = expect.stringMatching(/^choose a model that is served: https:/) as unknown as string

describe('a refusal says what it is, what the server said and what helps', () => {
  test.each([
    [
      'a tier that is named',
      {status: 403, body: error('This feature requires a Tier 2 account or higher')},
      'tier-gate',
      'This needs spending tier 2 or higher; it is no rate limit ("This feature requires a Tier 2 account or higher").',
      [expect.stringMatching(/^add credits at https:.* to reach the tier$/), 'fireq tier list'],
    ],
    [
      'a tier that is not named',
      {status: 403, body: error('no', 'tier_required')},
      'tier-gate',
      'This needs a higher spending tier; it is no rate limit ("no").',
      [expect.stringMatching(/^add credits/), 'fireq tier list'],
    ],
    [
      'a policy',
      {status: 403, body: error('Blocked by policy')},
      'policy',
      'A policy of the account does not allow this model ("Blocked by policy").',
      ['ask an admin of the account to allow the model for this key'],
    ],
    [
      'data residency',
      {status: 403, body: error('Not allowed by the data residency of the account')},
      'policy',
      `The account's data residency does not allow this model or host ("Not allowed by the data residency of the account").`,
      ["use the host and the models of the account's region"],
    ],
    [
      'a Fire Pass key',
      {status: 403, body: error('Fire Pass API keys are not authorized for this route')},
      'forbidden',
      'The key is valid but not allowed to do this: it is a Fire Pass key, which many routes reject ("Fire Pass API keys are not authorized for this route").',
      ['fireq auth status', 'use a standard key (fw_…)'],
    ],
    [
      'a key that may not',
      {status: 403, body: error('no')},
      'forbidden',
      'The key is valid but not allowed to do this: the role of its user, a Fire Pass key, or a model access policy or data residency of the account ("no").',
      ['fireq auth status', 'ask an admin of the account'],
    ],
    [
      'a name that is not there',
      {status: 404, body: ''},
      'not-found',
      'The model kimi-k3 was not found: misspelt, retired from serverless, not accessible to this key, or not deployed.',
      ['fireq model check kimi-k3', expect.stringMatching(/^check the name at https:/)],
    ],
    [
      'nothing that is known',
      {status: 404, body: '', model: null},
      'not-found',
      'What was asked for was not found: misspelt, retired from serverless, not accessible to this key, or not deployed.',
      [expect.stringMatching(/^check the name at https:/)],
    ],
    [
      'a deployment that is not there',
      {status: 404, body: '', model: `${MODEL}#accounts/acme/deployments/d`},
      'not-found',
      expect.stringMatching(/ was not found: misspelt, not accessible to this key, or not deployed\.$/),
      [expect.stringMatching(/^check the name at https:/)],
    ],
  ])('%s', (_, answer, code, message, actions) => {
    expect(said(answer)).toEqual({code, message, waitHint: null, actions})
  })
})

describe('capacity of Fireworks', () => {
  const overloaded = {status: 503, body: error('The model is overloaded')}
  const advised = (model: string | null) =>
    said({...overloaded, model}).actions.some(action => action.includes('service_tier "priority"'))

  test('that sheds load is told with a wait, and Priority where the model may have it', () => {
    const {message, waitHint, actions} = said(overloaded)
    expect(message).toBe(
      'Fireworks is shedding load on kimi-k3: a busy deployment refused this request, inside your limits or not.',
    )
    expect([waitHint, actions[0]]).toEqual([WAIT, BACKOFF])
    const routers = 'accounts/fireworks/routers/'
    expect([MODEL, null, `${routers}kimi-k3-us`].map(advised)).toEqual([true, true, true])
    const none = [`${routers}kimi-k3-fast`, `${routers}kimi-k3-fast-us`, `${MODEL}#accounts/acme/deployments/d`]
    expect(none.map(advised)).toEqual([false, false, false])
    expect(advised('accounts/fireworks/models/kimi-fast-k3')).toBe(true)
  })

  test('that missed the deadline of a first token is told so', () => {
    const body = error('The model did not generate the first token before the given deadline')
    expect(said({status: 429, body}).message).toBe(
      'No first token came from kimi-k3 before a deadline: capacity, no limit is proven to be exhausted.',
    )
  })

  test('that is all taken is told with whom to write to', () => {
    expect(said({status: 503, body: error('no available capacity for H100')})).toEqual({
      code: 'load-shed',
      message: 'Fireworks has no capacity for this now; no quota is used up ("no available capacity for H100").',
      waitHint: 'minutes to hours',
      actions: [
        'try again later, or with another accelerator or region',
        expect.stringMatching(/^for reserved capacity, write to /),
      ],
    })
  })

  test('waits as long as the server asks', () => {
    expect(said({...overloaded, headers: [['retry-after', '90']]}).waitHint).toMatch(/, as the server asks$/)
  })
})

describe('a model that serverless no longer serves', () => {
  test('is likely retired by the words of a refusal', () => {
    const {code, message, actions} = said({status: 404, body: error('The model kimi-k3 is no longer available')})
    expect([code, message]).toEqual([
      'model-retired',
      'kimi-k3 is likely retired from serverless inference ("The model kimi-k3 is no longer available").',
    ])
    expect(actions).toEqual([MODELS])
    expect(said({status: 404, body: error('Model no longer available'), model: null}).message).toMatch(
      /^the model is likely retired/,
    )
  })

  test('is retired by the catalogue, with the date, whatever the answer was', async () => {
    const retirement = {date: '2026-09-25', precision: 'day'} as const
    const failed = outcomeOf({status: 500, headers: [['retry-after', '5']]})
    const outcome = retiredOutcome(failed, 'kimi-k3', retirement)
    expect({...outcome, actions: printed(outcome.actions)}).toEqual({
      ...failed,
      code: 'model-retired',
      scope: 'model',
      retryable: false,
      retryAfterSeconds: null,
      waitHint: null,
      message: 'kimi-k3 was retired from serverless on 2026-09-25.',
      actions: [MODELS],
      evidence: [...failed.evidence, 'the catalogue says: retired from serverless on 2026-09-25'],
    })
    const lookup = {inTime: () => Promise.resolve(null), retired: () => Promise.resolve(retirement)}
    const codes = [500, 404, 502, 429, 200].map(async status =>
      whetherRetired(outcomeOf({status}), MODEL, lookup).then(({code}) => code === 'model-retired'),
    )
    expect(await Promise.all(codes)).toEqual([true, true, false, false, false])
    const unknown = {...lookup, retired: () => Promise.resolve(null)}
    expect(await whetherRetired(failed, MODEL, unknown)).toBe(failed)
  })
})

describe('the words of an error', () => {
  test.each([
    ['global--h100-count for account acme, in use: 8, quota: 8, requesting: 2', [8, 8, 2]],
    ['"global--h100-count" for account "accounts/acme", in use: 7.5, quota: -1', [7.5, -1, null]],
  ])('%s is a refusal of a quota', (text, [inUse, quota, requesting]) => {
    expect(parseQuotaRefusal(text)).toEqual({
      quotaId: 'global--h100-count',
      accountId: 'acme',
      inUse,
      quota,
      requesting,
    })
  })

  test('are none of a quota without its numbers', () => {
    expect(parseQuotaRefusal('global--h100-count for account acme, in use: many, quota: 8')).toBeNull()
  })

  test.each([
    ['requires a Tier 2 account or higher', {tier: 2}],
    ['it require spending tier 4', {tier: 4}],
    ['requires an account of tier 2', null],
    ['requires Tier 0', null],
    ['requires Tier 12', null],
    ['code: tier_required', {tier: null}],
    ['no_tier_required_here', null],
  ])('%s: tier %j', (text, gate) => {
    expect(parseTierGate(text)).toEqual(gate)
  })

  test.each([
    ['scalingUp', 'the deployment is currently scaling up', 'the deployment scales'],
    ['noCapacity', 'there is no capacity', 'the capacity'],
    ['deadline', 'did not generate first token before the deadline', 'generated the first token before the deadline'],
    ['deadline', "didn't generate the first token before the given deadline", 'the deadline'],
    ['overloaded', 'overloaded', 'overload'],
    ['quotaExceeded', 'requires more GPUs than your current quota', 'requires more GPUs'],
    ['quotaExceeded', 'training-h100-count', 'h100-counts'],
    ['firePass', 'a FirePass key', 'fire a pass'],
    ['residency', 'data-residency', 'residence'],
    ['policy', 'by your policy', 'policy'],
    ['policy', 'model access policies', 'a cookie policy'],
    ['accountRequests', '600 rpm', 'rpms'],
    ['accountStatus', 'The account is closed', 'on account of it'],
    ['accountStatus', 'a problem with this account', 'a problem with accounts'],
    ['retired', 'model x\nis deprecated', 'deprecated'],
  ] as const)('%s: %j does, %j does not', (what, does, doesNot) => {
    expect([says(does, what), says(doesNot, what)]).toEqual([true, false])
  })
})
