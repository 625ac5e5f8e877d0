import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import type {Proxy} from '../../src/lib/proxy/index.js'
import {whyRefused} from '../../src/lib/proxy/door.js'
import {upstreamPath} from '../../src/lib/proxy/route.js'
import {rawConnection, startTestProxy, startUpstream, type TestUpstream} from '../support/proxied.js'

let upstream: TestUpstream
let proxy: Proxy

beforeAll(async () => {
  upstream = await startUpstream((_request, response) => response.end('{}'))
  proxy = await startTestProxy(upstream.url)
})
afterAll(async () => {
  await proxy.close(0)
  await upstream.close()
})

async function raw(text: string): Promise<string> {
  const socket = await rawConnection(proxy.url, text)
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await new Promise(resolve => socket.on('close', resolve))
  return Buffer.concat(chunks).toString()
}

describe('who may come in', () => {
  test.each([
    [['Host', '127.0.0.1:4020'], null],
    [['Host', 'localhost:4020'], null],
    [['Host', '[::1]:4020'], null],
    [['Host', 'localhost', 'Origin', 'http://localhost:3000'], null],
    [['Host', 'evil.example'], 'Host'],
    [['Host', '127.0.0.1.evil.example'], 'Host'],
    [['Host', 'localhost', 'Origin', 'https://evil.example'], 'web page'],
    [['Host', 'localhost', 'Origin', 'null'], 'web page'],
    [['Host', 'localhost', 'Origin', 'http://localhost.evil.example'], 'web page'],
    [['Host', 'localhost', 'Sec-Fetch-Site', 'cross-site'], 'web page'],
    [['Host', 'localhost', 'Sec-Fetch-Site', 'none'], null],
  ])('%j', (headers, why) => {
    const reason = whyRefused(headers)
    if (why === null) expect(reason).toBeNull()
    else expect(reason).toContain(why)
  })

  test('a refused request never reaches the gateway', async () => {
    const answer = await raw('GET /v1/accounts HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 403 [^]*x-fireq-refused: door/)
    expect(upstream.begun).toBe(0)
  })

  test('it is no forward proxy and no tunnel, and upgrades nothing', async () => {
    expect(await raw('GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).toMatch(
      / 403 /,
    )
    expect(await raw('CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n')).toMatch(/ 405 /)
    const upgrade =
      'GET /inference/v1/realtime HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n'
    expect(await raw(upgrade)).toMatch(/ 501 /)
    expect(upstream.begun).toBe(0)
  })

  test('fields of the connection stop here, those that `connection` names too', async () => {
    await raw(
      'GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=9\r\nX-Kept: 2\r\n\r\n',
    )
    expect(upstream.seen.at(-1)!.headers).toEqual(['X-Kept: 2'])
  })
})

describe('its own paths', () => {
  test('healthz, limits and metrics answer, everything else below /_fireq is 404, and nothing of it is sent on', async () => {
    const before = upstream.begun
    const get = (path: string, init?: RequestInit) => fetch(`${proxy.url}${path}`, init)
    expect(await (await get('/_fireq/healthz')).json()).toEqual({status: 'ok', version: '0.0.0'})
    expect(await (await get('/_fireq/limits')).json()).toMatchObject({mode: {advise: false, pace: false}})
    expect((await get('/_fireq/metrics')).headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    expect((await get('/_fireq/nope')).status).toBe(404)
    expect((await get('/_fireq/limits', {method: 'POST'})).status).toBe(405)
    expect(upstream.begun).toBe(before)
  })

  test.each([
    ['/v1/chat/completions', '', '/inference/v1/chat/completions'],
    ['/v1/messages?beta=true', '', '/inference/v1/messages?beta=true'],
    ['/v1/models', '/gateway', '/gateway/inference/v1/models'],
    ['/v1/accounts/acme/quotas', '', '/v1/accounts/acme/quotas'],
    ['/inference/v1/chat/completions', '/gateway', '/gateway/inference/v1/chat/completions'],
    ['/v1/modelsX', '', '/v1/modelsX'],
    ['/verifyApiKey', '', '/verifyApiKey'],
  ])('%s behind %j goes to %s', (url, prefix, expected) => {
    expect(upstreamPath(url, prefix)).toBe(expected)
  })
})
