import {spawn} from 'node:child_process'
import http from 'node:http'
import process from 'node:process'
import {afterEach, describe, expect, test} from '@jest/globals'
import type {Proxy, ProxyOptions} from '../../src/lib/proxy/index.js'
import {ask, rawConnection, startTestProxy, startUpstream, type RawRequest} from '../support/proxied.js'
import {until} from '../support/until.js'

const open: {close(ms?: number): Promise<void>}[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close(0)
})

type Answer = Parameters<typeof startUpstream>[0]

async function world(answer: Answer, options: Partial<ProxyOptions> = {}, early = false) {
  const upstream = await startUpstream(answer, {early})
  open.push(upstream)
  const proxy = await startTestProxy(upstream.url, options)
  open.push(proxy)
  return {upstream, proxy}
}

const BODY = JSON.stringify({model: 'kimi-k3', max_tokens: 5000, messages: [{role: 'user', content: 'hi'}]})
const POST: RawRequest = {
  method: 'POST',
  path: '/inference/v1/chat/completions',
  headers: ['Authorization', 'Bearer fw_test', 'Content-Type', 'application/json'],
  chunks: [Buffer.from(BODY)],
  chunked: false,
  trailers: [],
}
const HEAD = `POST /inference/v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer fw_test\r\nContent-Length: ${BODY.length}\r\n\r\n`
/** An answer that names the limit of output tokens. */
const limited: Answer = (_request, response) => {
  response.setHeader('x-ratelimit-limit-tokens-generated', '36000')
  response.setHeader('x-ratelimit-remaining-tokens-generated', '36000')
  response.end('{}')
}
const pace = {target: 0.95, maxWaitMs: 60_000}
const waitingIn = (proxy: Proxy) => proxy.snapshot().traffic.reduce((sum, row) => sum + row.waiting, 0)

describe('a client that goes away', () => {
  test('in the middle of a stream ends it upstream', async () => {
    const {upstream, proxy} = await world((_request, response) => {
      response.writeHead(200, {'content-type': 'text/event-stream'})
      const timer = setInterval(() => response.write('data: {}\n\n'), 5)
      response.on('close', () => clearInterval(timer))
    })
    const client = await rawConnection(proxy.url, HEAD + BODY)
    await new Promise(resolve => client.once('data', resolve))
    expect(upstream.sockets.size).toBe(1)
    client.destroy()
    await until(() => upstream.sockets.size === 0 && proxy.open === 0, 'the stream ends')
  })

  test('in the middle of its request leaves no whole request upstream', async () => {
    const {upstream, proxy} = await world((_request, response) => response.end('{}'))
    const client = await rawConnection(proxy.url, HEAD + BODY.slice(0, 20))
    await until(() => upstream.begun === 1, 'the request begins')
    client.destroy()
    await until(() => upstream.seen.length === 1 && proxy.open === 0, 'the request ends')
    expect(upstream.seen[0]!.cut).toBe(true)
  })

  test('while it waits for its turn frees its place, and its request is never sent', async () => {
    const {upstream, proxy} = await world(limited, {pace})
    // The first takes a second's worth and much more; what follows waits.
    const first = await ask(proxy.url, {...POST, chunks: [Buffer.from(BODY.replace('5000', '30000'))]})
    expect(first.head).toBe('200 OK')
    const clients = await Promise.all(Array.from({length: 5}, () => rawConnection(proxy.url, HEAD + BODY)))
    await until(() => waitingIn(proxy) === 5, 'five wait')
    for (const client of clients) client.destroy()
    await until(() => waitingIn(proxy) === 0 && proxy.open === 0, 'nobody waits')
    expect(upstream.seen).toHaveLength(1)
  })

  test('by kill -9 leaves nothing stuck, and what follows is served', async () => {
    const {upstream, proxy} = await world((_request, response) => void setTimeout(() => response.end('{}'), 100), {
      pace,
    })
    const script = `for (let i = 0; i < 8; i++) fetch(${JSON.stringify(`${proxy.url}${POST.path}`)}, {method: 'POST', body: ${JSON.stringify(BODY)}})`
    const child = spawn(process.execPath, ['-e', script])
    await until(() => upstream.begun >= 1, 'it has begun')
    child.kill('SIGKILL')
    await until(() => proxy.open === 0, 'nothing is open')
    expect(waitingIn(proxy)).toBe(0)
    expect(upstream.begun).toBeLessThan(8)
  })
})

