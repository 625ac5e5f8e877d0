import {readFileSync} from 'node:fs'
import {afterEach, describe, expect, test} from '@jest/globals'
import fc from 'fast-check'
import {DEFAULT_BASE_URL, normaliseBaseUrl} from '../../src/lib/fireworks/index.js'
import {
  decodeAccount,
  decodeModel,
  decodeObject,
  decodePage,
  decodeQuota,
  type Json,
  numberOf,
  timeOf,
} from '../../src/lib/fireworks/wire.js'
import {AppError} from '../../src/lib/domain/errors.js'
import {connection, failureOf, SECRET_KEY} from '../support/connection.js'
import {startFaultServer, type FaultServer, type Reply, type Seen} from '../support/fault-server.js'
import {propertyRuns} from '../support/property-runs.js'

const wire = (name: string) => readFileSync(new URL(`../fixtures/wire/${name}.json`, import.meta.url), 'utf8')

const open: (FaultServer | {close(): unknown})[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

async function against(replies: readonly Reply[] | ((request: Seen) => Reply)) {
  const server = await startFaultServer(replies)
  const connected = connection(server.url)
  open.push(connected, server)
  return {server, ...connected}
}

describe('quotas', () => {
  test('a page is asked for as the caller said, and decoded', async () => {
    const {gateway, server} = await against([{body: wire('quotas')}])
    const page = await gateway.listQuotas('acme', {
      pageSize: 200,
      pageToken: 'a+b/c=',
      filter: 'value > 3',
      orderBy: 'value desc',
    })
    const asked = new URL(server.seen[0]!.url, server.url)
    expect(asked.pathname).toBe('/v1/accounts/acme/quotas')
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      pageSize: '200',
      pageToken: 'a+b/c=',
      filter: 'value > 3',
      orderBy: 'value desc',
    })
    expect(server.seen[0]!.headers).toMatchObject({
      authorization: `Bearer ${SECRET_KEY}`,
      accept: 'application/json',
      'user-agent': 'fireq/test',
    })
    expect(page).toEqual({
      items: [
        {
          id: 'monthly-spend-usd',
          value: 200,
          maxValue: 500,
          usage: 123.45,
          updatedAt: '2026-04-12T13:52:45.123456789Z',
        },
        {id: 'deployed-model-count', value: 100, maxValue: 100, usage: 3, updatedAt: null},
        {id: 'ap-tokyo-1--h100-count', value: 0, maxValue: 0, usage: 0, updatedAt: null},
        {id: 'never-heard-of', value: null, maxValue: null, usage: null, updatedAt: null},
        {
          id: 'no-limit',
          value: 2 ** 63,
          maxValue: null,
          usage: null,
          updatedAt: '2026-04-12T11:52:45.000Z',
          exact: {value: '9223372036854775807'},
        },
      ],
      nextPageToken: null,
      totalSize: 5,
    })
  })

  test('nothing is asked for that was not said', async () => {
    const {gateway, server} = await against([{body: {}}])
    expect(await gateway.listQuotas('acme')).toEqual({items: [], nextPageToken: null, totalSize: null})
    expect(server.seen[0]!.url).toBe('/v1/accounts/acme/quotas')
  })

  test('names are encoded; one that would address something else is refused unsent', async () => {
    const {gateway, server} = await against([{body: {name: 'q?x=1#y z'}}])
    await gateway.getQuota('a/../b', 'q?x=1#y z')
    expect(server.seen[0]!.url).toBe('/v1/accounts/a%2F..%2Fb/quotas/q%3Fx%3D1%23y%20z')
    for (const id of ['', '.', '..', '\ud800']) {
      expect((await failureOf(gateway.getQuota('acme', id))).code).toBe('usage')
      expect((await failureOf(gateway.getAccount(id))).code).toBe('usage')
    }
    expect(server.seen).toHaveLength(1)
  })
})

const quotaOfA = (raw: Json) => decodeQuota(raw, {accountId: 'a'})

