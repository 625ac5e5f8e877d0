import {getEventListeners} from 'node:events'
import {gzipSync} from 'node:zlib'
import {afterEach, describe, expect, test} from '@jest/globals'
import {AppError} from '../../src/lib/domain/errors.js'
import {isExempt, proxyFor} from '../../src/lib/fireworks/proxy.js'
import type {ConnectionOptions} from '../../src/lib/fireworks/index.js'
import {connection, failureOf, SECRET_KEY} from '../support/connection.js'
import {startFaultServer, startTunnelProxy, type Reply} from '../support/fault-server.js'

const ACCOUNT = {body: {name: 'accounts/acme'}}
const PROXY_PASSWORD = 'pr0xy-s3cret'

const open: {close(): unknown}[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

function keep<T extends {close(): unknown}>(opened: T): T {
  open.push(opened)
  return opened
}

async function against(replies: readonly Reply[], options: Partial<ConnectionOptions> = {}) {
  const server = keep(await startFaultServer(replies))
  return {server, ...keep(connection(server.url, options))}
}

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = await startFaultServer([])
  await server.close()
  return server.port
}

describe('retries of a GET', () => {
  test.each([408, 429, 500, 502, 503, 504, 520])('a %i is asked again, and told while waiting', async status => {
    const {gateway, server, clock, waits} = await against([{status}, {status}, ACCOUNT])
    expect((await gateway.getAccount('acme')).id).toBe('acme')
    expect(server.seen).toHaveLength(3)
    expect(clock.slept).toEqual([500, 1000])
    expect(waits).toHaveLength(2)
    expect(waits[0]).toMatch(new RegExp(`answered ${status}; trying again in 0.5 s \\(1 of 2\\)`))
  })

  test('after two retries the answer stands', async () => {
    const {gateway, server} = await against([{status: 503}])
    expect((await failureOf(gateway.getAccount('acme'))).httpStatus).toBe(503)
    expect(server.seen).toHaveLength(3)
  })

  test.each([400, 401, 402, 403, 404, 409, 412, 413, 501, 521])('a %i is not', async status => {
    const {gateway, server} = await against([{status}])
    await failureOf(gateway.getAccount('acme'))
    expect(server.seen).toHaveLength(1)
  })

  test('a quota’s refusal is not, though it is a 429', async () => {
    const body = {message: 'q-count for account acme, in use: 1, quota: 1'}
    const {gateway, server} = await against([{status: 429, body}])
    expect((await failureOf(gateway.getAccount('acme'))).code).toBe('quota-exceeded')
    expect(server.seen).toHaveLength(1)
  })

  test('chance takes off a quarter at most, and no back-off is longer than the timeout', async () => {
    const jittered = await against([{status: 500}, ACCOUNT], {random: () => 0.999999})
    await jittered.gateway.getAccount('acme')
    expect(jittered.clock.slept).toEqual([375])
    const short = await against([{status: 500}, ACCOUNT], {timeoutMs: 300})
    await short.gateway.getAccount('acme')
    expect(short.clock.slept).toEqual([300])
  })

  test.each([
    ['2', 2000],
    ['60', 60_000],
    ['0', 0],
    ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
  ])('retry-after %s is kept to', async (header, ms) => {
    const {gateway, clock} = await against([{status: 503, headers: {'retry-after': header}}, ACCOUNT])
    await gateway.getAccount('acme')
    expect(clock.slept).toEqual([ms])
  })

  test.each([
    ['61', 61, '1 min 1 s'],
    ['3600', 3600, '1 h'],
    ['Sat, 21 Nov 2026 13:00:00 GMT', 3600, '1 h'],
  ])('retry-after %s is too long to wait: it is told instead', async (header, seconds, words) => {
    const {gateway, clock, server} = await against([{status: 429, headers: {'retry-after': header}}])
    const error = await failureOf(gateway.getAccount('acme'))
    expect(error).toMatchObject({code: 'rate-limited', retryAfterSeconds: seconds})
    expect(error.hints[0]).toContain(words)
    expect(server.seen).toHaveLength(1)
    expect(clock.slept).toEqual([])
  })

  test('a connection that breaks is tried again', async () => {
    const {gateway, server, waits} = await against([{fault: 'reset'}, {fault: 'truncate', body: '{"name"'}, ACCOUNT])
    expect((await gateway.getAccount('acme')).id).toBe('acme')
    expect(server.seen).toHaveLength(3)
    expect(waits[0]).toContain('the connection was closed')
    expect(waits[1]).toContain('before it was complete')
  })

  test('a wait ends with the signal', async () => {
    const controller = new AbortController()
    const reason = new AppError('refused', 'interrupted', {exitCode: 130})
    const clock = {
      now: () => 0,
      sleep: (_: number, signal?: AbortSignal) =>
        new Promise<void>((_resolve, reject) =>
          signal?.addEventListener('abort', () => reject(signal.reason as Error)),
        ),
    }
    const onWait = () => setImmediate(() => controller.abort(reason))
    const {gateway, server} = await against([{status: 503}], {signal: controller.signal, clock, onWait})
    expect(await failureOf(gateway.getAccount('acme'))).toBe(reason)
    expect(server.seen).toHaveLength(1)
  })
})

