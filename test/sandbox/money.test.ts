import {afterEach, describe, expect, it} from '@jest/globals'
import {ManualClock, type Sandbox} from '../../src/lib/sandbox/index.js'
import {Ledger} from '../../src/lib/sandbox/account/ledger.js'
import {moneyOnWire, usdToNanos} from '../../src/lib/sandbox/account/money.js'
import {RequestRecord, summaryText} from '../../src/lib/sandbox/http/request-record.js'
import {qualifiedTier, tierCeilingUsd} from '../../src/lib/sandbox/account/tiers.js'
import {call, chat, closeAll, control, KIMI, post, start, type Reply} from './http-call.js'

afterEach(closeAll)

const SUSPENDED =
  'Account acme is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices. ' +
  'Please go to https://fireworks.ai/account/billing for more information.'

const spendQuota = async (sandbox: Sandbox): Promise<Record<string, unknown>> =>
  (await call(sandbox, '/v1/accounts/acme/quotas/monthly-spend-usd')).body
const suspendState = async (sandbox: Sandbox): Promise<unknown> =>
  (await call(sandbox, '/v1/accounts/acme')).body['suspendState']
const setLimit = (sandbox: Sandbox, usd: number): Promise<Reply> =>
  call(sandbox, '/v1/accounts/acme/quotas/monthly-spend-usd?updateMask=value', {
    method: 'PATCH',
    body: JSON.stringify({value: String(usd)}),
  })
const tier = (state: Reply['body']): unknown => (state['account'] as {tier: unknown}).tier

/** Spends a known sum: kimi-k3 costs $15.00 per million generated tokens. */
async function spendUntilSuspended(sandbox: Sandbox): Promise<Reply> {
  for (let index = 0; index < 100; index++) {
    const reply = await chat(sandbox, {max_tokens: 500})
    if ((await suspendState(sandbox)) !== 'UNSUSPENDED') return reply
  }
  throw new Error('never suspended')
}