describe('an answer about another resource', () => {
  const another = [
    ['another quota of the account', 'accounts/acme/quotas/other'],
    ['the quota of another account', 'accounts/other/quotas/q'],
    ['another quota by its id', 'other'],
    ['no quota', undefined],
  ] as const

  test.each(another)('is no answer to a GET: %s', async (_, name) => {
    const {gateway} = await against([{body: {name, value: '8', maxValue: '500'}}])
    expect(await failureOf(gateway.getQuota('acme', 'q'))).toMatchObject({code: 'bad-response', exitCode: 7})
  })

  test.each(another)('is no answer to a PATCH, which is not sent again: %s', async (_, name) => {
    const {gateway, server} = await against([{body: {name, value: '200'}}])
    expect(await failureOf(gateway.patchQuota('acme', 'q', 200))).toMatchObject({code: 'bad-response'})
    expect(server.seen).toHaveLength(1)
  })

  test('is no answer for an account, nor an item of its lists', async () => {
    const account = await against([{body: {name: 'accounts/other', state: 'READY'}}])
    expect((await failureOf(account.gateway.getAccount('acme'))).code).toBe('bad-response')
    const quotas = await against([{body: {quotas: [{name: 'accounts/other/quotas/q'}]}}])
    expect((await failureOf(quotas.gateway.listQuotas('acme'))).message).toContain('accounts/other/quotas/q')
    const deployments = await against([{body: {deployments: [{name: 'accounts/other/deployments/d'}]}}])
    expect((await failureOf(deployments.gateway.listDeployments('acme'))).code).toBe('bad-response')
  })

  test('is not suspected of a name without its account', async () => {
    const {gateway} = await against([{body: {name: 'q', value: '8'}}])
    expect(await gateway.getQuota('acme', 'q')).toMatchObject({id: 'q', value: 8})
  })
})

describe('the change of a quota', () => {
  const changed = {name: 'accounts/acme/quotas/q', value: '200', maxValue: '500'}

  test('sends the value alone, with the mask, once', async () => {
    const {gateway, server} = await against([{body: changed, headers: {'x-request-id': 'r1'}}])
    const receipt = await gateway.patchQuota('acme', 'q', 200)
    expect(receipt).toMatchObject({quota: {id: 'q', value: 200, maxValue: 500}, requestId: 'r1'})
    expect(server.seen).toHaveLength(1)
    expect(server.seen[0]).toMatchObject({
      method: 'PATCH',
      url: '/v1/accounts/acme/quotas/q?updateMask=value',
      body: '{"value":"200"}',
    })
    expect(server.seen[0]!.headers['content-type']).toBe('application/json')
    expect(gateway.describePatch('acme', 'q', 200)).toEqual({
      method: 'PATCH',
      url: `${server.url}/v1/accounts/acme/quotas/q?updateMask=value`,
      body: {value: '200'},
    })
  })

  test.each([
    'unknown query parameter: updateMask',
    'Invalid JSON payload received. Unknown name "update_mask": Cannot find field.',
    'invalid field mask: value',
    'unknown field "value"',
  ])('goes once more without the mask when a 400 is about it: %s', async message => {
    const {gateway, server} = await against([{status: 400, body: {code: 3, message}}, {body: changed}])
    expect(await gateway.patchQuota('acme', 'q', 200)).toMatchObject({unmasked: true})
    expect(server.seen.map(seen => seen.url)).toEqual([
      '/v1/accounts/acme/quotas/q?updateMask=value',
      '/v1/accounts/acme/quotas/q',
    ])
    expect(server.seen[1]!.body).toBe('{"value":"200"}')
  })

  test('without the mask the answer stands', async () => {
    const {gateway, server} = await against([
      {status: 400, body: {message: 'unknown field mask'}},
      {status: 400, body: {message: 'update_mask is required'}},
    ])
    expect((await failureOf(gateway.patchQuota('acme', 'q', 900))).message).toContain('is required')
    expect(server.seen).toHaveLength(2)
  })

  test.each([
    ['a rejected value', {message: 'value 600 exceeds max_value 500'}],
    ['an echoed address', {message: 'PATCH /v1/accounts/acme/quotas/q?updateMask=value: value is above max'}],
    ['a used-up quota', {message: 'x-count for account acme, in use: 8, quota: 8; updateMask'}],
    ['a suspension', {message: 'Account acme is suspended, possibly due to past invoices. updateMask'}],
    ['a web page', '<html><title>updateMask refused</title></html>'],
    ['nothing', ''],
  ])('is sent once when a 400 is about %s', async (_, body) => {
    const {gateway, server} = await against([{status: 400, body}])
    expect((await failureOf(gateway.patchQuota('acme', 'q', 900))).httpStatus).toBe(400)
    expect(server.seen).toHaveLength(1)
  })

  test.each([401, 403, 404, 408, 409, 412, 429, 500, 502, 503, 504, 520])(
    'is sent once when it answers %i',
    async status => {
      const {gateway, server, clock} = await against([{status}])
      expect((await failureOf(gateway.patchQuota('acme', 'q', 1))).httpStatus).toBe(status)
      expect(server.seen).toHaveLength(1)
      expect(clock.slept).toEqual([])
    },
  )

  test.each(['reset', 'truncate'] as const)('is sent once when the connection breaks: %s', async fault => {
    const {gateway, server} = await against([{fault}])
    expect((await failureOf(gateway.patchQuota('acme', 'q', 1))).code).toBe('network')
    expect(server.seen).toHaveLength(1)
  })

  test.each([-1, 1.5, Number.NaN, Infinity, 2 ** 53])('refuses %s unsent', async value => {
    const {gateway, server} = await against([{}])
    expect((await failureOf(gateway.patchQuota('acme', 'q', value))).code).toBe('usage')
    expect(server.seen).toHaveLength(0)
  })
})

