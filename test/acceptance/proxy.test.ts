import {afterEach, describe, expect, test} from '@jest/globals'
import {startFaultServer, startTunnelProxy} from '../support/fault-server.js'
import {startUpstream} from '../support/proxied.js'
import {until} from '../support/until.js'
import {complete, withListening} from '../support/spawn-proxy.js'

const CERTIFICATE = 'test/fixtures/tls/self-signed-cert.pem'
const PASSWORD = 'pr0xy-s3cret'

const open: {close(): Promise<unknown>}[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

function keep<T extends {close(): Promise<unknown>}>(one: T): T {
  open.push(one)
  return one
}

const proxied = (gateway: string) => ['proxy', '-q', '--port', '0', '--base-url', gateway]

describe('a gateway that speaks TLS, as Fireworks does', () => {
  test('is asked where its certificate is trusted by NODE_EXTRA_CA_CERTS', async () => {
    const gateway = keep(await startFaultServer([{body: {choices: []}}], {tls: true}))
    const env = {NODE_EXTRA_CA_CERTS: CERTIFICATE}
    await withListening(
      proxied(gateway.url),
      async url => expect(await complete(url)).toMatchObject({status: 200, text: '{"choices":[]}'}),
      {env},
    )
    expect(gateway.seen).toMatchObject([
      {headers: {host: `127.0.0.1:${gateway.port}`, authorization: 'Bearer fw_sandbox'}},
    ])
  })

  test('is not where it is not trusted, and the answer says why', async () => {
    const gateway = keep(await startFaultServer([{}], {tls: true}))
    await withListening(proxied(gateway.url), async url => {
      const {status, headers, text} = await complete(url)
      expect([status, headers.get('x-fireq-error')]).toEqual([502, 'unreachable'])
      expect(text).toContain('DEPTH_ZERO_SELF_SIGNED_CERT')
    })
    expect(gateway.seen).toEqual([])
  })
})

describe('behind a company’s proxy', () => {
  const company = async (authorization?: string) => {
    const gateway = keep(await startFaultServer([{body: {choices: []}}], {tls: true}))
    const tunnel = keep(await startTunnelProxy(authorization === undefined ? {} : {authorization}))
    const env = {NODE_EXTRA_CA_CERTS: CERTIFICATE, HTTPS_PROXY: `http://me:${PASSWORD}@127.0.0.1:${tunnel.port}`}
    return {gateway, tunnel, env}
  }
  const basic = `Basic ${Buffer.from(`me:${PASSWORD}`).toString('base64')}`

  test('requests go through its tunnels, which are kept, with its password and no word of it', async () => {
    const {gateway, tunnel, env} = await company(basic)
    const run = await withListening(
      proxied(gateway.url),
      async url => {
        for (let count = 0; count < 3; count++) expect((await complete(url)).status).toBe(200)
        expect(await (await fetch(`${url}/_fireq/limits`)).text()).not.toContain(PASSWORD)
      },
      {env},
    )
    expect(tunnel.tunnels).toEqual([{target: `127.0.0.1:${gateway.port}`, authorization: basic}])
    expect(gateway.seen).toHaveLength(3)
    expect(run.stdout + run.stderr).not.toContain(PASSWORD)
  })

  test('NO_PROXY goes past it', async () => {
    const {gateway, tunnel, env} = await company(basic)
    await withListening(proxied(gateway.url), async url => expect((await complete(url)).status).toBe(200), {
      env: {...env, NO_PROXY: '127.0.0.1'},
    })
    expect([tunnel.tunnels.length, gateway.seen.length]).toEqual([0, 1])
  })

  test('that refuses is told in a 502 without its password', async () => {
    const {gateway, env} = await company('Basic other')
    await withListening(
      proxied(gateway.url),
      async url => {
        const {status, text} = await complete(url)
        expect([status, text]).toEqual([502, expect.stringContaining('407')])
        expect(text).not.toContain(PASSWORD)
      },
      {env},
    )
    expect(gateway.seen).toEqual([])
  })
})

describe('kill -9', () => {
  test('of the proxy ends what is on its way, asks nothing twice, and the port is free at once', async () => {
    const gateway = keep(
      await startUpstream((request, response) => {
        if (!/wait/.test(request.url!)) response.end('{"choices":[]}')
      }),
    )
    let port = ''
    const killed = await withListening(
      ['proxy', '-q', '--pace', '--port', '0', '--base-url', gateway.url],
      async (url, child) => {
        port = new URL(url).port
        const asked = fetch(`${url}/inference/v1/chat/completions?wait`, {method: 'POST', body: '{"model":"kimi-k3"}'})
        const failed = expect(asked).rejects.toThrow()
        await until(() => gateway.begun === 1, 'it is asked')
        child.kill('SIGKILL')
        await failed
        await until(() => gateway.sockets.size === 0, 'the gateway knows that it is over')
      },
    )
    expect(killed.signal).toBe('SIGKILL')
    await withListening(['proxy', '-q', '--port', port, '--base-url', gateway.url], async url =>
      expect((await complete(url)).status).toBe(200),
    )
    expect(gateway.begun).toBe(2)
  })

  test('of the gateway is a failed connection, then a 502, and what comes after it is served', async () => {
    let port = '0'
    const gateway = (use: (url: string, kill: () => void) => Promise<unknown>) =>
      withListening(['sandbox', '--port', port], (url, child) => {
        port = new URL(url).port
        return use(url, () => child.kill('SIGKILL'))
      })
    let through: string | undefined
    const counts: unknown[] = []
    let proxyEnds: () => void = () => undefined
    let running: Promise<unknown> | undefined
    await gateway(async (url, kill) => {
      running = withListening(['proxy', '-q', '--pace', '--port', '0', '--base-url', url], at => {
        through = at
        return new Promise<void>(resolve => (proxyEnds = resolve))
      })
      await until(() => through !== undefined, 'the proxy listens')
      const body = JSON.stringify({route: 'POST /inference/*', kind: 'slow-first-byte', seconds: 30})
      await fetch(`${url}/_sandbox/fault`, {method: 'POST', body})
      const failed = expect(complete(through!)).rejects.toThrow()
      const limits = async () => (await fetch(`${through}/_fireq/limits`)).text()
      for (let round = 0; round < 200 && !(await limits()).includes('"inFlight":1'); round++) await sleep(20)
      kill()
      await failed
      counts.push((await complete(through!)).status)
    })
    await gateway(async () => {
      counts.push((await complete(through!)).status)
      const {traffic} = (await (await fetch(`${through}/_fireq/limits`)).json()) as {
        traffic: {waiting: number; inFlight: number}[]
      }
      counts.push(traffic.every(row => row.waiting === 0 && row.inFlight === 0))
    })
    proxyEnds()
    await running
    expect(counts).toEqual([502, 200, true])
  })
})

function sleep(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
