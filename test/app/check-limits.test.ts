import {describe, expect, test} from '@jest/globals'
import {checkLimits, limitLook, type LimitCheckQuestion, type LimitGate} from '../../src/lib/app/check-limits.js'
import type {Gateway} from '../../src/lib/app/ports.js'
import type {Account} from '../../src/lib/domain/account.js'
import type {AppError} from '../../src/lib/domain/errors.js'
import {parseLimitMaxDrop, parseLimitNeed, type LimitRule} from '../../src/lib/domain/limits/limit-rules.js'
import {PREFIX, targets} from '../support/limits-world.js'
import {aFailure, anAccount, answer, aReading, memoryGateway} from '../support/memory-gateway.js'
import {COMPLETION, ScriptedInference, type ScriptedAnswer} from '../support/scripted-inference.js'
import {VirtualClock} from '../support/virtual-clock.js'

const levels = (limit: number, remaining: number): [string, string][] => [
  ['x-ratelimit-limit-tokens-generated', String(limit)],
  ['x-ratelimit-remaining-tokens-generated', String(remaining)],
]
const AMPLE: ScriptedAnswer = {headers: levels(36_000, 36_000)}
const REFUSED: ScriptedAnswer = {status: 429, body: '{"error":{"message":"rate limit exceeded"}}'}
const SUSPENDED_BODY =
  '{"error":{"message":"Account acme is suspended, possibly due to reaching the monthly spending limit"}}'
const need = (text: string): LimitRule => {
  const parsed = parseLimitNeed(text)
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.value
}
const forbidden = aFailure('forbidden', 'the key may not', {httpStatus: 403})

interface World {
  readonly account?: Account | AppError
  readonly gateway?: Partial<Gateway>
  readonly question?: Partial<LimitCheckQuestion>
}
/** The gate on models, each with its answer. */
function check(answers: Readonly<Record<string, ScriptedAnswer>>, {account, gateway, question}: World = {}) {
  const clock = new VirtualClock()
  const inference = new ScriptedInference(clock, ({model}) => answers[model.replace(PREFIX, '')]!)
  const ports = {
    inference,
    clock,
    signal: new AbortController().signal,
    catalogue: () => Promise.resolve([]),
    account: () => Promise.resolve('acme'),
    gateway: memoryGateway({
      getAccount: () => answer(account ?? anAccount()),
      getQuota: () => Promise.reject(aFailure('not-found', 'no such quota')),
      ...gateway,
    }),
  }
  const asked = {
    targets: targets(...Object.keys(answers)),
    rules: [],
    options: {},
    recorded: () => new Map(),
    ...question,
  }
  return clock.run(checkLimits(ports, asked))
}
const told = ({report}: LimitGate) => report.items.map(({name, rule, severity}) => `${name} ${rule} ${severity}`)

describe('the gate on limits', () => {
  test('is ok with what every model has left, with the values for monitoring', async () => {
    const gate = await check({a: AMPLE, b: {headers: levels(100_000, 10_000)}})
    expect(told(gate)).toEqual(['a warn 80%, crit 95% ok', 'b warn 80%, crit 95% warning'])
    expect([gate.report.severity, gate.report.exitCode, gate.account, gate.unread]).toEqual([
      'warning',
      10,
      {id: 'acme', suspendState: 'UNSUSPENDED'},
      null,
    ])
    expect(gate.report.values).toMatchObject([
      {label: 'a/generated', value: 0, max: 36_000},
      {label: 'b/generated', value: 90_000, warnFrom: 80_000, critFrom: 95_000, max: 100_000},
    ])
    expect(gate.judged).toHaveLength(2)
  })

  test('takes what the question itself used for not used', async () => {
    const rules = [need('generated=36000')]
    expect(told(await check({a: {headers: levels(36_000, 35_999)}}, {question: {rules}}))).toEqual([
      'a need generated=36000 ok',
    ])
    expect(told(await check({a: {headers: levels(36_000, 35_998)}}, {question: {rules}}))).toEqual([
      'a need generated=36000 critical',
    ])
    const prompt: [string, string][] = [
      ['x-ratelimit-limit-tokens-prompt', '60000'],
      ['x-ratelimit-remaining-tokens-prompt', '59991'],
    ]
    const body = JSON.stringify({...JSON.parse(COMPLETION), usage: {prompt_tokens: 9, completion_tokens: 1}})
    const full = await check({a: {headers: prompt, body}}, {question: {rules: [need('prompt=60000')]}})
    expect(full.report.exitCode).toBe(0)
  })

  test('judges a 429 by its headers, and is critical also where no rule asks about what refused', async () => {
    const rules = [need('generated=1')]
    const gate = await check({a: {...REFUSED, headers: levels(36_000, 36_000)}}, {question: {rules}})
    expect(told(gate)).toEqual(['a need generated=1 ok', 'a served critical'])
    expect([gate.report.exitCode, gate.report.items[1]!.binding]).toEqual([11, true])
    expect(gate.report.items[1]!.message).toMatch(/^a: /)
    const breached = await check({a: {...REFUSED, headers: levels(36_000, 0)}}, {question: {rules}})
    expect(told(breached)).toEqual(['a need generated=1 critical'])
  })

  test.each([
    ['a 429 without headers', REFUSED, 'unknown', 6],
    ['a wrong key', {status: 401, body: ''}, 'unknown', 4],
    ['a server error', {status: 500, body: ''}, 'unknown', 7],
    ['a suspension', {status: 412, body: SUSPENDED_BODY}, 'critical', 5],
  ])('has the code of a model that could not be judged: %s', async (_, told429, severity, exitCode) => {
    const {report, judged} = await check({a: told429})
    expect(report).toMatchObject({severity, exitCode, items: [{name: 'a', rule: 'answers', severity, binding: true}]})
    expect(judged).toEqual([])
  })

  test('has the worst code where one is judged and another could not be', async () => {
    const failed = {status: 500, body: ''}
    expect((await check({a: AMPLE, b: failed})).report.exitCode).toBe(7)
    expect((await check({a: {headers: levels(36_000, 0)}, b: failed})).report.exitCode).toBe(7)
    expect((await check({a: AMPLE, b: failed, c: {status: 401, body: ''}})).report.exitCode).toBe(4)
  })

  test('is 5 for a suspended account, whatever the models answer', async () => {
    const account = anAccount({suspendState: 'CREDIT_DEPLETED'})
    for (const first of [AMPLE, {status: 500, body: ''}]) {
      const {report} = await check({a: first}, {account})
      expect([report.exitCode, report.items[0]!.rule]).toEqual([5, 'account usable'])
    }
  })

  test('is never ok where the account cannot be read, and has the worse of two codes', async () => {
    const {report, account, unread} = await check({a: AMPLE}, {account: forbidden})
    expect([report.severity, report.exitCode, account, unread]).toEqual(['unknown', 4, null, forbidden])
    expect((await check({a: {status: 500, body: ''}}, {account: forbidden})).report.exitCode).toBe(4)
    const lost = aFailure('network', 'lost')
    expect((await check({a: {status: 401, body: ''}}, {account: lost})).report.exitCode).toBe(4)
  })
})

