import {createServer, type AddressInfo, type Socket} from 'node:net'
import {setTimeout as sleep} from 'node:timers/promises'
import {afterAll, afterEach, beforeAll, describe, expect, test} from '@jest/globals'
import fc from 'fast-check'
import type {Proxy} from '../../src/lib/proxy/index.js'
import {describeInLongRun, IS_LONG_RUN, PROPERTY_RUNS} from '../support/property-runs.js'
import {
  ask,
  rawConnection,
  startTestProxy,
  startUpstream,
  type RawRequest,
  type TestUpstream,
} from '../support/proxied.js'
import {until} from '../support/until.js'

const open: {close(graceMs?: number): Promise<void>}[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close(0)
})

const RUNS = {numRuns: IS_LONG_RUN ? Math.round(PROPERTY_RUNS / 6) : 3, interruptAfterTimeLimit: 60_000}
const pace = {target: 1, maxWaitMs: 60_000}
const modes = [
  ['observe', {pace: null}],
  ['pace', {pace}],
] as const

const BODY = JSON.stringify({model: 'kimi-k3', max_tokens: 10, messages: [{role: 'user', content: 'hi there'}]})
const HEAD = 'POST /inference/v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer fw_test\r\n'
/** The same request in two framings. */
const WHOLE = [
  `${HEAD}Content-Length: ${BODY.length}\r\n\r\n${BODY}`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\n${[BODY.slice(0, 30), BODY.slice(30)].map(part => `${part.length.toString(16)}\r\n${part}\r\n`).join('')}0\r\n\r\n`,
] as const

describe.each(modes)('a client that goes away at any byte of its request: %s', (mode, options) => {
  let upstream: TestUpstream
  let proxy: Proxy
  beforeAll(async () => {
    upstream = await startUpstream((_request, response) => response.end('{}'))
    proxy = await startTestProxy(upstream.url, options)
  })
  afterAll(async () => {
    await proxy.close(0)
    await upstream.close()
  })

  test('leaves no request upstream that it did not make, and nothing open', async () => {
    let whole = 0
    const cuts = fc.record({framing: fc.nat(1), part: fc.double({min: 0, max: 1, maxExcluded: true, noNaN: true})})
    await fc.assert(
      fc.asyncProperty(cuts, async ({framing, part}) => {
        const bytes = WHOLE[framing]!
        const at = Math.floor(part * bytes.length)
        const client = await rawConnection(proxy.url, bytes.slice(0, at))
        const headIsOut = at > bytes.indexOf('\r\n\r\n') + 3
        if (headIsOut) {
          whole++
          await until(() => proxy.open === 1, 'it came in')
        }
        client.destroy()
        await until(() => proxy.open === 0, 'nothing is open')
      }),
      RUNS,
    )
    await until(() => upstream.sockets.size === 0 && upstream.seen.length === upstream.begun, 'the gateway knows of it')
    // Half a request goes on as one where bytes go on as they come; a paced one is never sent.
    expect(upstream.begun).toBeLessThanOrEqual(mode === 'observe' ? whole : 0)
    for (const {cut, body} of upstream.seen) expect([cut, BODY.startsWith(body.toString())]).toEqual([true, true])
    expect(proxy.snapshot()).toMatchObject({ownFaults: 0})
    expect(proxy.snapshot().traffic.every(({waiting, inFlight}) => waiting === 0 && inFlight === 0)).toBe(true)
  }, 120_000)
})

describe.each(modes)('a client that goes away at any byte of its answer: %s', (_mode, options) => {
  test('ends it upstream, and the next request is served', async () => {
    let gone = 0
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(200, {'content-type': 'text/event-stream'})
      const timer = setInterval(() => response.write(`data: {"n":1}\n\n`), 2)
      response.on('close', () => {
        clearInterval(timer)
        gone++
      })
    })
    const proxy = await startTestProxy(upstream.url, options)
    open.push(upstream, proxy)
    let asked = 0
    await fc.assert(
      fc.asyncProperty(fc.nat(400), async bytes => {
        const client = await rawConnection(proxy.url, WHOLE[0])
        asked++
        await until(() => upstream.begun === asked, 'it is asked')
        let read = 0
        if (bytes > 0) {
          await new Promise<void>(resolve =>
            client.on('data', (chunk: Buffer) => {
              read += chunk.length
              if (read >= bytes) resolve()
            }),
          )
        }
        client.destroy()
        await until(() => gone === asked && proxy.open === 0, 'the stream has ended')
      }),
      {...RUNS, numRuns: Math.round(RUNS.numRuns / 2)},
    )
    expect(upstream.begun).toBe(asked)
    expect(upstream.sockets.size).toBe(0)
  }, 120_000)
})

/** Answers as the wire has them: with a length, in chunks with a trailer, to the end of the connection, after a 1xx. */
const ANSWERS = [
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 60\r\nX-RateLimit-Limit-Tokens-Generated: 36000\r\n\r\n{"usage":{"prompt_tokens":3,"completion_tokens":4},"choices"',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\ndata:\r\n9;ext=1\r\n {"a":1}\n\r\n0\r\nX-Sum: 1\r\n\r\n',
  'HTTP/1.1 200 Fine\r\nConnection: close\r\nX-A: 1\r\n\r\nuntil the connection ends',
  'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 429 Too Many Requests\r\nContent-Length: 2\r\n\r\n{}',
  'HTTP/1.0 200 OK\r\n\r\nold',
] as const
const POST: RawRequest = {
  method: 'POST',
  path: '/inference/v1/chat/completions',
  headers: ['Authorization', 'Bearer fw_test'],
  chunks: [Buffer.from(BODY)],
  chunked: false,
  trailers: [],
}

describe.each(modes)('an upstream that goes away at any byte of its answer: %s', (_mode, options) => {
  test('is what the client sees, and it is asked once', async () => {
    let script = {bytes: '', reset: false}
    let asked = 0
    const sockets = new Set<Socket>()
    const server = createServer(socket => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      let text = ''
      socket.on('error', () => undefined)
      socket.on('data', chunk => {
        text += chunk.toString('latin1')
        if (!text.endsWith(BODY)) return
        text = ''
        asked++
        const {bytes, reset} = script
        socket.write(bytes, () => {
          if (!reset) socket.end()
          // What was written first has to arrive before: a reset overtakes it.
          else void sleep(5).then(() => socket.resetAndDestroy())
        })
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const proxy = await startTestProxy(url, options)
    const close = () => {
      for (const socket of sockets) socket.destroy()
      return new Promise<void>(resolve => server.close(() => resolve()))
    }
    open.push({close}, proxy)
    const cuts = fc.record({
      answer: fc.constantFrom(...ANSWERS),
      part: fc.double({min: 0, max: 1, noNaN: true}),
      reset: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(cuts, async ({answer, part, reset}) => {
        script = {bytes: answer.slice(0, Math.ceil(part * answer.length)), reset}
        const direct = await ask(url, POST)
        // An end that is still on its way to a connection that is kept would cost the next request.
        await until(() => sockets.size === 0, 'both ends have closed')
        const before = asked
        const through = await ask(proxy.url, POST)
        expect(asked - before).toBe(1)
        expect({...through, body: through.body.toString()}).toEqual({...direct, body: direct.body.toString()})
        await until(() => proxy.open === 0 && sockets.size === 0, 'nothing is open')
      }),
      RUNS,
    )
  }, 120_000)
})

describeInLongRun.each(modes)('twenty megabytes: %s', (_mode, options) => {
  test('there and back are the same bytes', async () => {
    const upstream = await startUpstream((request, response) => {
      response.sendDate = false
      const {body} = upstream.seen.at(-1)!
      response.writeHead(200, request.headers['x-length'] === 'yes' ? {'content-length': body.length} : {})
      for (let at = 0; at < body.length; at += 777_777) response.write(body.subarray(at, at + 777_777))
      response.end()
    })
    const proxy = await startTestProxy(upstream.url, options)
    open.push(upstream, proxy)
    const large = Buffer.alloc(20_000_000, BODY)
    for (const chunked of [true, false]) {
      const chunks = [large.subarray(0, 3), large.subarray(3, 11_000_000), large.subarray(11_000_000)]
      const headers = [...POST.headers, 'X-Length', chunked ? 'no' : 'yes']
      const answer = await ask(proxy.url, {...POST, headers, chunks, chunked})
      expect([answer.head, answer.cut, answer.body.equals(large)]).toEqual(['200 OK', false, true])
      expect(upstream.seen.at(-1)!.body.equals(large)).toBe(true)
    }
  }, 60_000)
})
