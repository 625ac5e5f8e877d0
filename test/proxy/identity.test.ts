import {gzipSync} from 'node:zlib'
import type {ServerResponse} from 'node:http'
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import fc from 'fast-check'
import type {Proxy} from '../../src/lib/proxy/index.js'
import {IS_LONG_RUN, PROPERTY_RUNS} from '../support/property-runs.js'
import {ask, startTestProxy, startUpstream, type RawRequest, type TestUpstream} from '../support/proxied.js'

/** How the upstream answers one request. */
interface Script {
  readonly status: number
  readonly message: string
  readonly headers: readonly string[]
  readonly chunks: readonly Buffer[]
  readonly length: boolean
  readonly trailers: readonly string[]
  readonly hints: readonly string[]
  /** Bytes of the body after which the connection is cut; null for a whole answer. */
  readonly cutAt: number | null
}

/** Up to 20 MB in the deep run; what goes through chunk by chunk does not need them in each. */
const LARGEST = IS_LONG_RUN ? 20_000_000 : 300_000
const RUNS = Math.max(40, Math.round(PROPERTY_RUNS / 4))

const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,15}$/)
const value = fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/)
const FRAMING =
  /^(?:host|connection|keep-alive|transfer-encoding|content-length|trailer|te|upgrade|expect|date|origin|sec-fetch-site|proxy-connection|http2-settings)$/i
const headers = fc
  .array(fc.tuple(fc.oneof(token, fc.constantFrom('Set-Cookie', 'X-Twice', 'x-twice', 'Accept')), value), {
    maxLength: 12,
  })
  .map(pairs => pairs.filter(([name]) => !FRAMING.test(name)).flat())

const bytes = fc.oneof(
  {weight: 8, arbitrary: fc.uint8Array({minLength: 1, maxLength: 2000}).map(part => Buffer.from(part))},
  {weight: 1, arbitrary: fc.integer({min: 1, max: LARGEST}).map(size => Buffer.alloc(size, 'streamed bytes '))},
)
const chunks = fc.oneof(
  fc.array(bytes, {maxLength: 6}),
  fc.constant([gzipSync('{"usage":{"prompt_tokens":3,"completion_tokens":4}}')]),
  fc
    .array(fc.stringMatching(/^[a-z ]{0,40}$/), {minLength: 1, maxLength: 9})
    .map(texts => [
      ...texts.map(text => Buffer.from(`data: {"choices":[{"delta":{"content":"${text}"}}]}\n\n`)),
      Buffer.from('data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}\n\ndata: [DONE]\n\n'),
    ]),
)
const trailers = fc.option(
  value.map(one => ['X-Checksum', one]),
  {nil: []},
)

const request: fc.Arbitrary<RawRequest> = fc
  .record({
    method: fc.constantFrom('POST', 'POST', 'POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'),
    path: fc.constantFrom(
      '/inference/v1/chat/completions',
      '/inference/v1/messages?beta=true',
      '/v1/accounts/acme/quotas?filter=a%20b',
      '/anything/at//all/%2e%2e/?q=1&q=2',
    ),
    headers,
    chunks,
    chunked: fc.boolean(),
    trailers,
  })
  .map(one => {
    const bodiless = /^(?:GET|HEAD|DELETE|OPTIONS)$/.test(one.method)
    const chunked = one.chunked && !bodiless
    const length = one.chunks.length === 0 && !bodiless && !chunked
    return {
      ...one,
      chunked,
      chunks: bodiless ? [] : one.chunks,
      trailers: chunked ? one.trailers : [],
      headers: length ? [...one.headers, 'Content-Length', '0'] : one.headers,
    }
  })

const script: fc.Arbitrary<Script> = fc
  .record({
    status: fc.constantFrom(200, 200, 200, 201, 204, 301, 304, 400, 404, 412, 429, 500, 503, 529),
    message: fc.stringMatching(/^[A-Za-z ]{0,20}$/).map(text => text.trim()),
    headers,
    chunks,
    length: fc.boolean(),
    trailers,
    hints: fc.constantFrom([], [], ['Link', '</style.css>; rel=preload', 'X-Early', '1']),
    cutAt: fc.option(fc.nat(3000), {nil: null, freq: 4}),
  })
  .map(one => ({...one, trailers: one.length ? [] : one.trailers}))

function play(one: Script, response: ServerResponse): void {
  response.sendDate = false
  if (one.hints.length > 0) {
    response.socket!.write(`HTTP/1.1 103 Early Hints\r\n${one.hints[0]}: ${one.hints[1]}\r\n${one.hints[2]}: 1\r\n\r\n`)
  }
  const size = one.chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const framing = one.length
    ? ['Content-Length', String(size)]
    : ['Transfer-Encoding', 'chunked', ...(one.trailers.length > 0 ? ['Trailer', one.trailers[0]!] : [])]
  const bodiless = one.status === 204 || one.status === 304
  const head = [...one.headers, ...(bodiless ? [] : framing)]
  response.writeHead(one.status, one.message, head as never)
  response.flushHeaders()
  let left = one.cutAt ?? Infinity
  for (const chunk of bodiless ? [] : one.chunks) {
    if (left <= chunk.length) {
      response.write(chunk.subarray(0, left), () => response.socket?.destroySoon())
      return
    }
    left -= chunk.length
    response.write(chunk)
  }
  if (one.trailers.length > 0 && !bodiless) response.addTrailers([[one.trailers[0]!, one.trailers[1]!]])
  response.end()
}

describe('identity', () => {
  let current: Script
  let upstream: TestUpstream
  const proxies: Proxy[] = []

  beforeAll(async () => {
    upstream = await startUpstream((_request, response) => play(current, response))
    const pace = {target: 1, maxWaitMs: 60_000}
    proxies.push(await startTestProxy(upstream.url), await startTestProxy(upstream.url, {pace, advise: false}))
  })

  afterAll(async () => {
    await Promise.all(proxies.map(proxy => proxy.close(0)))
    await upstream.close()
  })

  test.each([
    ['observe', 0],
    ['pace', 1],
  ])(
    'an exchange through the proxy is the exchange without it, on both ends: %s',
    async (_mode, index) => {
      await fc.assert(
        fc.asyncProperty(request, script, async (asked, answer) => {
          current = answer
          const direct = await ask(upstream.url, asked)
          const through = await ask(proxies[index]!.url, asked)
          const [seenDirect, seenThrough] = upstream.seen.slice(-2)
          expect({...seenThrough, body: seenThrough!.body.toString('hex')}).toEqual({
            ...seenDirect,
            body: seenDirect!.body.toString('hex'),
          })
          expect({...through, body: through.body.toString('hex')}).toEqual({
            ...direct,
            body: direct.body.toString('hex'),
          })
        }),
        {numRuns: RUNS, timeout: 60_000, interruptAfterTimeLimit: 60_000},
      )
      expect(proxies[index]!.snapshot().ownFaults).toBe(0)
    },
    120_000,
  )
})
