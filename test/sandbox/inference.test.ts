import {afterEach, describe, expect, it} from '@jest/globals'
import {ManualClock, SCENARIOS, type Sandbox} from '../../src/lib/sandbox/index.js'
import {call, chat, closeAll, control, KIMI, post, start, type Reply} from './http-call.js'

afterEach(closeAll)

const MINUTE = 60_000
const limits = (reply: Reply): (string | null)[] =>
  ['requests', 'tokens-prompt', 'tokens-cache-adjusted-prompt', 'tokens-generated'].map(name =>
    reply.headers.get(`x-ratelimit-limit-${name}`),
  )
const remaining = (reply: Reply): (string | null)[] =>
  ['requests', 'tokens-prompt', 'tokens-cache-adjusted-prompt', 'tokens-generated'].map(name =>
    reply.headers.get(`x-ratelimit-remaining-${name}`),
  )

describe('answers', () => {
  it('completes a chat: exactly max_tokens words, the prompt counted in words, every header', async () => {
    const sandbox = await start()
    const reply = await chat(sandbox, {max_tokens: 5, n: 2})
    expect(reply.status).toBe(200)
    const choices = reply.body['choices'] as {message: {content: string}; finish_reason: string; index: number}[]
    expect(choices.map(choice => choice.message.content.split(' ').length)).toEqual([5, 5])
    expect(choices.map(choice => [choice.index, choice.finish_reason])).toEqual([
      [0, 'length'],
      [1, 'length'],
    ])
    expect(reply.body).toMatchObject({
      object: 'chat.completion',
      model: KIMI,
      created: Date.UTC(2026, 10, 21, 12) / 1000,
      usage: {prompt_tokens: 3, completion_tokens: 10, total_tokens: 13, prompt_tokens_details: {cached_tokens: 0}},
    })
    expect(limits(reply)).toEqual([null, '3600000', '900000', '36000'])
    expect(remaining(reply)).toEqual([null, '3599997', '899997', '35990'])
    expect(reply.headers.get('x-ratelimit-over-limit')).toBe('no')
    expect(reply.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/)
    expect(reply.headers.get('fireworks-prompt-tokens')).toBe('3')
    expect(reply.headers.get('fireworks-cached-prompt-tokens')).toBe('0')
    expect(Number(reply.headers.get('fireworks-server-time-to-first-token'))).toBeGreaterThan(0)
    expect(Number(reply.headers.get('fireworks-server-processing-time'))).toBeGreaterThan(0)
    const short = await chat(sandbox, {messages: [{role: 'user', content: [{type: 'text', text: ''}]}]})
    expect(short.body['usage']).toMatchObject({prompt_tokens: 1, completion_tokens: 16})
  })

  it('completes texts, several prompts at once, and embeds the same text as the same vector', async () => {
    const sandbox = await start()
    const text = await post(sandbox, '/inference/v1/completions', {model: KIMI, prompt: ['a b', 'c'], max_tokens: 2})
    expect(text.body).toMatchObject({
      object: 'text_completion',
      choices: [{text: 'this is', index: 0}, {index: 1}],
      usage: {prompt_tokens: 3, completion_tokens: 4},
    })
    const model = 'accounts/fireworks/models/qwen3-embedding-8b'
    const embedding = await post(sandbox, '/inference/v1/embeddings', {
      model,
      input: ['x y', 'x y', 'z'],
      dimensions: 4,
    })
    const data = embedding.body['data'] as {embedding: number[]}[]
    expect(data[0]?.embedding).toHaveLength(4)
    expect(data[0]).toEqual({...data[1], index: 0})
    expect(data[2]?.embedding).not.toEqual(data[0]?.embedding)
    expect(embedding.body['usage']).toEqual({prompt_tokens: 5, total_tokens: 5})
  })

  it('streams events, with usage at the end when asked', async () => {
    const sandbox = await start()
    const reply = await chat(sandbox, {stream: true, max_tokens: 3, stream_options: {include_usage: true}})
    expect(reply.headers.get('content-type')).toBe('text/event-stream')
    const events = reply.text.trim().split('\n\n')
    expect(events.at(-1)).toBe('data: [DONE]')
    const chunks = events.slice(0, -1).map(event => JSON.parse(event.slice('data: '.length)) as Record<string, unknown>)
    const text = chunks
      .flatMap(chunk => chunk['choices'] as {delta: {content?: string}}[])
      .map(choice => choice.delta.content ?? '')
      .join('')
    expect(text).toBe('this is the')
    expect(chunks.at(-1)).toMatchObject({choices: [], usage: {completion_tokens: 3, prompt_tokens: 3}})
    expect(chunks.at(-2)).toMatchObject({choices: [{delta: {}, finish_reason: 'length'}], usage: null})
    const plain = await chat(sandbox, {stream: true, max_tokens: 3})
    expect(plain.text).not.toContain('usage')
    const long = await post(sandbox, '/inference/v1/completions', {
      model: KIMI,
      prompt: 'x',
      stream: true,
      max_tokens: 1000,
    })
    expect(long.text.split('\n\n').length).toBeLessThan(80)
    expect(
      [...long.text.matchAll(/"text":"([^"]*)"/g)]
        .map(match => match[1])
        .join('')
        .split(' '),
    ).toHaveLength(1000)
  })

  it('lists its models and names one', async () => {
    const sandbox = await start()
    const {body} = await call(sandbox, '/inference/v1/models')
    expect(body['object']).toBe('list')
    const ids = (body['data'] as {id: string}[]).map(model => model.id)
    expect(ids).toContain(KIMI)
    expect(ids).toContain('accounts/fireworks/routers/kimi-k3-fast')
    expect((await call(sandbox, `/inference/v1/models/${KIMI}`)).body['id']).toBe(KIMI)
    expect((await call(sandbox, '/inference/v1/models/none')).status).toBe(404)
  })

  it('refuses what is wrong in the OpenAI shape', async () => {
    const sandbox = await start()
    const refused = async (extra: object, key?: string): Promise<unknown[]> => {
      const {status, body} = await chat(sandbox, extra, key)
      const error = body['error'] as Record<string, unknown>
      expect(Object.keys(error)).toEqual(['message', 'code', 'type', 'param'])
      expect(body['request_id']).toMatch(/^[0-9a-f]{32}$/)
      return [status, error['code'], error['param']]
    }
    expect(await refused({}, '')).toEqual([401, 'UNAUTHORIZED', null])
    expect(await refused({}, 'fw_invalid')).toEqual([401, 'UNAUTHORIZED', null])
    expect(await refused({}, 'fpk_pass')).toEqual([403, 'FORBIDDEN', null])
    expect((await chat(sandbox, {}, 'fw_inference_only')).status).toBe(200)
    expect(await refused({model: 'accounts/fireworks/models/none'})).toEqual([404, 'NOT_FOUND', null])
    expect(await refused({model: 7})).toEqual([400, 'INVALID_ARGUMENT', 'model'])
    expect(await refused({messages: []})).toEqual([400, 'INVALID_ARGUMENT', 'messages'])
    expect(await refused({messages: [{content: 'x'}]})).toEqual([400, 'INVALID_ARGUMENT', 'messages'])
    expect(await refused({max_tokens: 0})).toEqual([400, 'INVALID_ARGUMENT', 'max_tokens'])
    expect(await refused({n: 129})).toEqual([400, 'INVALID_ARGUMENT', 'n'])
    expect(await refused({stream: 'yes'})).toEqual([400, 'INVALID_ARGUMENT', 'stream'])
    expect(await refused({model: 'accounts/fireworks/models/qwen3-embedding-8b'})).toEqual([
      400,
      'INVALID_ARGUMENT',
      'model',
    ])
    const broken = await call(sandbox, '/inference/v1/chat/completions', {method: 'POST', body: '{'})
    expect(broken.status).toBe(400)
    expect((await call(sandbox, '/inference/v1/nothing', {method: 'POST', body: '{}'})).status).toBe(404)
  })

  it('gives the same bytes for the same seed, ids and dates included, and others for another', async () => {
    const conversation = async (seed: number): Promise<string> => {
      const sandbox = await start({seed, scenario: 'overloaded'})
      const replies: string[] = []
      for (let index = 0; index < 12; index++) {
        const reply = await chat(sandbox, {stream: index % 3 === 0})
        replies.push(`${reply.status} ${JSON.stringify([...reply.headers])} ${reply.text}`)
        sandbox.advance(1_500)
      }
      return replies.join('\n')
    }
    const first = await conversation(1)
    expect(await conversation(1)).toBe(first)
    expect(await conversation(2)).not.toBe(first)
  })
})