describe('answers that are none', () => {
  test('a reset', async () => {
    const {gateway, server} = await against([{fault: 'reset'}])
    expect(await failureOf(gateway.getAccount('acme'))).toMatchObject({code: 'network', exitCode: 7, retryable: true})
    expect(server.seen).toHaveLength(3)
  })

  test('a body cut short', async () => {
    const {gateway} = await against([{fault: 'truncate', body: '{"name":"accounts/acme"}'}])
    const error = await failureOf(gateway.getAccount('acme'))
    expect(error).toMatchObject({code: 'bad-response', httpStatus: 200, exitCode: 7})
  })

  test('a web page', async () => {
    const {gateway} = await against([
      {body: '<!DOCTYPE html><title>Sign in</title>', headers: {'content-type': 'text/html'}},
    ])
    const error = await failureOf(gateway.getAccount('acme'))
    expect(error.code).toBe('bad-response')
    expect(JSON.stringify(error.hints)).toContain('proxy')
  })

  test('more than 10 MB, sent plain or packed', async () => {
    const flood = await against([{fault: 'flood'}])
    expect((await failureOf(flood.gateway.getAccount('acme'))).message).toContain('larger than 10 MB')
    expect(flood.server.seen).toHaveLength(1)
    const body = gzipSync(Buffer.alloc(12 * 2 ** 20, ' '))
    const packed = await against([{body, headers: {'content-encoding': 'gzip'}}])
    expect((await failureOf(packed.gateway.getAccount('acme'))).message).toContain('larger than 10 MB')
  })

  test('9 MB, and a packed body, are read', async () => {
    const name = JSON.stringify({name: 'accounts/acme', padding: 'x'.repeat(9 * 2 ** 20)})
    const {gateway} = await against([{body: name}, {body: gzipSync(name), headers: {'content-encoding': 'gzip'}}])
    expect((await gateway.getAccount('acme')).id).toBe('acme')
    expect((await gateway.getAccount('acme')).id).toBe('acme')
  })

  test('something that is not HTTP', async () => {
    const {gateway} = await against([{fault: 'garbage'}])
    expect((await failureOf(gateway.getAccount('acme'))).code).toBe('bad-response')
  })

  test.each(['hang', 'stall'] as const)('a server that is silent: %s', async fault => {
    const {gateway, server} = await against([{fault}], {timeoutMs: 150})
    const started = performance.now()
    const error = await failureOf(gateway.getAccount('acme'))
    expect(error).toMatchObject({code: 'timeout', exitCode: 7})
    expect(error.hints[0]).toContain('--timeout')
    expect(performance.now() - started).toBeLessThan(2000)
    expect(server.seen).toHaveLength(1)
  })

  test('nobody at the port, no such name', async () => {
    const port = await closedPort()
    const refused = keep(connection(`http://127.0.0.1:${port}`))
    const error = await failureOf(refused.gateway.getAccount('acme'))
    expect(error).toMatchObject({code: 'network', message: `127.0.0.1:${port} refused the connection`})
    expect(refused.waits).toHaveLength(2)
    const nameless = keep(connection('http://no-such-host.invalid'))
    expect((await failureOf(nameless.gateway.getAccount('acme'))).message).toContain(
      'no address found for no-such-host.invalid',
    )
  })

  test('a certificate of nobody’s: what to do about a corporate CA', async () => {
    const server = keep(await startFaultServer([ACCOUNT], {tls: true}))
    const {gateway, waits} = keep(connection(server.url))
    const error = await failureOf(gateway.getAccount('acme'))
    expect(error).toMatchObject({code: 'network', exitCode: 7})
    expect(error.message).toContain('DEPTH_ZERO_SELF_SIGNED_CERT')
    expect(JSON.stringify(error.hints)).toContain('NODE_EXTRA_CA_CERTS')
    expect(server.seen).toHaveLength(0)
    expect(waits).toEqual([])
  })

  test('TLS asked of a server that has none', async () => {
    const server = keep(await startFaultServer([ACCOUNT]))
    const {gateway} = keep(connection(server.url.replace('http:', 'https:')))
    expect((await failureOf(gateway.getAccount('acme'))).message).toContain('no TLS connection')
  })

  test('a header that HTTP does not allow', async () => {
    const {inference, server} = await against([ACCOUNT])
    const headers = {'x-a': 'b\nc: d'}
    const error = await failureOf(inference.chatCompletion({model: 'm', maxTokens: 1, serviceTier: null, headers}))
    expect(error.code).toBe('usage')
    expect(server.seen).toHaveLength(0)
  })
})

