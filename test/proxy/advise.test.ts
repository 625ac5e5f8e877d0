import {afterEach, describe, expect, test} from '@jest/globals'
import {Advisor} from '../../src/lib/proxy/advisor.js'
import {readRateLimitHeaders} from '../../src/lib/domain/limits/headers.js'
import {retryAdvice, retryAfterHeaders} from '../../src/lib/domain/traffic/retry-advice.js'
import {ask, startTestProxy, startUpstream, type RawRequest} from '../support/proxied.js'

const open: {close(ms?: number): Promise<void>}[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close(0)
})

const snapshotOf = (limit: number, remaining: number) =>
  readRateLimitHeaders([
    ['x-ratelimit-limit-tokens-generated', String(limit)],
    ['x-ratelimit-remaining-tokens-generated', String(remaining)],
  ])
const need = (generated: number) => ({requests: 1, prompt: 10, 'uncached-prompt': 10, generated})
const POST: RawRequest = {
  method: 'POST',
  path: '/inference/v1/chat/completions',
  headers: ['Content-Type', 'application/json'],
  chunks: [Buffer.from(JSON.stringify({model: 'kimi-k3', max_tokens: 1200, messages: []}))],
  chunked: false,
  trailers: [],
}

describe('how long to wait', () => {
  test.each([
    [36_000, 0, 1200, 2000],
    [36_000, 600, 1200, 1000],
    [36_000, 1100, 1200, 250],
    [36_000, 0, 36_000, 60_000],
    [36_000, 0, 500_000, 60_000],
    [36_000, -6000, 600, 11_000],
  ])('limit %i, %i left, %i needed: %i ms', (limit, remaining, generated, ms) => {
    expect(retryAdvice(snapshotOf(limit, remaining), need(generated))).toEqual({ms, dimension: 'generated'})
  })

  test('headers that explain nothing: a second', () => {
    expect(retryAdvice(readRateLimitHeaders([]), need(1))).toEqual({ms: 1000, dimension: null})
    expect(retryAdvice(snapshotOf(36_000, 30_000), need(1))).toEqual({ms: 1000, dimension: null})
  })

  test('whole seconds, rounded up, at least one; milliseconds that every client takes', () => {
    expect(retryAfterHeaders(250)).toEqual(['retry-after', '1', 'retry-after-ms', '250'])
    expect(retryAfterHeaders(2001)).toEqual(['retry-after', '3', 'retry-after-ms', '2001'])
    expect(retryAfterHeaders(60_000)).toEqual(['retry-after', '60', 'retry-after-ms', '59999'])
  })

  test('requests refused together come back one after the other, and another model does not wait for them', () => {
    const advisor = new Advisor()
    const ms = (row: string) => Number(advisor.advise(row, snapshotOf(36_000, 0), need(1200), 0)[3])
    expect([ms('a'), ms('a'), ms('a'), ms('b')]).toEqual([2000, 4000, 6000, 2000])
  })
})

describe('--advise', () => {
  const refusing = (headers: Readonly<Record<string, string>> = {}, status = 429) =>
    startUpstream((_request, response) => {
      response.sendDate = false
      response.writeHead(status, {
        'x-ratelimit-limit-tokens-generated': '36000',
        'x-ratelimit-remaining-tokens-generated': '0',
        ...headers,
      })
      response.end('{"error":{"message":"rate limit exceeded, please try again later"}}')
    })

  test('adds three headers to a 429 behind its own, and changes nothing else', async () => {
    const upstream = await refusing()
    const proxy = await startTestProxy(upstream.url, {advise: true})
    open.push(upstream, proxy)
    const [direct, through] = [await ask(upstream.url, POST), await ask(proxy.url, POST)]
    const added = through.headers.slice(direct.headers.length)
    expect({...through, headers: through.headers.slice(0, direct.headers.length)}).toEqual(direct)
    expect(added).toEqual([
      'retry-after: 2',
      'retry-after-ms: 2000',
      'x-fireq-advised: retry-after; limit=generated; ms=2000',
    ])
    expect(proxy.snapshot().traffic[0]).toMatchObject({status429: 1, advised: 1, outcomes: {'rate-limited': 1}})
  })

  test.each([
    ['a 429 that says it itself', {'retry-after': '7'}, 429, true],
    ['a 503', {}, 503, true],
    ['without the flag', {}, 429, false],
  ] as const)('adds nothing to %s', async (_name, headers, status, advise) => {
    const upstream = await refusing(headers, status)
    const proxy = await startTestProxy(upstream.url, {advise})
    open.push(upstream, proxy)
    expect(await ask(proxy.url, POST)).toEqual(await ask(upstream.url, POST))
  })
})
