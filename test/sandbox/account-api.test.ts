import {afterEach, describe, expect, it} from '@jest/globals'
import http from 'node:http'
import {createSandbox, type Sandbox, type SandboxOptions} from '../../src/lib/sandbox/index.js'
import {call, closeAll, start, type Reply} from './http-call.js'

afterEach(closeAll)

function patch(sandbox: Sandbox, quota: string, body: unknown, query = '?updateMask=value'): Promise<Reply> {
  const path = `/v1/accounts/acme/quotas/${quota}${query}`
  return call(sandbox, path, {method: 'PATCH', body: typeof body === 'string' ? body : JSON.stringify(body)})
}

interface WireQuota {
  name: string
  value: string
  maxValue: string
  usage?: number
  updateTime: string
}

const quotasOf = (reply: Reply): WireQuota[] => reply.body['quotas'] as WireQuota[]
const ids = (reply: Reply): string[] => quotasOf(reply).map(quota => quota.name.replace(/^.*\//, ''))

describe('quotas', () => {
  it('lists the lived-in account: int64 as strings, usage as a number or missing', async () => {
    const sandbox = await start()
    const reply = await call(sandbox, '/v1/accounts/acme/quotas')
    expect(reply.status).toBe(200)
    const byId = Object.fromEntries(quotasOf(reply).map(quota => [quota.name.replace(/^.*\//, ''), quota]))
    expect(byId['monthly-spend-usd']).toEqual({
      name: 'accounts/acme/quotas/monthly-spend-usd',
      value: '400',
      maxValue: '500',
      usage: 376.48,
      updateTime: '2026-11-14T09:26:53.589793238Z',
    })
    expect(byId['global--h100-count']).toMatchObject({value: '8', usage: 8})
    expect(byId['global--a100-count']).toMatchObject({value: '8', usage: 4})
    expect(byId['ap-tokyo-1--h100-count']).toMatchObject({value: '0', usage: 0})
    expect(byId['eval-protocol-free-daily-credits']).not.toHaveProperty('usage')
    expect(ids(reply)).toEqual([...ids(reply)].sort())
    expect(reply.body['totalSize']).toBe(ids(reply).length)
    expect(reply.body).not.toHaveProperty('nextPageToken')
  })

  it('hands out 1,000 quotas in five pages of 200, each once, and coerces larger pages', async () => {
    const sandbox = await start({scenario: 'many-quotas'})
    const seen: string[] = []
    let token = ''
    let pages = 0
    do {
      const reply = await call(sandbox, `/v1/accounts/acme/quotas?pageSize=1000&pageToken=${token}`)
      expect(ids(reply).length).toBe(200)
      seen.push(...ids(reply))
      token = (reply.body['nextPageToken'] as string | undefined) ?? ''
      pages += 1
    } while (token !== '')
    expect(pages).toBe(5)
    expect(new Set(seen).size).toBe(1000)
    expect(seen).toEqual([...seen].sort())
    const small = await call(sandbox, '/v1/accounts/acme/quotas')
    expect(ids(small).length).toBe(50)
  })

  it('filters, orders and masks, in either spelling of a field', async () => {
    const sandbox = await start()
    const list = (query: string): Promise<Reply> => call(sandbox, `/v1/accounts/acme/quotas?${query}`)
    const filtered = async (filter: string): Promise<string[]> =>
      ids(await list(`filter=${encodeURIComponent(filter)}`))
    expect(await filtered('usage >= 8 AND max_value < 10')).toEqual(['global--h100-count'])
    expect(await filtered('name:h100 AND value != 0')).toEqual(['global--h100-count', 'training-h100-count'])
    expect(await filtered('name="accounts/acme/quotas/monthly-spend-usd"')).toEqual(['monthly-spend-usd'])
    expect(ids(await list('orderBy=usage%20desc,name'))[0]).toBe('monthly-spend-usd')
    const masked = await list('readMask=name,max_value&pageSize=1')
    expect(quotasOf(masked)[0]).toEqual({name: 'accounts/acme/quotas/ap-tokyo-1--h100-count', maxValue: '0'})
  })

  it.each([
    ['filter=colour%3D1'],
    ['filter=value%3E'],
    ['filter=value%3D1%20OR%20value%3D2'],
    ['filter=(value%3D1)'],
    ['filter=NOT%20value%3D1'],
    ['orderBy=colour'],
    ['orderBy=name%20sideways'],
    ['pageSize=-1'],
    ['pageSize=many'],
    ['pageToken=nonsense'],
    ['readMask=colour'],
  ])('refuses %s with 400 in the gateway’s shape', async query => {
    const sandbox = await start()
    const reply = await call(sandbox, `/v1/accounts/acme/quotas?${query}`)
    expect(reply.status).toBe(400)
    expect(reply.body).toEqual({code: 3, message: expect.any(String), details: []})
  })

  it('refuses a page token that belongs to another filter', async () => {
    const sandbox = await start({scenario: 'many-quotas'})
    const first = await call(sandbox, '/v1/accounts/acme/quotas?pageSize=2')
    const token = first.body['nextPageToken'] as string
    const reply = await call(sandbox, `/v1/accounts/acme/quotas?pageToken=${token}&filter=value%3D0`)
    expect(reply.status).toBe(400)
  })

  it('sets a value within 0 and maxValue, and leaves everything as it was otherwise', async () => {
    const sandbox = await start()
    const done = await patch(sandbox, 'monthly-spend-usd', {value: '500'})
    expect(done.body).toMatchObject({value: '500', maxValue: '500', updateTime: '2026-11-21T12:00:00.000000000Z'})
    for (const body of [
      {value: '501'},
      {value: '-1'},
      {value: '1.5'},
      {value: 'abc'},
      {},
      '[1]',
      '{',
      {value: '9'.repeat(19)},
    ]) {
      const refused = await patch(sandbox, 'monthly-spend-usd', body)
      expect([body, refused.status]).toEqual([body, 400])
    }
    const max = await patch(sandbox, 'monthly-spend-usd', {value: '10', maxValue: '9000'}, '')
    expect(max.status).toBe(400)
    const after = await call(sandbox, '/v1/accounts/acme/quotas/monthly-spend-usd')
    expect(after.body).toMatchObject({value: '500', maxValue: '500'})
    expect((await patch(sandbox, 'monthly-spend-usd', {value: 0}, '')).body['value']).toBe('0')
    expect((await patch(sandbox, 'no-such', {value: '1'})).body).toMatchObject({code: 5})
    expect((await patch(sandbox, 'monthly-spend-usd', {value: '1'}, '?updateMask=colour')).status).toBe(400)
  })

  it('keeps int64 values beyond 2^53 exact', async () => {
    const quotas = [{id: 'huge', value: 9_007_199_254_740_993n, maxValue: 9_223_372_036_854_775_807n}]
    const sandbox = await start({overrides: {quotas}})
    const reply = await call(sandbox, '/v1/accounts/acme/quotas/huge')
    expect(reply.body).toMatchObject({value: '9007199254740993', maxValue: '9223372036854775807'})
    const done = await patch(sandbox, 'huge', {value: '9223372036854775806'})
    expect(done.body['value']).toBe('9223372036854775806')
  })
})

describe('accounts, keys and inventory', () => {
  it('names the account of a key in headers, with an empty body', async () => {
    const sandbox = await start()
    const reply = await call(sandbox, '/verifyApiKey')
    expect(reply.status).toBe(200)
    expect(reply.headers.get('x-fireworks-account-id')).toBe('acme')
    expect(reply.headers.get('x-fireworks-developer-email')).toBe('dev@acme.example')
    expect(reply.body).toEqual({})
  })

  it('refuses the special keys and other accounts', async () => {
    const sandbox = await start()
    const path = '/v1/accounts/acme/quotas'
    const codes = async (key: string): Promise<unknown[]> => {
      const reply = await call(sandbox, path, {key})
      return [reply.status, reply.body['code']]
    }
    expect(await codes('')).toEqual([401, 16])
    expect(await codes('fw_invalid')).toEqual([401, 16])
    expect(await codes('fw_inference_only')).toEqual([401, 16])
    expect(await codes('fpk_demo')).toEqual([403, 7])
    expect(await codes('anything')).toEqual([200, undefined])
    expect((await call(sandbox, '/v1/accounts/other/quotas')).status).toBe(403)
    expect((await call(sandbox, '/v1/accounts/acme/nonsense')).body).toMatchObject({code: 5, details: []})
    expect(JSON.stringify(sandbox.requests)).not.toContain('anything')
    expect(sandbox.requests[0]?.headers).not.toHaveProperty('authorization')
    expect(sandbox.requests[1]?.headers['authorization']).toBe('[redacted]')
  })

  it('shows suspended and enterprise accounts, several accounts, and none', async () => {
    const account = async (options: SandboxOptions): Promise<Record<string, unknown>> =>
      (await call(await start(options), '/v1/accounts/acme')).body
    expect(await account({})).toMatchObject({state: 'READY', suspendState: 'UNSUSPENDED', name: 'accounts/acme'})
    expect(await account({scenario: 'suspended-spend'})).toMatchObject({suspendState: 'MONTHLY_SPEND_LIMIT_EXCEEDED'})
    expect(await account({scenario: 'suspended-payment'})).toMatchObject({suspendState: 'FAILED_PAYMENTS'})
    expect(await account({scenario: 'suspended-credits'})).toMatchObject({suspendState: 'CREDIT_DEPLETED'})
    expect(await account({scenario: 'enterprise'})).toMatchObject({
      accountType: 'ENTERPRISE',
      suspendState: 'UNSUSPENDED',
    })
    expect(await account({overrides: {suspendState: 'NEW_REASON'}})).toMatchObject({suspendState: 'NEW_REASON'})
    const several = await start({overrides: {otherAccounts: ['zeta']}})
    expect((await call(several, '/v1/accounts?pageSize=2')).body).toMatchObject({
      accounts: [{name: 'accounts/acme'}, {name: 'accounts/zeta'}],
      totalSize: 2,
    })
    const none = await start({overrides: {noAccount: true}})
    expect((await call(none, '/v1/accounts')).body).toEqual({accounts: [], totalSize: 0})
  })

  it('charges GPU quotas by the replica ceiling, and lists what it charges', async () => {
    const sandbox = await start()
    const {body} = await call(sandbox, '/v1/accounts/acme/deployments')
    const deployments = body['deployments'] as {
      acceleratorType: string
      acceleratorCount: number
      maxReplicaCount: number
    }[]
    const charged = deployments.map(one => [one.acceleratorType, one.acceleratorCount * one.maxReplicaCount])
    expect(charged).toEqual([
      ['NVIDIA_H100_80GB', 8],
      ['NVIDIA_A100_80GB', 4],
    ])
    expect((await call(sandbox, '/v1/accounts/acme/deployments/summaries')).body['replicaCount']).toBe(1)
    const deployed = await call(sandbox, '/v1/accounts/acme/deployedModels')
    const quota = await call(sandbox, '/v1/accounts/acme/quotas/deployed-model-count')
    expect(quota.body['usage']).toBe(deployed.body['totalSize'])
  })

  it('has a public catalogue without routers, and refuses a billing summary without a period', async () => {
    const sandbox = await start()
    const models = (await call(sandbox, '/v1/accounts/fireworks/models')).body['models'] as {name: string}[]
    expect(models.map(model => model.name)).toContain('accounts/fireworks/models/kimi-k3')
    expect(JSON.stringify(models)).not.toContain('/routers/')
    expect((await call(sandbox, '/v1/accounts/acme/billing/summary?startTime=x')).status).toBe(400)
  })

  it('refuses a scenario that does not exist, naming those that do', async () => {
    await expect(createSandbox({scenario: 'tier9'})).rejects.toThrow(/tier2/)
  })
})

describe('faults', () => {
  const path = '/v1/accounts/acme/quotas'
  const arm = (sandbox: Sandbox, fault: object): Promise<Reply> =>
    call(sandbox, '/_sandbox/fault', {method: 'POST', key: '', body: JSON.stringify(fault)})

  /** One raw GET: status, headers and body as they came, or the error code. */
  function raw(
    sandbox: Sandbox,
  ): Promise<{status?: number; headers?: http.IncomingHttpHeaders; body?: string; error?: string}> {
    return new Promise(resolve => {
      const request = http.get(sandbox.url + path, {headers: {authorization: 'Bearer fw_sandbox_key'}, agent: false})
      request.on('error', (error: NodeJS.ErrnoException) => resolve({error: error.code ?? error.message}))
      request.on('response', response => {
        let body = ''
        response.on('data', (chunk: Buffer) => (body += chunk.toString()))
        response.on('error', (error: NodeJS.ErrnoException) => resolve({error: error.code ?? error.message, body}))
        response.on('end', () => {
          if (response.complete) resolve({status: response.statusCode ?? 0, headers: response.headers, body})
        })
      })
    })
  }

  it('answers each kind as it says, once, on the route it names', async () => {
    const sandbox = await start()
    const once = async (fault: object): ReturnType<typeof raw> => {
      expect((await arm(sandbox, {route: `GET ${path}`, times: 1, ...fault})).status).toBe(200)
      await call(sandbox, '/v1/accounts/acme')
      const reply = await raw(sandbox)
      expect((await raw(sandbox)).status).toBe(200)
      return reply
    }
    for (const kind of ['401', '403', '404', '500', '501', '503', '504']) {
      const reply = await once({kind})
      expect(reply.status).toBe(Number(kind))
      expect(JSON.parse(reply.body ?? '')).toMatchObject({code: expect.any(Number), details: []})
    }
    expect(await once({kind: '502'})).toMatchObject({status: 502, headers: {'content-type': 'text/html'}})
    for (const kind of ['malformed-json', 'truncated-json']) {
      const reply = await once({kind})
      expect(reply.status).toBe(200)
      expect(() => JSON.parse(reply.body ?? '') as unknown).toThrow()
    }
    const typed = await once({kind: 'wrong-content-type'})
    expect(typed.headers?.['content-type']).toBe('text/plain')
    expect(JSON.parse(typed.body ?? '')).toHaveProperty('quotas')
    expect(await once({kind: 'connection-reset'})).toEqual({error: 'ECONNRESET'})
    expect(await once({kind: 'drop-mid-body'})).toMatchObject({
      error: 'ECONNRESET',
      body: expect.stringMatching(/^\{/),
    })
    expect(await once({kind: 'retry-after-seconds', retryAfterSeconds: 7})).toMatchObject({
      status: 429,
      headers: {'retry-after': '7'},
    })
    expect((await once({kind: 'retry-after-date'})).headers?.['retry-after']).toBe('Sat, 21 Nov 2026 12:00:02 GMT')
    expect((await once({kind: '429-not-over-limit'})).headers?.['x-ratelimit-over-limit']).toBe('no')
    expect((await once({kind: 'echo-key'})).body).toContain('fw_sandbox_key')
    expect((await once({kind: 'redirect'})).headers?.location).toBe(
      sandbox.url.replace('127.0.0.1', 'localhost') + path,
    )
    expect((await once({kind: 'oversized-body'})).body?.length).toBeGreaterThan(10 * 1024 * 1024)
    expect(await once({kind: 'empty-body'})).toMatchObject({status: 200, body: ''})
  })

  it('is slow at the first byte or over the body, for as long as asked', async () => {
    const sandbox = await start()
    await arm(sandbox, {route: path, kind: 'slow-first-byte', seconds: 0.2})
    const before = performance.now()
    expect((await raw(sandbox)).status).toBe(200)
    expect(performance.now() - before).toBeGreaterThan(150)
    await arm(sandbox, {route: '*', kind: 'slow-body', seconds: 0.2})
    const begun = performance.now()
    const response = await fetch(sandbox.url + path, {headers: {authorization: 'Bearer test'}})
    const headersAfter = performance.now() - begun
    expect(JSON.parse(await response.text())).toHaveProperty('quotas')
    expect(performance.now() - begun - headersAfter).toBeGreaterThan(100)
  })

  it('drops a connection before or after a PATCH was applied', async () => {
    const sandbox = await start()
    const value = async (): Promise<unknown> => (await call(sandbox, `${path}/monthly-spend-usd`)).body['value']
    await arm(sandbox, {route: `PATCH ${path}/*`, kind: 'drop-before-apply'})
    await expect(patch(sandbox, 'monthly-spend-usd', {value: '450'})).rejects.toThrow()
    expect(await value()).toBe('400')
    await arm(sandbox, {route: `PATCH ${path}/*`, kind: 'drop-after-apply'})
    await expect(patch(sandbox, 'monthly-spend-usd', {value: '450'})).rejects.toThrow()
    expect(await value()).toBe('450')
    expect(sandbox.requests.filter(request => request.method === 'PATCH').map(request => request.status)).toEqual([
      0, 0,
    ])
  })

  it('lasts as long as asked and is cleared with "none"', async () => {
    const sandbox = await start()
    await arm(sandbox, {route: path, kind: 500, times: 2})
    const statuses = async (): Promise<number[]> => [
      (await call(sandbox, path)).status,
      (await call(sandbox, path)).status,
      (await call(sandbox, path)).status,
    ]
    expect(await statuses()).toEqual([500, 500, 200])
    sandbox.fault({route: path, kind: '403', times: 'always'})
    expect(await statuses()).toEqual([403, 403, 403])
    await arm(sandbox, {kind: 'none'})
    expect(await statuses()).toEqual([200, 200, 200])
    for (const wrong of [{kind: 'x'}, {kind: '500', times: 0}, {kind: '500', route: 1}, {kind: '500', seconds: -1}]) {
      expect((await arm(sandbox, wrong)).status).toBe(400)
    }
  })
})