describe('spend', () => {
  it('charges prompt, cached and generated tokens by the model’s price, Priority more', async () => {
    const sandbox = await start({scenario: 'tier1-new'})
    const spent = async (extra: object): Promise<number> => {
      const before = (sandbox.state() as {money: {monthSpendUsd: number}}).money.monthSpendUsd
      expect((await chat(sandbox, extra)).status).toBe(200)
      const after = (sandbox.state() as {money: {monthSpendUsd: number}}).money.monthSpendUsd
      return Math.round((after - before) * 1e9)
    }
    expect(await spent({max_tokens: 10})).toBe(3 * 3_000 + 10 * 15_000)
    expect(await spent({max_tokens: 10, service_tier: 'priority'})).toBe((3 * 3_000 + 10 * 15_000) * 1.5)
    expect(await spent({max_tokens: 10, prompt_cache_key: 'k'})).toBe(3 * 3_000 + 10 * 15_000)
    expect(await spent({max_tokens: 10, prompt_cache_key: 'k'})).toBe(3 * 300 + 10 * 15_000)
    expect(await spent({max_tokens: 10, model: 'accounts/fireworks/routers/kimi-k3-fast'})).toBe(
      1.5 * (3 * 3_000 + 10 * 15_000),
    )
  })

  it('suspends within the answer that reaches the limit; all later inference is 412, the control plane stays open', async () => {
    const sandbox = await start({scenario: 'near-spend-limit'})
    const last = await spendUntilSuspended(sandbox)
    expect(last.status).toBe(200)
    expect(await suspendState(sandbox)).toBe('MONTHLY_SPEND_LIMIT_EXCEEDED')
    const {usage} = (await spendQuota(sandbox)) as {usage: number}
    expect(usage).toBeGreaterThanOrEqual(500)
    expect(usage).toBeLessThan(500.01)
    const refusals = [
      await chat(sandbox),
      await chat(sandbox, {stream: true}),
      await post(sandbox, '/inference/v1/completions', {model: KIMI, prompt: 'x'}),
      await post(sandbox, '/inference/v1/embeddings', {
        model: 'accounts/fireworks/models/qwen3-embedding-8b',
        input: 'x',
      }),
      await call(sandbox, '/inference/v1/models'),
    ]
    for (const refused of refusals) {
      expect(refused.status).toBe(412)
      expect(refused.body).toEqual({
        error: {message: SUSPENDED, code: 'PRECONDITION_FAILED', type: 'error', param: null},
        request_id: refused.headers.get('x-request-id'),
      })
    }
    expect((await call(sandbox, '/v1/accounts/acme/quotas')).status).toBe(200)
  })

  it('ends when the limit is raised, and comes back when it is lowered below the spend', async () => {
    const sandbox = await start({scenario: 'suspended-spend'})
    expect((await chat(sandbox)).status).toBe(412)
    expect((await setLimit(sandbox, 500)).status).toBe(200)
    expect((await chat(sandbox)).status).toBe(200)
    expect((await setLimit(sandbox, 300)).status).toBe(200)
    expect((await chat(sandbox)).status).toBe(412)
    expect(await suspendState(sandbox)).toBe('MONTHLY_SPEND_LIMIT_EXCEEDED')
  })

  it('starts again with a new month', async () => {
    const sandbox = await start({
      scenario: 'suspended-spend',
      clock: new ManualClock(Date.UTC(2026, 10, 30, 23, 59, 50)),
    })
    await control(sandbox, 'advance', {seconds: 9})
    expect((await chat(sandbox)).status).toBe(412)
    const state = await control(sandbox, 'advance', {seconds: 1})
    expect(state['now']).toBe('2026-12-01T00:00:00.000Z')
    expect((await spendQuota(sandbox))['usage']).toBe(0)
    expect((await chat(sandbox)).status).toBe(200)
  })

  it('warns enterprise accounts instead of pausing them', async () => {
    const sandbox = await start({scenario: 'enterprise'})
    await setLimit(sandbox, 100)
    expect((await chat(sandbox)).status).toBe(200)
    expect(await suspendState(sandbox)).toBe('UNSUSPENDED')
  })

  it('lets the accounts API lag behind where a test wants it to', async () => {
    const sandbox = await start({scenario: 'near-spend-limit', overrides: {suspendStateLagMs: 60_000}})
    await chat(sandbox, {max_tokens: 2_000})
    expect((await chat(sandbox)).status).toBe(412)
    expect(await suspendState(sandbox)).toBe('UNSUSPENDED')
    sandbox.advance(60_000)
    expect(await suspendState(sandbox)).toBe('MONTHLY_SPEND_LIMIT_EXCEEDED')
  })
})

