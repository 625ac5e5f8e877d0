import {afterEach, describe, expect, it} from '@jest/globals'
import http from 'node:http'
import type {FaultSpec, Sandbox} from '../../src/lib/sandbox/index.js'
import {call, chat, closeAll, control, post, start} from './http-call.js'

afterEach(closeAll)

/** The status of a request with headers that fetch would not send. */
function statusOf(sandbox: Sandbox, path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(sandbox.url + path, {method, headers: {authorization: 'Bearer test', ...headers}})
    request.on('response', response => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    request.on('error', reject)
    request.end()
  })
}

describe('the door', () => {
  const PATHS = ['/v1/accounts', '/inference/v1/models', '/_sandbox/state', '/verifyApiKey', '/nothing']

  it.each<Record<string, string>>([
    {host: 'sandbox.example'},
    {host: '127.0.0.1.sandbox.example:4010'},
    {host: 'localhost.example'},
    {host: '10.0.0.1'},
    {host: 'not a host'},
    {origin: 'https://evil.example'},
    {origin: 'http://localhost.evil.example'},
    {origin: 'null'},
  ])('refuses %j with 403 on every route, and does nothing', async headers => {
    const sandbox = await start()
    for (const path of PATHS) expect([path, await statusOf(sandbox, path, headers)]).toEqual([path, 403])
    expect(await statusOf(sandbox, '/_sandbox/reset', headers, 'POST')).toBe(403)
    expect(sandbox.requests).toEqual([])
  })

  it.each<Record<string, string>>([
    {host: 'localhost:4010'},
    {host: 'LOCALHOST'},
    {host: '[::1]:80'},
    {host: '127.0.0.2'},
    {origin: 'http://localhost:3000'},
    {origin: 'http://127.0.0.1:8080'},
  ])('lets %j in', async headers => {
    const sandbox = await start()
    expect(await statusOf(sandbox, '/v1/accounts', headers)).toBe(200)
  })
})

describe('crafted control requests', () => {
  it.each<[string, object]>([
    ['fault', {kind: 'redirect', location: 'http://127.0.0.1/\r\nset-cookie: a=b'}],
    ['fault', {kind: 'redirect', location: 'http://127.0.0.1/\u2028'}],
    ['fault', {kind: 'redirect', location: 'x'.repeat(1_001)}],
    ['fault', {kind: 'slow-body', seconds: 2 ** 31}],
    ['fault', {kind: 'slow-first-byte', seconds: 3_601}],
    ['fault', {kind: 'retry-after-seconds', retryAfterSeconds: 2 ** 31}],
    ['fault', {kind: '500', times: 1e300}],
    ['fault', {kind: '500', route: '*'.repeat(1_001)}],
    ['advance', {seconds: 2 ** 40}],
    ['credits', {usd: 1e300}],
  ])('%s %j is 400, and the sandbox goes on', async (action, body) => {
    const sandbox = await start()
    expect((await post(sandbox, `/_sandbox/${action}`, body, '')).status).toBe(400)
    expect((await chat(sandbox)).status).toBe(200)
  })

  it('an advance of a century, repeated, ends with the year 2200 and costs nothing', async () => {
    const sandbox = await start()
    await chat(sandbox)
    const begun = performance.now()
    const century = {seconds: 3_155_760_000}
    expect((await post(sandbox, '/_sandbox/advance', century, '')).status).toBe(200)
    for (let index = 0; index < 5; index++) {
      expect((await post(sandbox, '/_sandbox/advance', century, '')).status).toBe(400)
    }
    expect((await chat(sandbox)).status).toBe(200)
    expect((await call(sandbox, '/_sandbox/state')).status).toBe(200)
    expect(performance.now() - begun).toBeLessThan(2_000)
  })

  it('a route full of wildcards is matched in one pass', async () => {
    const sandbox = await start()
    const route = `GET ${'*a'.repeat(400)}*b`
    await control(sandbox, 'fault', {kind: '500', route, times: 'always'})
    const begun = performance.now()
    expect((await call(sandbox, `/v1/${'a'.repeat(8_000)}`)).status).toBe(404)
    expect(performance.now() - begun).toBeLessThan(1_000)
    expect((await call(sandbox, `/v1/${'a'.repeat(8_000)}b`)).status).toBe(500)
  })

  it('at most 1,000 faults are armed, and what a program arms is checked as well', async () => {
    const sandbox = await start()
    for (let index = 0; index < 1_000; index++) sandbox.fault({route: '/nowhere', kind: '500'})
    expect((await post(sandbox, '/_sandbox/fault', {kind: '500'}, '')).status).toBe(400)
    await control(sandbox, 'fault', {kind: 'none'})
    const wrong: FaultSpec = {route: '*', kind: 'redirect', location: 'a\nb'}
    expect(() => sandbox.fault(wrong)).toThrow(RangeError)
  })
})