describe('limits over HTTP', () => {
  it('reproduces the dynamic table exactly under sustained use near the limit', async () => {
    const sandbox = await start({scenario: 'dynamic'})
    const seen = new Map<number, (string | null)[]>()
    let requests = 0
    for (let minute = 0; minute <= 120; minute++) {
      // 90 % of what the headers allow, in as few requests as `n` permits: n choices count as n requests.
      let reply = await chat(sandbox, {max_tokens: 1})
      if ([0, 10, 60, 120].includes(minute)) seen.set(minute, limits(reply))
      for (let left = Math.ceil(Number(limits(reply)[0]) * 0.9) - 1; left > 0; left -= 128) {
        reply = await chat(sandbox, {max_tokens: 1, n: Math.min(left, 128)})
        requests += 1
        expect([reply.status, reply.headers.get('x-ratelimit-over-limit')]).toEqual([200, 'no'])
      }
      await control(sandbox, 'advance', {seconds: 60})
    }
    expect(requests).toBeGreaterThan(300)
    expect(Object.fromEntries(seen)).toEqual({
      0: ['60', '60000', null, '6000'],
      10: ['120', '120000', null, '12000'],
      60: ['720', '720000', null, '72000'],
      120: ['1440', '1440000', null, '144000'],
    })
  })

  it('serves over the dynamic limit with x-ratelimit-over-limit: yes, and refuses far over it', async () => {
    const sandbox = await start({scenario: 'dynamic'})
    const outcomes: unknown[] = []
    for (const n of [60, 60, 1]) {
      const reply = await chat(sandbox, {n, max_tokens: 1})
      outcomes.push([reply.status, reply.headers.get('x-ratelimit-over-limit'), remaining(reply)[0]])
    }
    expect(outcomes).toEqual([
      [200, 'no', '0'],
      [200, 'yes', '0'],
      [429, 'yes', '0'],
    ])
    sandbox.advance(10_000)
    expect((await chat(sandbox)).status).toBe(200)
  })

  it('refuses with 429 when the generated tokens are gone, over-limit still saying no', async () => {
    const sandbox = await start()
    expect((await chat(sandbox, {max_tokens: 36_000})).status).toBe(200)
    sandbox.advance(10)
    const refused = await chat(sandbox)
    expect(refused.status).toBe(429)
    expect(refused.body['error']).toMatchObject({message: 'rate limit exceeded, please try again later'})
    expect(refused.headers.get('x-ratelimit-over-limit')).toBe('no')
    expect(remaining(refused)[3]).toBe('0')
    // Priority shares the model's limits; Fast and other models have their own.
    expect((await chat(sandbox, {service_tier: 'priority'})).status).toBe(429)
    expect((await chat(sandbox, {model: 'accounts/fireworks/routers/kimi-k3-fast'})).status).toBe(200)
    expect((await chat(sandbox, {model: 'accounts/fireworks/models/gpt-oss-120b'})).status).toBe(200)
    sandbox.advance(1_000)
    expect((await chat(sandbox)).status).toBe(200)
    expect(sandbox.summary()).toEqual({requests: 6, status200: 4, status412: 0, status429: 2, status503: 0, other: 0})
  })

  it('counts cached prompt tokens toward the total and not toward the uncached prompt, for five minutes', async () => {
    const sandbox = await start()
    const ask = (question: string, key = 'k'): Promise<Reply> =>
      chat(sandbox, {
        prompt_cache_key: key,
        messages: [
          {role: 'system', content: 'a b c d e f g'},
          {role: 'user', content: question},
        ],
      })
    const cached = (reply: Reply): unknown => reply.headers.get('fireworks-cached-prompt-tokens')
    expect(cached(await ask('x y z'))).toBe('0')
    const repeated = await ask('x y z')
    expect(cached(repeated)).toBe('10')
    expect(repeated.body['usage']).toMatchObject({prompt_tokens_details: {cached_tokens: 10}})
    expect(remaining(repeated).slice(1, 3)).toEqual(['3599980', '899990'])
    expect(cached(await ask('other words'))).toBe('7')
    expect(cached(await ask('x y z', 'another'))).toBe('0')
    sandbox.advance(5 * MINUTE)
    expect(cached(await ask('other words'))).toBe('0')
  })

  it('shows headers of either generation, in either unit, or none', async () => {
    const headersOf = async (options: object): Promise<unknown[]> => {
      const reply = await chat(await start(options), {max_tokens: 60})
      return [limits(reply), remaining(reply)[3], reply.headers.get('x-ratelimit-over-limit')]
    }
    expect(await headersOf({headerUnit: 'second'})).toEqual([[null, '60000', '15000', '600'], '599', 'no'])
    expect(await headersOf({headerGeneration: 'dynamic', headerUnit: 'second'})).toEqual([
      ['6000', '3600000', null, '36000'],
      '35940',
      'no',
    ])
    expect(await headersOf({headerGeneration: 'none'})).toEqual([[null, null, null, null], null, null])
    expect(await headersOf({scenario: 'no-headers'})).toEqual([[null, null, null, null], null, null])
    expect(await headersOf({scenario: 'dynamic', headerGeneration: 'adaptive'})).toEqual([
      [null, '60000', null, '6000'],
      '5940',
      'no',
    ])
  })

  it('reports the limits per model on the account API, and looking changes nothing', async () => {
    const sandbox = await start({scenario: 'burst-shrink'})
    const {body} = await call(sandbox, '/v1/accounts/acme/serverlessRateLimits')
    expect(body['series']).toEqual([])
    expect(body['rateLimits']).toContainEqual({
      deployment: 'accounts/fireworks/deployments/kimi-k3',
      metric: 'TOKENS_GENERATED',
      effectiveLimit: 216_000,
    })
    expect((sandbox.state() as {limits: object}).limits).toEqual({})
  })
})

