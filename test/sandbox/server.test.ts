import {afterEach, describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import net from 'node:net'
import {networkInterfaces} from 'node:os'
import {controlPlane} from '../../src/lib/sandbox/http/control-plane.js'
import {createSandbox, looksLikeRealKey, ManualClock} from '../../src/lib/sandbox/index.js'
import {inference} from '../../src/lib/sandbox/http/inference.js'
import {controlRoutes} from '../../src/lib/sandbox/http/routes-control.js'
import {Simulation} from '../../src/lib/sandbox/simulation.js'
import {chat, closeAll, control, post, start} from './http-call.js'
import {propertyRuns} from '../support/property-runs.js'

afterEach(closeAll)

describe('the server', () => {
  it('listens on 127.0.0.1 and on no other address, on the port it was given', async () => {
    const sandbox = await start()
    expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const port = Number(new URL(sandbox.url).port)
    const others = Object.values(networkInterfaces())
      .flatMap(list => list ?? [])
      .filter(one => one.family === 'IPv4' && !one.internal)
    for (const {address} of others) {
      const reached = await new Promise(resolve => {
        const socket = net.connect({port, host: address, timeout: 500})
        socket.on('connect', () => (socket.destroy(), resolve(true)))
        socket.on('error', () => resolve(false))
        socket.on('timeout', () => (socket.destroy(), resolve(false)))
      })
      expect([address, reached]).toEqual([address, false])
    }
    await expect(createSandbox({port})).rejects.toMatchObject({code: 'EADDRINUSE'})
    await sandbox.close()
    const again = await start({port})
    expect(again.url).toBe(sandbox.url)
  })

  it('closes at once, with a slow answer under way', async () => {
    const sandbox = await start()
    sandbox.fault({route: '*', kind: 'slow-first-byte', seconds: 60})
    const pending = chat(sandbox).then(
      () => 'answered',
      () => 'ended',
    )
    while (sandbox.requests.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
    const begun = performance.now()
    await sandbox.close()
    expect(performance.now() - begun).toBeLessThan(1_000)
    expect(await pending).toBe('ended')
  })

  it('runs its time faster by the time scale, and only forward', async () => {
    const clock = new ManualClock()
    const sandbox = await start({clock, timeScale: 60})
    await chat(sandbox, {max_tokens: 36_000})
    clock.move(500)
    expect((await chat(sandbox, {max_tokens: 18_000})).status).toBe(200)
    expect((sandbox.state() as {now: string}).now).toBe('2026-11-21T12:00:30.000Z')
    expect(() => sandbox.advance(-1)).toThrow(RangeError)
    await expect(createSandbox({timeScale: 0})).rejects.toThrow(RangeError)
  })

  it('lets requests over the dynamic limit wait, as long as the simulation says', async () => {
    const waits: number[] = []
    const still = new ManualClock()
    const clock = {now: () => still.now(), sleep: (ms: number) => (waits.push(ms), Promise.resolve())}
    const sandbox = await start({scenario: 'dynamic', clock, timeScale: 10})
    await chat(sandbox, {n: 60, max_tokens: 1})
    expect(waits).toEqual([])
    const slow = await chat(sandbox, {max_tokens: 1})
    expect(slow.headers.get('x-ratelimit-over-limit')).toBe('yes')
    expect(waits).toEqual([50])
  })

  it('answers a body that is too large with 413', async () => {
    const sandbox = await start()
    const reply = await post(sandbox, '/inference/v1/chat/completions', {padding: 'x'.repeat(16_000_001)})
    expect(reply.status).toBe(413)
    await post(sandbox, '/inference/v1/chat/completions', {padding: 'x'.repeat(100_000)})
    expect(sandbox.requests[1]?.body).toBe('(100014 characters, not kept)')
  })

  it('answers whatever is sent, and never throws', () => {
    const simulation = new Simulation({clock: new ManualClock()})
    const server = {simulation, reset: () => undefined}
    const path = fc.oneof(
      fc.constantFrom('/v1/accounts/acme/quotas', '/v1/accounts/acme/quotas/monthly-spend-usd', '/v1/accounts/%'),
      fc.constantFrom('/inference/v1/chat/completions', '/inference/v1/completions', '/inference/v1/embeddings'),
      fc.constantFrom('/inference/v1/models/%E0%A4%A', '/v1/accounts/acme/billing/summary', '/_sandbox/constructor'),
      fc.constantFrom(
        '/_sandbox/advance',
        '/_sandbox/credits',
        '/_sandbox/fault',
        '/_sandbox/invoice',
        '/_sandbox/tier',
      ),
      fc.string().map(text => `/${text}`),
    )
    const names = [
      'model',
      'messages',
      'prompt',
      'input',
      'n',
      'max_tokens',
      'value',
      'seconds',
      'usd',
      'tier',
      'kind',
      'route',
    ]
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.dictionary(fc.constantFrom(...names), fc.jsonValue()).map(value => JSON.stringify(value)),
      fc
        .dictionary(fc.constantFrom(...names), fc.jsonValue())
        .map(value => JSON.stringify({...value, model: 'accounts/fireworks/models/glm-5p3', messages: [value]})),
    )
    const parameter = fc.constantFrom(
      'filter',
      'orderBy',
      'pageToken',
      'pageSize',
      'readMask',
      'updateMask',
      'startTime',
    )
    const query = fc.dictionary(parameter, fc.string())
    fc.assert(
      fc.property(fc.constantFrom('GET', 'POST', 'PATCH', 'PUT'), path, body, query, (method, target, text, params) => {
        const call = {
          method,
          path: target,
          query: new URLSearchParams(params),
          key: 'test',
          body: text,
          requestId: simulation.random.nextId(),
        }
        for (const answer of [
          inference(simulation, call),
          controlPlane(simulation, call),
          controlRoutes(server, method, target, text),
        ]) {
          if (answer.status < 200 || answer.status > 599) throw new Error(`status ${answer.status}`)
        }
        simulation.settle()
      }),
      {...propertyRuns(1_500), seed: 11},
    )
  })

  it('does not take a route for what every object has', async () => {
    const sandbox = await start()
    expect((await post(sandbox, '/_sandbox/constructor', {})).status).toBe(404)
    expect((await post(sandbox, '/_sandbox/fault', {kind: 'toString'})).status).toBe(400)
    expect(await control(sandbox, 'advance', {seconds: 0})).toMatchObject({scenario: 'tier2'})
  })
})

describe('keys', () => {
  it.each([
    ['fw_3ZaBcDeFgHiJkLmNoPqRsTuV', true],
    ['  fw_3ZaBcDeFgHiJkLmNoPqRsTuV\n', true],
    ['fpk_3ZaBcDeFgHiJkLmNoPqRsTuV', true],
    ['fw_sandbox', false],
    ['fw_sandbox0123456789abcdef01', false],
    ['fw_test0123456789abcdefghijk', false],
    ['test-key', false],
    ['fw_invalid', false],
    ['fw_inference_only', false],
    ['fpk_demo', false],
    ['fw_short', false],
    ['', false],
  ])('%j looks real: %s', (key, real) => {
    expect(looksLikeRealKey(key)).toBe(real)
  })
})