describe('a signal', () => {
  test('ends what runs, with its own reason when that is an AppError', async () => {
    const reason = new AppError('refused', 'interrupted', {exitCode: 130})
    const controller = new AbortController()
    const {gateway} = await against([{fault: 'hang'}], {signal: controller.signal})
    const running = failureOf(gateway.getAccount('acme'))
    setTimeout(() => controller.abort(reason), 50)
    expect(await running).toBe(reason)
    expect(await failureOf(gateway.getAccount('acme'))).toBe(reason)
  })

  test('of one chat completion ends that one alone', async () => {
    const controller = new AbortController()
    const {inference, gateway} = await against([{fault: 'hang'}, ACCOUNT])
    const request = {model: 'm', maxTokens: 1, serviceTier: null, headers: {}}
    const running = failureOf(inference.chatCompletion(request, controller.signal))
    setTimeout(() => controller.abort(), 50)
    expect((await running).message).toBe('the request was cancelled')
    expect((await gateway.getAccount('acme')).id).toBe('acme')
  })

  test('shared by fifty requests carries one listener: from the eleventh on Node would warn on stderr', async () => {
    const controller = new AbortController()
    const {inference, gateway} = await against([{fault: 'hang'}], {signal: controller.signal})
    const request = {model: 'm', maxTokens: 1, serviceTier: null, headers: {}}
    const running = Array.from({length: 25}, () => failureOf(inference.chatCompletion(request, controller.signal)))
    const more = Array.from({length: 25}, () => failureOf(gateway.getAccount('acme')))
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1)
    setTimeout(() => controller.abort(), 50)
    for (const error of await Promise.all([...running, ...more])) expect(error.message).toContain('cancelled')
  })
})

describe('redirects', () => {
  const to = (location: string, status = 302): Reply => ({status, headers: {location}})

  test.each([301, 302, 303, 307, 308])('a %i on the same host is followed by a GET', async status => {
    const {gateway, server} = await against([to('/moved?x=1', status), ACCOUNT])
    expect((await gateway.getAccount('acme')).id).toBe('acme')
    expect(server.seen.map(seen => seen.url)).toEqual(['/v1/accounts/acme', '/moved?x=1'])
  })

  test('three times, not four', async () => {
    const {gateway, server} = await against([to('/1'), to('/2'), to('/3'), ACCOUNT])
    expect((await gateway.getAccount('acme')).id).toBe('acme')
    expect(server.seen).toHaveLength(4)
    const endless = await against([to('/again')])
    expect((await failureOf(endless.gateway.getAccount('acme'))).message).toContain('again and again')
    expect(endless.server.seen).toHaveLength(4)
  })

  test('to another host never: the key stays here', async () => {
    const other = keep(await startFaultServer([ACCOUNT]))
    for (const location of [
      other.url,
      `//localhost:${other.port}/`,
      `http://u:${PROXY_PASSWORD}@127.0.0.1:${other.port}/${SECRET_KEY}`,
    ]) {
      const {gateway, server} = await against([to(location)])
      const error = await failureOf(gateway.getAccount('acme'), [SECRET_KEY, PROXY_PASSWORD])
      expect(error).toMatchObject({code: 'bad-response', httpStatus: 302})
      expect(error.message).toContain('to another host')
      expect(JSON.stringify(error.hints)).toContain('--base-url')
      expect(server.seen).toHaveLength(1)
    }
    expect(other.seen).toHaveLength(0)
  })

  test('to nowhere', async () => {
    for (const reply of [{status: 302}, to('http://[bad')]) {
      const {gateway} = await against([reply])
      expect((await failureOf(gateway.getAccount('acme'))).message).toContain('without a usable address')
    }
  })

  test('of a PATCH never', async () => {
    const {gateway, server} = await against([to('/moved', 307), ACCOUNT])
    const error = await failureOf(gateway.patchQuota('acme', 'q', 1))
    expect(error).toMatchObject({code: 'bad-response', httpStatus: 307})
    expect(server.seen).toHaveLength(1)
  })
})