describe('whose key it is', () => {
  const accounts = {accounts: [{name: 'accounts/one'}, {name: 'accounts/two'}]}

  test('the headers of verifyApiKey tell, though its body is empty', async () => {
    const headers = {'X-Fireworks-Account-Id': 'acme', 'x-fireworks-developer-email': 'dev@acme.test'}
    const {gateway, server} = await against([{headers, body: ''}])
    expect(await gateway.identify()).toEqual({accountIds: ['acme'], email: 'dev@acme.test'})
    expect(server.seen.map(seen => seen.url)).toEqual(['/verifyApiKey'])
  })

  test.each([200, 400, 404, 405, 412, 500, 501, 503])(
    'after a %i without them the accounts are asked, at once',
    async status => {
      const {gateway, server, clock} = await against(({url}) =>
        url === '/verifyApiKey' ? {status, body: ''} : {body: accounts},
      )
      expect(await gateway.identify()).toEqual({accountIds: ['one', 'two'], email: null})
      expect(server.seen.map(seen => seen.url)).toEqual(['/verifyApiKey', '/v1/accounts?pageSize=2'])
      expect(clock.slept).toEqual([])
    },
  )

  test.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
  ])('a %i is believed', async (status, code) => {
    const {gateway, server} = await against([{status}])
    expect((await failureOf(gateway.identify())).code).toBe(code)
    expect(server.seen).toHaveLength(1)
  })

  test('a key may see no account', async () => {
    const {gateway} = await against(({url}) => (url === '/verifyApiKey' ? {status: 404} : {body: {}}))
    expect((await gateway.identify()).accountIds).toEqual([])
  })
})

describe('accounts, deployments, models, rate limits', () => {
  test('an account with states of another version', async () => {
    const {gateway} = await against([{body: wire('account')}])
    expect(await gateway.getAccount('acme')).toEqual({
      id: 'acme',
      displayName: 'Acme',
      email: 'ops@acme.test',
      accountType: 'ENTERPRISE',
      state: 'HIBERNATING',
      statusCode: 'OK',
      statusMessage: null,
      suspendState: 'MONTHLY_SPEND_LIMIT_EXCEEDED',
      createdAt: '2025-01-02T03:04:05Z',
      updatedAt: '2026-01-02T03:04:05Z',
    })
  })

  test('deployments, with fields missing', async () => {
    const {gateway} = await against([{body: wire('deployments')}])
    const {items, nextPageToken} = await gateway.listDeployments('acme')
    expect(nextPageToken).toBe('next')
    expect(items[0]).toMatchObject({
      id: 'prod',
      acceleratorType: 'NVIDIA_H100_80GB',
      acceleratorCount: 8,
      maxReplicaCount: 2,
      readyReplicaCount: 1,
      placement: {multiRegion: null, region: 'US_IOWA_1', regions: ['US_IOWA_1']},
      hotLoadTrainerJob: 'accounts/acme/rlorTrainerJobs/t',
      deploymentShape: 'accounts/fireworks/deploymentShapes/s/versions/1',
      createdAt: '2026-11-01T00:00:00Z',
    })
    expect({...items[0]!.annotations}).toEqual({'custom/team': 'search'})
    expect(items[1]).toMatchObject({id: 'bare', acceleratorCount: null, state: null, region: null, placement: null})
  })

  test('models', async () => {
    const {gateway} = await against([{body: wire('models')}])
    expect((await gateway.listModels('fireworks')).items).toEqual([
      {
        name: 'accounts/fireworks/models/kimi-k3',
        displayName: 'Kimi',
        kind: null,
        supportsServerless: true,
        parameterCount: 1e12,
        deprecationDate: null,
      },
      {
        name: 'accounts/fireworks/models/old',
        displayName: null,
        kind: null,
        supportsServerless: null,
        parameterCount: null,
        deprecationDate: null,
      },
    ])
  })

  test('serverless rate limits, where they are offered', async () => {
    const {gateway} = await against([
      {body: wire('serverless-rate-limits')},
      {status: 404},
      {status: 403},
      {status: 501},
      {status: 401},
    ])
    expect(await gateway.serverlessRateLimits('acme')).toEqual([
      {deployment: 'accounts/fireworks/models/kimi-k3', metric: 'TOKENS_GENERATED', effectiveLimit: 36000},
      {deployment: '', metric: 'TOKENS_NEW', effectiveLimit: 5.5},
    ])
    for (let i = 0; i < 3; i++) expect(await gateway.serverlessRateLimits('acme')).toBeNull()
    expect((await failureOf(gateway.serverlessRateLimits('acme'))).code).toBe('unauthorized')
  })
})