describe('tiers', () => {
  it('climbs from Tier 1 to 2 to 3 by prepaid credits, each after the propagation delay', async () => {
    const sandbox = await start({scenario: 'tier1-new'})
    expect(await spendQuota(sandbox)).toMatchObject({value: '50', maxValue: '50', usage: 0})
    const paid = await control(sandbox, 'credits', {usd: 100})
    expect(tier(paid)).toBe(1)
    expect(paid['money']).toMatchObject({creditsUsd: 1, pendingTopUpUsd: 100})
    await control(sandbox, 'advance', {seconds: 179})
    expect(await spendQuota(sandbox)).toMatchObject({value: '50', maxValue: '50'})
    const second = await control(sandbox, 'advance', {seconds: 1})
    expect(tier(second)).toBe(2)
    expect(second['money']).toMatchObject({creditsUsd: 101, historyUsd: 100, pendingTopUpUsd: 0})
    expect(await spendQuota(sandbox)).toMatchObject({value: '500', maxValue: '500'})
    await control(sandbox, 'credits', {usd: 899})
    expect(tier(await control(sandbox, 'advance', {seconds: 180}))).toBe(2)
    await control(sandbox, 'credits', {usd: 1})
    expect(tier(await control(sandbox, 'advance', {seconds: 180}))).toBe(3)
    expect(await spendQuota(sandbox)).toMatchObject({value: '5000', maxValue: '5000'})
    expect((await setLimit(sandbox, 5_001)).status).toBe(400)
    expect((await setLimit(sandbox, 1_234)).body['value']).toBe('1234')
  })

  it('ends a suspension by a top-up that reaches the next tier, after its delay', async () => {
    const sandbox = await start({
      scenario: 'tier1-new',
      overrides: {money: {monthSpendUsd: 49.999, historyUsd: 49.999}},
    })
    await spendUntilSuspended(sandbox)
    await control(sandbox, 'credits', {usd: 60})
    expect((await chat(sandbox)).status).toBe(412)
    await control(sandbox, 'advance', {seconds: 180})
    expect((await chat(sandbox)).status).toBe(200)
    expect(await suspendState(sandbox)).toBe('UNSUSPENDED')
  })

  it('leaves a limit the user has lowered where it is', async () => {
    const sandbox = await start()
    await control(sandbox, 'credits', {usd: 500})
    await control(sandbox, 'advance', {seconds: 180})
    expect(await spendQuota(sandbox)).toMatchObject({value: '400', maxValue: '5000'})
  })

  it('follows the documented table', () => {
    const at = (usd: number): unknown => qualifiedTier(usdToNanos(usd), true)
    expect([0, 99.99, 100, 999, 1_000, 9_999, 10_000].map(at)).toEqual([1, 1, 2, 2, 3, 3, 4])
    expect(([1, 2, 3, 4] as const).map(tierCeilingUsd)).toEqual([50, 500, 5_000, 50_000])
    expect(qualifiedTier(0n, false)).toBe('none')
  })
})

describe('the other causes of suspension', () => {
  it('a failed invoice suspends, and paying it ends that by itself within the hour', async () => {
    const sandbox = await start()
    await control(sandbox, 'invoice', {status: 'failed'})
    expect((await chat(sandbox)).status).toBe(412)
    expect(await suspendState(sandbox)).toBe('FAILED_PAYMENTS')
    await control(sandbox, 'invoice', {status: 'paid'})
    expect((await chat(sandbox)).status).toBe(412)
    await control(sandbox, 'advance', {seconds: 3_599})
    expect((await chat(sandbox)).status).toBe(200)
    const opened = await start({scenario: 'suspended-payment'})
    expect((await chat(opened)).status).toBe(412)
  })

  it('credits that run out suspend without a payment method; one, or a top-up, ends it', async () => {
    const sandbox = await start({scenario: 'no-payment-method', overrides: {money: {creditsUsd: 0.001}}})
    const last = await spendUntilSuspended(sandbox)
    expect(last.status).toBe(200)
    expect(await suspendState(sandbox)).toBe('CREDIT_DEPLETED')
    expect((await chat(sandbox)).status).toBe(412)
    await control(sandbox, 'credits', {usd: 2})
    expect((await chat(sandbox)).status).toBe(412)
    await control(sandbox, 'advance', {seconds: 180})
    expect((await chat(sandbox)).status).toBe(200)
    const other = await start({scenario: 'suspended-credits'})
    expect((await chat(other)).status).toBe(412)
    await control(other, 'payment-method', {present: true})
    expect((await chat(other)).status).toBe(200)
    expect(await spendQuota(other)).toMatchObject({value: '50', maxValue: '50'})
  })

  it('a suspend state set from outside is reported and enforced', async () => {
    const sandbox = await start({overrides: {suspendState: 'BLOCKED_BY_ABUSE_RULE'}})
    expect((await chat(sandbox)).status).toBe(412)
    expect(await suspendState(sandbox)).toBe('BLOCKED_BY_ABUSE_RULE')
  })
})

