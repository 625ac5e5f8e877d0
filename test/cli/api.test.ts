import {afterEach, beforeEach, describe, expect, test} from '@jest/globals'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {runCli} from '../support/run-cli.js'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await createSandbox({scenario: 'many-quotas'})
})
afterEach(() => sandbox.close())

const api = (...words: string[]) => runCli(['api', ...words, '--base-url', sandbox.url, '--api-key', sandbox.apiKey])
const asked = () => sandbox.requests.map(({method, path}) => `${method} ${path}`)

describe('fireq api', () => {
  test.each([
    'quotas?pageSize=3',
    'accounts/{account}/quotas?pageSize=3',
    '/accounts/{account}/quotas?pageSize=3',
    'v1/accounts/{account}/quotas?pageSize=3',
    '/v1/accounts/{account}/quotas?pageSize=3',
  ])('%s is a GET of the same path, printed as it came', async path => {
    const {stdout, code} = await api(path)
    expect(code).toBe(0)
    expect(asked().at(-1)).toMatch(/^GET \/v1\/accounts\/\w+\/quotas/)
    const page = JSON.parse(stdout) as {quotas: {name: string; value: string}[]; nextPageToken: string}
    expect(page.quotas).toHaveLength(3)
    expect(page.nextPageToken).not.toBe('')
    expect(page).not.toHaveProperty('schema')
  })

  test("--paginate joins the pages, and --query is asked of the API's own JSON", async () => {
    expect((await api('quotas', '--paginate', '--query', 'length(quotas)')).stdout).toBe('1000\n')
    expect((await api('quotas?pageSize=1', '--query', 'quotas[0].name')).stdout).toMatch(
      /^accounts\/\w+\/quotas\/\S+\n$/,
    )
    expect((await api('quotas?pageSize=1', '-o', 'yaml')).stdout).toMatch(/^quotas:\n {2}- name: accounts\//)
  })

  test.each([
    'https://evil.example/v1/accounts',
    '//evil.example/v1',
    '///evil.example/v1',
    'HTTPS:evil.example',
    '\\\\evil.example\\v1',
    '/\\evil.example',
    'accounts/a%5cb',
    'accounts/..%2f..%2finference',
    'accounts/{account}/..',
    '..',
    './quotas',
    'quotas\n',
    'quotas\r\nhost: evil.example',
    'qüotas',
    'http:evil',
    '/v1/../inference',
    'accounts/%2e%2e/%2E./x',
    'accounts/a%2fb',
    'accounts//quotas',
    'quotas#x',
    'a\\b',
    'quo tas',
    '',
  ])('%j is refused, and nothing is sent', async path => {
    expect((await api(path)).code).toBe(2)
    expect(sandbox.requests).toEqual([])
  })

  test.each([
    '@evil.example/v1',
    'user:word@evil.example',
    'accounts/acme@evil.example',
    '/@evil.example',
    'quotas?to=//evil.example',
  ])('%s stays a path of this host', async path => {
    const {code} = await api(path)
    // `user:` begins like a URL.
    expect([path, code === 2 ? 0 : sandbox.requests.length > 0 ? 1 : -1]).toEqual([
      path,
      path.startsWith('user:') ? 0 : 1,
    ])
    for (const {path: at, headers} of sandbox.requests) {
      expect(at).toMatch(/^\/(?:v1\/|verifyApiKey$)/)
      expect(headers['host']).toBe(new URL(sandbox.url).host)
    }
  })

  test('follows no redirect to another host, and takes no key there', async () => {
    const reached: string[] = []
    const elsewhere = createServer((request, response) => {
      reached.push(request.headers.authorization ?? 'no key')
      response.end('{}')
    })
    const redirecting = createServer((_request, response) => {
      const {port} = elsewhere.address() as AddressInfo
      response.writeHead(307, {location: `http://localhost:${port}/v1/accounts/acme/quotas`}).end()
    })
    for (const server of [elsewhere, redirecting]) await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    try {
      const url = `http://127.0.0.1:${(redirecting.address() as AddressInfo).port}`
      const {code, stdout} = await runCli(['api', 'quotas', '-a', 'acme', '--base-url', url, '--api-key', 'fw_test_1'])
      expect([code, stdout, reached]).toEqual([7, '', []])
    } finally {
      elsewhere.close()
      redirecting.close()
    }
  })

  test('keeps the query of the path on every page', async () => {
    const {stdout} = await api('quotas?pageSize=100&filter=value%3E0', '--paginate', '--query', 'length(quotas)')
    expect(Number(stdout)).toBeGreaterThan(100)
    const asked = sandbox.requests.filter(({path}) => path.endsWith('/quotas')).map(({query}) => query)
    expect(asked.length).toBeGreaterThan(1)
    for (const query of asked) expect(query).toMatchObject({pageSize: '100', filter: 'value>0'})
  })

  test('knows no other method', async () => {
    expect((await api('quotas', '-X', 'PATCH')).code).toBe(2)
    expect((await api('quotas', '--method', 'PATCH')).code).toBe(2)
    expect(sandbox.requests).toEqual([])
  })

  test('exits with the code of the answer', async () => {
    expect((await api('quotas/nope')).code).toBe(3)
    sandbox.fault({route: 'GET /v1/accounts/*', kind: '403', times: 'always'})
    expect((await api('deployments')).code).toBe(4)
  })

  test('shows no key, also when the server echoes one', async () => {
    sandbox.fault({route: 'GET /v1/accounts/*', kind: 'echo-key', times: 'always'})
    const {stdout, stderr, code} = await api('quotas', '--debug')
    expect(code).toBe(4)
    expect(stdout + stderr).not.toContain(sandbox.apiKey)
  })
})