describe('a chat completion', () => {
  const request = {model: 'accounts/fireworks/models/m', maxTokens: 1, serviceTier: null, headers: {}}

  test('is one small request, and every answer is an answer', async () => {
    for (const status of [200, 302, 400, 401, 412, 429, 500, 503]) {
      const headers = {'X-RateLimit-Over-Limit': 'no', 'Set-Thing': ['a', 'b'], location: '/elsewhere'}
      const {inference, server, clock} = await against([{status, headers, body: `echo ${SECRET_KEY}`}])
      const answer = await inference.chatCompletion({
        ...request,
        serviceTier: 'priority',
        headers: {'X-Route': 'r', Authorization: 'no'},
      })
      expect(answer).toMatchObject({status, body: 'echo [redacted]'})
      expect(answer.latencyMs).toBeGreaterThan(0)
      expect(answer.headers).toContainEqual(['X-RateLimit-Over-Limit', 'no'])
      expect(answer.headers.filter(([name]) => name === 'Set-Thing')).toEqual([
        ['Set-Thing', 'a'],
        ['Set-Thing', 'b'],
      ])
      expect(server.seen).toHaveLength(1)
      expect(clock.slept).toEqual([])
      expect(server.seen[0]).toMatchObject({method: 'POST', url: '/inference/v1/chat/completions'})
      expect(server.seen[0]!.headers).toMatchObject({'x-route': 'r', authorization: `Bearer ${SECRET_KEY}`})
      expect(JSON.parse(server.seen[0]!.body)).toEqual({
        model: 'accounts/fireworks/models/m',
        messages: [{role: 'user', content: 'hi'}],
        max_tokens: 1,
        temperature: 0,
        service_tier: 'priority',
      })
    }
  })

  test('a broken connection is a failure of the network, told once', async () => {
    for (const fault of ['reset', 'truncate'] as const) {
      const {inference, server} = await against([{fault}])
      expect((await failureOf(inference.chatCompletion(request))).code).toBe('network')
      expect(server.seen).toHaveLength(1)
    }
  })

  test('a hundred at once share connections with the account API', async () => {
    const {inference, gateway, server, close} = await against([{body: {}}])
    await Promise.all(Array.from({length: 100}, () => inference.chatCompletion(request)))
    expect(server.connections).toBeLessThanOrEqual(100)
    const before = server.connections
    await gateway.listQuotas('acme')
    expect(server.connections).toBe(before)
    close()
  })
})