describe('proxies', () => {
  test.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'])(
    '%s is used, with one tunnel kept open',
    async name => {
      const proxy = keep(await startTunnelProxy())
      const env = {[name]: `http://127.0.0.1:${proxy.port}`}
      const {gateway, inference, server} = await against([ACCOUNT], {env})
      await gateway.getAccount('acme')
      await gateway.getAccount('acme')
      await inference.chatCompletion({model: 'm', maxTokens: 1, serviceTier: null, headers: {}})
      expect(proxy.tunnels).toEqual([{target: `127.0.0.1:${server.port}`, authorization: undefined}])
      expect(server.seen).toHaveLength(3)
    },
  )

  test.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])('%s is used for https, TLS inside the tunnel', async name => {
    const proxy = keep(await startTunnelProxy())
    const server = keep(await startFaultServer([ACCOUNT], {tls: true}))
    const {gateway} = keep(connection(server.url, {env: {[name]: `http://127.0.0.1:${proxy.port}`}}))
    const error = await failureOf(gateway.getAccount('acme'))
    expect(error.message).toContain('DEPTH_ZERO_SELF_SIGNED_CERT')
    expect(error.hints.at(-1)).toContain(`http://127.0.0.1:${proxy.port} (${name})`)
    expect(proxy.tunnels).toHaveLength(1)
  })

  test.each([{NO_PROXY: '127.0.0.1'}, {no_proxy: 'other, 127.0.0.1'}, {NO_PROXY: '*'}])(
    '%j goes direct',
    async exempt => {
      const {gateway} = await against([ACCOUNT], {
        env: {HTTP_PROXY: `http://127.0.0.1:${await closedPort()}`, ...exempt},
      })
      expect((await gateway.getAccount('acme')).id).toBe('acme')
    },
  )

  test('user and password reach the proxy and nothing else', async () => {
    const given = `Basic ${Buffer.from(`user:${PROXY_PASSWORD}`).toString('base64')}`
    const proxy = keep(await startTunnelProxy({authorization: given}))
    const url = `http://user:${PROXY_PASSWORD}@127.0.0.1:${proxy.port}`
    const {gateway, trace, server} = await against([ACCOUNT], {env: {HTTP_PROXY: url}})
    expect((await gateway.getAccount('acme')).id).toBe('acme')
    expect(server.seen[0]!.headers['proxy-authorization']).toBeUndefined()
    expect(trace.join('\n')).not.toContain(PROXY_PASSWORD)

    const wrong = await against([ACCOUNT], {env: {HTTP_PROXY: url.replace('user', 'nobody')}})
    const error = await failureOf(wrong.gateway.getAccount('acme'), [SECRET_KEY, PROXY_PASSWORD])
    expect(error).toMatchObject({code: 'network', exitCode: 7})
    expect(error.message).toContain('HTTP 407')
    expect(error.hints[0]).toContain('user and password')
    expect([...wrong.waits, ...wrong.trace].join('\n')).not.toContain(PROXY_PASSWORD)
  })

  test('a proxy that is not there, silent, or of another kind', async () => {
    const gone = await against([ACCOUNT], {
      env: {HTTP_PROXY: `http://u:${PROXY_PASSWORD}@127.0.0.1:${await closedPort()}`},
    })
    const error = await failureOf(gone.gateway.getAccount('acme'), [SECRET_KEY, PROXY_PASSWORD])
    expect(error.code).toBe('network')
    expect(JSON.stringify(error.hints)).toContain('HTTP_PROXY')

    const silent = keep(await startTunnelProxy({hang: true}))
    const slow = await against([ACCOUNT], {env: {HTTP_PROXY: `http://127.0.0.1:${silent.port}`}, timeoutMs: 200})
    expect((await failureOf(slow.gateway.getAccount('acme'))).code).toBe('timeout')

    for (const proxy of [`socks5://u:${PROXY_PASSWORD}@127.0.0.1:1`, 'http://']) {
      const {gateway, server} = await against([ACCOUNT], {env: {HTTP_PROXY: proxy}})
      expect((await failureOf(gateway.getAccount('acme'), [SECRET_KEY, PROXY_PASSWORD])).code).toBe('usage')
      expect(server.seen).toHaveLength(0)
    }
  })

  test('a tunnel that never opens ends with close, so that nothing keeps the process alive', async () => {
    const silent = keep(await startTunnelProxy({hang: true}))
    const controller = new AbortController()
    const env = {HTTP_PROXY: `http://127.0.0.1:${silent.port}`}
    const {gateway, close} = await against([ACCOUNT], {env, signal: controller.signal, timeoutMs: 60_000})
    const running = failureOf(gateway.getAccount('acme'))
    while (silent.tunnels.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
    controller.abort()
    await running
    close()
    while (silent.open > 0) await new Promise(resolve => setTimeout(resolve, 5))
    expect(silent.open).toBe(0)
  })

  test.each([
    ['https://api.fireworks.ai', 'fireworks.ai', true],
    ['https://api.fireworks.ai', '.fireworks.ai', true],
    ['https://api.fireworks.ai', '*.fireworks.ai', true],
    ['https://api.fireworks.ai', 'API.Fireworks.AI', true],
    ['https://api.fireworks.ai', 'works.ai', false],
    ['https://api.fireworks.ai', 'x, localhost api.fireworks.ai:443', true],
    ['https://api.fireworks.ai', 'api.fireworks.ai:80', false],
    ['http://127.0.0.1:8080', '', false],
    ['http://127.0.0.1:8080', '127.0.0.1:8080', true],
    ['http://[::1]:8080', '::1', true],
    ['http://[::1]:8080', '[::1]:8080', true],
    ['http://[::1]:8080', '[::1]:81', false],
  ])('%s with NO_PROXY=%s: direct %s', (url, noProxy, direct) => {
    expect(isExempt(new URL(url), noProxy)).toBe(direct)
  })

  test('lower case wins, the scheme’s own variable before ALL_PROXY, an empty one is none', () => {
    const label = (env: Record<string, string>) => proxyFor(new URL('https://x.test'), env)?.label ?? null
    expect(label({https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:2'})).toBe('http://a:1 (https_proxy)')
    expect(label({HTTPS_PROXY: 'b:2', all_proxy: 'http://c:3'})).toBe('http://b:2 (HTTPS_PROXY)')
    expect(label({HTTPS_PROXY: ' ', ALL_PROXY: 'c:3'})).toBe('http://c:3 (ALL_PROXY)')
    expect(label({HTTP_PROXY: 'http://b:2'})).toBeNull()
  })
})

describe('what is printed', () => {
  test('the trace has request and answer, and no key wherever it stands', async () => {
    const replies: Reply[] = [
      {status: 500, headers: {'x-echo': SECRET_KEY}, body: SECRET_KEY},
      {fault: 'reset'},
      ACCOUNT,
    ]
    const {gateway, trace, waits} = await against(replies)
    await gateway.listAccounts({filter: `key=${SECRET_KEY}`}).catch(() => undefined)
    const printed = [...trace, ...waits].join('\n')
    expect(printed).toMatch(/^> GET http:\/\/127\.0\.0\.1:\d+\/v1\/accounts\?filter=/m)
    expect(printed).toContain('> authorization: [redacted]')
    expect(printed).toMatch(/^< 500 in \d+ ms$/m)
    expect(printed).toContain('< x-echo: [redacted]')
    expect(printed).toContain('< network: ')
    expect(printed).not.toContain(SECRET_KEY)
  })

  test('a key of no known kind is hidden as well', async () => {
    const apiKey = 'plain0123456789secret'
    const {gateway, trace} = await against([{status: 400, body: {message: `key ${apiKey} is bad`}}], {apiKey})
    const error = await failureOf(gateway.getAccount('acme'), [apiKey])
    expect(error.message).toContain('key [redacted] is bad')
    expect(trace.join('\n')).not.toContain(apiKey)
  })
})