describe('control routes', () => {
  it('refuse what they do not understand with 400, 404 or 405, and change nothing', async () => {
    const sandbox = await start()
    const before = JSON.stringify(sandbox.state())
    const wrong: [string, unknown][] = [
      ['advance', {seconds: -1}],
      ['advance', {seconds: 'x'}],
      ['advance', []],
      ['credits', {}],
      ['payment-method', {present: 'yes'}],
      ['invoice', {status: 'lost'}],
      ['tier', {tier: 5}],
      ['reset', {scenario: 'none'}],
    ]
    for (const [action, body] of wrong) expect((await post(sandbox, `/_sandbox/${action}`, body)).status).toBe(400)
    expect((await call(sandbox, '/_sandbox/advance', {method: 'POST', body: '{'})).status).toBe(400)
    expect((await post(sandbox, '/_sandbox/nothing', {})).status).toBe(404)
    expect((await call(sandbox, '/_sandbox/advance')).status).toBe(405)
    expect(JSON.stringify(sandbox.state())).toBe(before)
  })

  it('reset starts a scenario afresh, with the same seed and an empty record', async () => {
    const sandbox = await start()
    const first = await chat(sandbox)
    await setLimit(sandbox, 1)
    sandbox.fault({route: '*', kind: '500', times: 'always'})
    await control(sandbox, 'advance', {seconds: 60})
    const state = await control(sandbox, 'reset', {})
    expect(state).toMatchObject({scenario: 'tier2', faults: [], now: '2026-11-21T12:00:00.000Z'})
    expect(sandbox.requests).toEqual([])
    expect((await chat(sandbox)).text).toBe(first.text)
  })

  it('keeps the newest few thousand requests, in order', () => {
    const record = new RequestRecord()
    for (let index = 0; index < 10_500; index++) {
      const entry = {method: 'GET', path: '/', query: `n=${index}`, headers: {}, body: '', status: 0}
      record.add(entry)
      record.answered(entry, 200)
    }
    const seen = record.list().map(request => Number(request.query['n']))
    expect(seen).toEqual(Array.from({length: 4_000}, (_unused, index) => 6_500 + index))
    expect(record.summary()).toMatchObject({requests: 10_500, status200: 10_500, other: 0})
  })

  it('logs one line per request without keys, and sums up', async () => {
    const lines: string[] = []
    const sandbox = await start({log: line => lines.push(line)})
    await chat(sandbox, {}, 'test-secret')
    sandbox.fault({route: '*', kind: 'connection-reset'})
    await call(sandbox, '/v1/accounts').catch(() => undefined)
    expect(lines).toEqual([
      expect.stringMatching(/^12:00:00\.000 POST \/inference\/v1\/chat\/completions 200 [0-9a-f]{8}$/),
      expect.stringMatching(/^12:00:00\.000 GET \/v1\/accounts dropped [0-9a-f]{8}$/),
    ])
    expect(lines.join()).not.toContain('test-secret')
    expect(summaryText(sandbox.summary())).toBe('served 2 requests: 0 × 429, 0 × 503, 0 × 412')
  })
})

describe('the ledger', () => {
  it('pays from credits first, counts a prepayment once, and keeps whole nano-dollars', () => {
    const opening = {monthSpendUsd: 0, historyUsd: 0, creditsUsd: 0, paymentMethod: true, invoiceFailed: false}
    const ledger = new Ledger(opening, {topUpMs: 10, invoiceClearMs: 10}, 0)
    ledger.topUp(1, 0)
    expect(ledger.settle(9)).toBe(false)
    expect(ledger.settle(10)).toBe(true)
    for (let index = 0; index < 3_000; index++) ledger.charge(usdToNanos(0.0005) + 1n)
    expect(ledger.monthSpend).toBe(1_500_003_000n)
    expect(ledger.credits).toBe(0n)
    expect(ledger.history).toBe(1_500_003_000n)
    expect(moneyOnWire(ledger.monthSpend)).toEqual({currencyCode: 'USD', units: '1', nanos: 500_003_000})
  })
})