describe('the decoder', () => {
  const code = (run: () => unknown) => {
    try {
      run()
    } catch (error) {
      return error instanceof AppError ? error.code : error
    }
    return 'nothing thrown'
  }

  test.each([
    '',
    'null',
    '[]',
    '"x"',
    '{"quotas":',
    '<html>',
    '{"quotas":{}}',
    '{"quotas":"x"}',
    '{"quotas":[null]}',
    '{"quotas":[{}]}',
    '{"quotas":[{"name":""}]}',
    '{"quotas":[{"name":5}]}',
    '{"quotas":[{"name":"accounts/a/quotas/"}]}',
    '{"quotas":[{"name":"accounts/a/quotas/x/y"}]}',
    '{"error":"oops"}',
    '{"status":"ok"}',
  ])('calls %s a bad response', async body => {
    const {gateway, server} = await against([{body}])
    const error = await failureOf(gateway.listQuotas('acme'))
    expect(error).toMatchObject({code: 'bad-response', exitCode: 7})
    expect(error.hints.at(-1)).toContain('base-url')
    expect(server.seen).toHaveLength(1)
  })

  test('takes a missing or null list for an empty one', () => {
    for (const root of [{}, {quotas: null}, {nextPageToken: ''}, {totalSize: 0, more: 1}])
      expect(decodePage(root, 'quotas', 's', quotaOfA).items).toEqual([])
  })

  test('an item’s name is needed, of every kind', () => {
    for (const decode of [quotaOfA, decodeAccount, decodeModel]) expect(code(() => decode({}))).toBe('bad-response')
    expect(code(() => decodeAccount({name: 'accounts/a/quotas/b'}))).toBe('bad-response')
    expect(decodeAccount({name: 'acme'}).id).toBe('acme')
  })

  test('a number is finite or unknown; times are RFC 3339 in UTC or unknown', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string(), fc.double()), value => {
        const number = numberOf(value)
        expect(number === null || Number.isFinite(number)).toBe(true)
        const time = timeOf(value)
        expect(time === null || time.endsWith('Z')).toBe(true)
      }),
      propertyRuns(),
    )
    expect([numberOf('-0'), numberOf(' 12 '), numberOf('1.5'), numberOf('0x10'), numberOf(''), numberOf(true)]).toEqual(
      [0, 12, 1.5, null, null, null],
    )
    expect(timeOf('2026-13-45T00:00:00Z')).toBeNull()
  })

  test('int64 and doubles survive as strings', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), n => void expect(numberOf(String(n))).toBe(n === 0 ? 0 : n)),
      propertyRuns(),
    )
    fc.assert(
      fc.property(
        fc.double({noNaN: true, noDefaultInfinity: true}),
        n => void expect(numberOf(String(n))).toBe(n === 0 ? 0 : n),
      ),
      propertyRuns(),
    )
  })

  test('whatever JSON comes, a page is decoded or refused as a bad response', () => {
    const item = fc.record(
      {name: fc.oneof(fc.constant('accounts/a/quotas/q'), fc.jsonValue()), value: fc.jsonValue()},
      {requiredKeys: []},
    )
    const body = fc.oneof(
      fc.json(),
      fc.record({quotas: fc.array(item)}).map(value => JSON.stringify(value)),
    )
    fc.assert(
      fc.property(body, text => {
        const result = code(() => decodePage(decodeObject(text, 's'), 'quotas', 's', quotaOfA))
        expect(['nothing thrown', 'bad-response']).toContain(result)
      }),
      propertyRuns(),
    )
  })
})

describe('the base URL', () => {
  test.each([
    [DEFAULT_BASE_URL, 'https://api.fireworks.ai'],
    ['https://api.fireworks.ai/', 'https://api.fireworks.ai'],
    ['https://api.fireworks.ai/inference', 'https://api.fireworks.ai'],
    ['https://api.fireworks.ai/inference/v1/', 'https://api.fireworks.ai'],
    ['https://api.fireworks.ai/v1', 'https://api.fireworks.ai'],
    [' http://127.0.0.1:8080/prefix/inference/v1// ', 'http://127.0.0.1:8080/prefix'],
  ])('%s → %s', (given, normal) => {
    expect(normaliseBaseUrl(given)).toBe(normal)
    expect(normaliseBaseUrl(normal)).toBe(normal)
  })

  test.each([
    '',
    'api.fireworks.ai',
    'localhost:3000',
    'ftp://x',
    'https://u:p4ssw0rd@x',
    'https://x/?a=b',
    'https://x/#a',
    'file:///etc',
  ])('refuses %s', async given => {
    const error = await failureOf(
      Promise.resolve().then(() => normaliseBaseUrl(given)),
      ['p4ssw0rd'],
    )
    expect(error).toMatchObject({code: 'usage', exitCode: 2})
  })

  test('a key that no header can carry is refused before any request, and not shown', async () => {
    for (const apiKey of ['', 'fw_two lines\n', 'fw_nö123456']) {
      const error = await failureOf(
        Promise.resolve().then(() => connection('http://127.0.0.1', {apiKey})),
        ['two lines', 'nö123456'],
      )
      expect(error.code).toBe('unauthorized')
    }
  })
})