describe('an upstream that goes away', () => {
  test('before its answer ends the client’s connection, as it would without the proxy, and is asked once', async () => {
    const {upstream, proxy} = await world(request => request.socket.resetAndDestroy(), {pace, advise: true})
    expect((await ask(proxy.url, POST)).cut).toBe(true)
    expect(upstream.begun).toBe(1)
    await until(() => proxy.open === 0, 'nothing is open')
    expect(proxy.snapshot().traffic[0]!.outcomes).toEqual({network: 1})
  })

  test('in the middle of its answer cuts the client’s after the same bytes', async () => {
    const {proxy} = await world((request, response) => {
      response.writeHead(200, {'content-length': '1000'})
      response.write('x'.repeat(300), () => request.socket.destroySoon())
    })
    const answer = await ask(proxy.url, POST)
    expect([answer.body.length, answer.cut]).toEqual([300, true])
  })

  test('or is not there at all is told in an answer of the proxy’s own', async () => {
    const gone = await startUpstream(() => undefined)
    const {url} = gone
    await gone.close()
    const proxy = await startTestProxy(url)
    open.push(proxy)
    const answer = await ask(proxy.url, POST)
    expect(answer.head).toBe('502 Bad Gateway')
    expect(answer.headers).toContain('x-fireq-error: unreachable')
    expect(JSON.parse(answer.body.toString())).toMatchObject({error: {type: 'fireq_proxy'}})
  })
})

describe('a proxy that ends', () => {
  test('lets what is on its way end, and takes nothing new', async () => {
    const {proxy} = await world((_request, response) => void setTimeout(() => response.end('{"late":1}'), 200))
    const asked = ask(proxy.url, POST)
    await until(() => proxy.open === 1, 'it is on its way')
    const closed = proxy.close(5000)
    expect((await asked).body.toString()).toBe('{"late":1}')
    await closed
    await expect(ask(proxy.url, POST)).rejects.toThrow('ECONNREFUSED')
  })
})

describe('waiting', () => {
  test('longer than allowed is refused by the proxy: 429, how long to wait, and that it was the proxy', async () => {
    const {upstream, proxy} = await world(limited, {pace: {...pace, maxWaitMs: 300}})
    await ask(proxy.url, {...POST, chunks: [Buffer.from(BODY.replace('5000', '30000'))]})
    const answer = await ask(proxy.url, POST)
    expect(answer.head).toBe('429 Too Many Requests')
    expect(answer.headers).toContain('x-fireq-refused: max-wait')
    const seconds = Number(answer.headers.find(line => line.startsWith('retry-after:'))!.slice(12))
    expect(seconds).toBeGreaterThanOrEqual(1)
    expect(upstream.seen).toHaveLength(1)
    expect(proxy.snapshot().traffic[0]).toMatchObject({refused: 1, status429: 0})
  })

  test('a body that is awaited by 100-continue comes after the gateway’s own word, and through the pacer too', async () => {
    for (const mode of [null, pace]) {
      const {proxy, upstream} = await world((_request, response) => response.end('{}'), {pace: mode})
      const answer = await new Promise<number>((resolve, reject) => {
        const {hostname, port} = new URL(proxy.url)
        const headers = {expect: '100-continue', 'content-length': BODY.length}
        const sent = http.request({hostname, port, path: POST.path, method: 'POST', headers})
        sent.on('continue', () => sent.end(BODY))
        sent.on('response', answer => resolve(answer.resume().statusCode!)).on('error', reject)
        sent.flushHeaders()
      })
      expect([answer, upstream.seen[0]!.body.toString()]).toEqual([200, BODY])
    }
  })
})