describe('scenarios', () => {
  const statuses = async (sandbox: Sandbox, count: number, extra: object = {}): Promise<number[]> => {
    const seen: number[] = []
    for (let index = 0; index < count; index++) seen.push((await chat(sandbox, {max_tokens: 1, ...extra})).status)
    return seen
  }

  it('no-payment-method: ten requests a minute, n counted, and 6,000 with a payment method', async () => {
    const sandbox = await start({scenario: 'no-payment-method'})
    expect(await statuses(sandbox, 11)).toEqual([...Array<number>(10).fill(200), 429])
    sandbox.advance(12_000)
    expect(await statuses(sandbox, 1, {n: 3})).toEqual([429])
    expect(await statuses(sandbox, 1, {n: 2})).toEqual([200])
    const usage = await call(sandbox, '/v1/accounts/acme/quotas/serverless-inference-rpm')
    expect(usage.body['usage']).toBe(10)
    await control(sandbox, 'payment-method', {present: true})
    expect(await statuses(sandbox, 3, {n: 100})).toEqual([200, 200, 200])
  })

  it('a lowered serverless-inference-rpm quota lowers the ceiling', async () => {
    const sandbox = await start()
    const quota = '/v1/accounts/acme/quotas/serverless-inference-rpm'
    await call(sandbox, quota, {method: 'PATCH', body: '{"value":"2"}'})
    expect(await statuses(sandbox, 3)).toEqual([200, 200, 429])
  })

  it('throttled: nothing is left for half of every minute', async () => {
    const sandbox = await start({scenario: 'throttled'})
    const refused = await chat(sandbox, {max_tokens: 1})
    expect([refused.status, limits(refused)[3], remaining(refused)[3]]).toEqual([429, '36000', '0'])
    sandbox.advance(29_000)
    expect(await statuses(sandbox, 1)).toEqual([429])
    sandbox.advance(6_000)
    expect(await statuses(sandbox, 1)).toEqual([200])
    sandbox.advance(26_000)
    expect(await statuses(sandbox, 1)).toEqual([429])
  })

  it('burst-shrink: a burst throws the limit back to its start', async () => {
    const sandbox = await start({scenario: 'burst-shrink'})
    expect(limits(await chat(sandbox))[3]).toBe('216000')
    await Promise.all(Array.from({length: 10}, () => chat(sandbox, {n: 10, max_tokens: 1})))
    expect(limits(await chat(sandbox))[3]).toBe('36000')
  })

  it('overloaded: 503 inside the limits, less often for Priority, and a shed request costs nothing', async () => {
    const sandbox = await start({scenario: 'overloaded'})
    const shed = async (extra: object): Promise<number> =>
      (await statuses(sandbox, 60, extra)).filter(status => status === 503).length
    const regular = await shed({})
    expect(regular).toBeGreaterThan(15)
    expect(await shed({service_tier: 'priority'})).toBeLessThan(regular / 2)
    const state = (await call(sandbox, '/_sandbox/state')).body
    const served = sandbox.summary().status200
    const kimi = (state['limits'] as Record<string, {dimension: string; limit: number; remaining: number}[]>)[KIMI]
    expect(kimi?.find(level => level.dimension === 'generated')?.remaining).toBe(36_000 - served)
  })

  it('an injected fault spares the limits, and every scenario starts', async () => {
    const sandbox = await start({clock: new ManualClock()})
    await control(sandbox, 'fault', {route: 'POST /inference/*', kind: '429-not-over-limit'})
    expect((await chat(sandbox)).status).toBe(429)
    expect(remaining(await chat(sandbox))[3]).toBe('35984')
    const overview = (await call(sandbox, '/_sandbox/')).body
    const names = (overview['scenarios'] as {name: string}[]).map(scenario => scenario.name)
    expect(names).toEqual(SCENARIOS.map(({name}) => name))
    for (const name of names) expect((await control(sandbox, 'reset', {scenario: name}))['scenario']).toBe(name)
  })
})
