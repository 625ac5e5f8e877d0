import {afterEach, describe, expect, test} from '@jest/globals'
import {systemClock} from '../../src/lib/cli/context.js'
import {ask, startTestProxy, startUpstream, type RawRequest} from '../support/proxied.js'
import {until} from '../support/until.js'

const open: {close(ms?: number): Promise<void>}[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close(0)
})

const POST: RawRequest = {
  method: 'POST',
  path: '/inference/v1/chat/completions',
  headers: ['Authorization', 'Bearer fw_test'],
  chunks: [Buffer.from(JSON.stringify({model: 'kimi-k3', max_tokens: 30_000, messages: []}))],
  chunked: false,
  trailers: [],
}

describe('a fault of the proxy’s own', () => {
  test('in what it records passes the requests and is said once', async () => {
    const upstream = await startUpstream((_request, response) => {
      // Two answers of one second and the next would differ.
      response.sendDate = false
      response.end('{"choices":[]}')
    })
    const told: string[] = []
    let outcome = 0
    const proxy = await startTestProxy(upstream.url, {
      onOwnFault: message => told.push(message),
      record: () => {
        outcome++
        throw new Error('the disk is full')
      },
    })
    open.push(upstream, proxy)
    const direct = await ask(upstream.url, POST)
    expect(await ask(proxy.url, POST)).toEqual(direct)
    expect(await ask(proxy.url, {...POST, headers: ['Authorization', 'Bearer fw_other']})).toEqual(direct)
    await until(() => outcome === 2, 'both were recorded')
    expect(told).toEqual(['the disk is full'])
    expect(proxy.snapshot().ownFaults).toBe(2)
  })

  test('in pacing lets everything go that waits, and what comes later does not wait', async () => {
    const upstream = await startUpstream((_request, response) => {
      response.setHeader('x-ratelimit-limit-tokens-generated', '36000')
      response.end('{"choices":[]}')
    })
    const told: string[] = []
    let broken = false
    const clock = {
      ...systemClock,
      now: () => {
        if (broken) throw new Error('no clock')
        return systemClock.now()
      },
    }
    const pace = {target: 0.95, maxWaitMs: 60_000}
    const proxy = await startTestProxy(upstream.url, {clock, pace, onOwnFault: message => told.push(message)})
    open.push(upstream, {close: () => ((broken = false), proxy.close(0))})
    await ask(proxy.url, POST)
    const waiting = ask(proxy.url, POST)
    await until(() => proxy.snapshot().traffic[0]!.waiting === 1, 'one waits')
    broken = true
    const later = await ask(proxy.url, {...POST, chunks: [Buffer.from('{"model":"other"}')]})
    const after = await ask(proxy.url, POST)
    expect([(await waiting).head, later.head, after.head]).toEqual(Array(3).fill('200 OK'))
    expect(told).toEqual(['no clock'])
  })
})