describe('requests, which headers do not count', () => {
  const ceiling = {getQuota: () => answer(aReading('serverless-inference-rpm', 6000, 100))}
  const question = {rules: [need('requests=5901')]}

  test('are those of the account', async () => {
    const {report} = await check({a: AMPLE}, {gateway: ceiling, question})
    expect(report.items[0]!.message).toBe('a: 5,900 of 6,000 requests per minute remaining, 5,901 needed')
  })

  test('are asked for only where a rule is about them', async () => {
    const gateway = {getQuota: () => Promise.reject(new Error('must not be asked'))}
    expect((await check({a: AMPLE}, {gateway})).report.exitCode).toBe(0)
  })

  test('are unknown where the quota cannot be read', async () => {
    const {report} = await check({a: AMPLE}, {question})
    expect([report.severity, report.exitCode]).toEqual(['unknown', 1])
  })

  test('are those of the headers where these count them', async () => {
    const headers: [string, string][] = [
      ['x-ratelimit-limit-requests', '60'],
      ['x-ratelimit-remaining-requests', '59'],
    ]
    const {report} = await check({a: {headers}}, {gateway: ceiling, question: {rules: [need('requests=60')]}})
    expect(report.exitCode).toBe(0)
  })
})

test('a limit is held against what the history has of its model', async () => {
  const rule = parseLimitMaxDrop('50%')
  const recorded = (model: string) =>
    new Map(model === `${PREFIX}a` ? [['generated' as const, {limit: 72_001, t: 0, listed: false}]] : [])
  const {report} = await check({a: AMPLE}, {question: {rules: rule.ok ? [rule.value] : [], recorded}})
  expect(report.exitCode).toBe(11)
})

describe('a look at limits', () => {
  const look = async (...world: Parameters<typeof check>) => limitLook(await check(...world))
  const rules = [need('generated=18000')]

  test('is met where the gate is ok', async () => {
    expect(await look({a: AMPLE})).toMatchObject({met: true, hopeless: null, expectedSeconds: null})
  })

  test('is worth a second one when the slowest bucket has refilled, or the server says', async () => {
    const answers = {a: {headers: levels(36_000, 9000)}, b: {headers: levels(36_000, 0)}}
    expect(await look(answers, {question: {rules}})).toMatchObject({met: false, hopeless: null, expectedSeconds: 30})
    const advised = {...REFUSED, headers: [...levels(36_000, 0), ['retry-after', '45'] as [string, string]]}
    expect((await look({a: advised}, {question: {rules}})).expectedSeconds).toBe(45)
  })

  test.each([
    [
      'more is needed than the limit is',
      {a: {headers: levels(17_999, 17_999)}},
      {question: {rules}},
      11,
      /never at this limit$/,
    ],
    ['the key is wrong', {a: {status: 401, body: ''}}, {}, 4, /key/],
    ['the account cannot be read', {a: AMPLE}, {account: forbidden}, 4, /^the key may not$/],
    ['nothing can be judged', {a: {headers: []}}, {}, 1, /reported no limits/],
    [
      'the account is suspended',
      {a: AMPLE},
      {account: anAccount({suspendState: 'CREDIT_DEPLETED'})},
      5,
      /credits are used up$/,
    ],
  ])('is hopeless where %s', async (_, answers, world, exitCode, reason) => {
    expect((await look(answers, world)).hopeless).toEqual({reason: expect.stringMatching(reason), exitCode})
  })

  test('is not hopeless where waiting may help', async () => {
    expect((await look({a: {status: 503, body: ''}})).hopeless).toBeNull()
    expect((await look({a: AMPLE}, {account: aFailure('network', 'lost')})).hopeless).toBeNull()
    expect((await look({a: REFUSED})).hopeless).toBeNull()
  })
})
