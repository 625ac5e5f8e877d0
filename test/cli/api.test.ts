import {afterEach, beforeEach, describe, expect, test} from '@jest/globals'
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
