import {afterEach, describe, expect, test} from '@jest/globals'
import {createSandbox, type Sandbox, type SandboxOptions} from '../../src/lib/sandbox/index.js'
import type {Account} from '../../src/lib/domain/account.js'
import {documentIn} from '../support/schema-check.js'
import {runCli, type RunOptions} from '../support/run-cli.js'

const open: Sandbox[] = []
afterEach(() => Promise.all(open.splice(0).map(sandbox => sandbox.close())))

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await createSandbox({scenario: 'tier2', ...options})
  open.push(sandbox)
  return sandbox
}

function run(sandbox: Sandbox, line: string, options: RunOptions = {}) {
  const env = {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: sandbox.apiKey}
  return runCli(line.split(' '), {env, ...options})
}

const others = (count: number) => Array.from({length: count}, (_, at) => `other-${at}`)
const asked = (sandbox: Sandbox) => sandbox.requests.map(({path}) => path)

describe('account list', () => {
  test('every page, without a choice among the accounts being asked for', async () => {
    const sandbox = await start({overrides: {otherAccounts: others(250)}})
    const {stdout, stderr, code} = await run(sandbox, 'account list --json')
    expect({stderr, code}).toEqual({stderr: '', code: 0})
    const {account, data} = documentIn<{accounts: Account[]; nextPageToken: null}>(stdout)
    expect(account).toBeNull()
    expect(data.nextPageToken).toBeNull()
    expect(new Set(data.accounts.map(({id}) => id)).size).toBe(251)
    expect(asked(sandbox)).toEqual(['/v1/accounts', '/v1/accounts'])
  })

  test('one page says that there are more, and continues where it ended', async () => {
    const sandbox = await start({overrides: {otherAccounts: others(4)}})
    const first = await run(sandbox, 'account list --page-size 3 --no-paginate --json')
    const page = documentIn<{accounts: Account[]; nextPageToken: string}>(first.stdout)
    expect(page.data.accounts).toHaveLength(3)
    expect(page.warnings.map(({code}) => code)).toEqual(['more-pages'])
    const rest = await run(sandbox, `account list --json --page-token ${page.data.nextPageToken}`)
    const ids = documentIn<{accounts: Account[]}>(rest.stdout).data.accounts.map(({id}) => id)
    expect([...page.data.accounts.map(({id}) => id), ...ids].sort()).toEqual(['acme', ...others(4)])
  })

  test('passes filter and order on as they came', async () => {
    const sandbox = await start()
    await runCli(['account', 'list', '--filter', 'name:acme', '--order-by', 'create_time desc'], {
      env: {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: sandbox.apiKey},
    })
    expect(sandbox.requests[0]!.query).toMatchObject({filter: 'name:acme', orderBy: 'create_time desc'})
  })

  test('csv and tsv carry the JSON field names', async () => {
    const sandbox = await start()
    const {stdout} = await run(sandbox, 'account list -o csv')
    const [head, row] = stdout.split('\n')
    expect(head).toBe(
      'id,displayName,email,accountType,state,statusCode,statusMessage,suspendState,createdAt,updatedAt',
    )
    expect(row).toMatch(/^acme,Acme,dev@acme\.example,/)
    expect((await run(sandbox, 'account list -o tsv')).stdout).toBe(stdout.replaceAll(',', '\t'))
  })

  test('no account is an empty list of the same shape, exit 0', async () => {
    const sandbox = await start({overrides: {noAccount: true}})
    const {stdout, code} = await run(sandbox, 'account list --json')
    expect(code).toBe(0)
    expect(documentIn(stdout).data).toEqual({accounts: [], nextPageToken: null})
    expect((await run(sandbox, 'account list -o json')).stdout).toBe('[]\n')
    expect((await run(sandbox, 'account list', {tty: true})).stdout).toBe('This key sees no accounts.\n')
  })
})

describe('account get', () => {
  test('the account in use, its document, and each way to name another', async () => {
    const sandbox = await start({overrides: {otherAccounts: ['beta']}})
    for (const [line, id] of [
      ['account get -a acme', 'acme'],
      ['account get beta', 'beta'],
      ['account get accounts/beta', 'beta'],
      // The argument is the account: what is in use does not matter to it.
      ['account get beta -a acme', 'beta'],
    ] as const) {
      const {stdout, code} = await run(sandbox, `${line} --json`)
      expect([line, code]).toEqual([line, 0])
      const {account, data} = documentIn<{account: Account}>(stdout)
      expect([line, account, data.account.id]).toEqual([line, id, id])
    }
  })

  test('asks only for the account when it is named', async () => {
    const sandbox = await start()
    await run(sandbox, 'account get acme')
    expect(asked(sandbox)).toEqual(['/v1/accounts/acme'])
  })

  test('several accounts and no choice: exit 2, naming them', async () => {
    const sandbox = await start({overrides: {otherAccounts: ['beta']}})
    // Without the route that names a key's account, the list of those it sees decides.
    sandbox.fault({route: 'GET /verifyApiKey', kind: '404'})
    const {stderr, code} = await run(sandbox, 'account get')
    expect(code).toBe(2)
    expect(stderr).toContain('`acme`, `beta`')
  })

  test('an account that there is not: exit 3, with the way to those the key sees; one not allowed: exit 4', async () => {
    const sandbox = await start()
    expect((await run(sandbox, 'account get nobody')).code).toBe(4)
    sandbox.fault({route: 'GET /v1/accounts/nobody', kind: '404'})
    const {stdout, stderr, code} = await run(sandbox, 'account get nobody')
    expect({stdout, code}).toEqual({stdout: '', code: 3})
    expect(stderr).toMatch(/^error: this key sees no account `nobody`\n/)
    expect(stderr).toContain(`hint: see \`fireq account list --base-url ${sandbox.url}\` for those it does`)
  })

  test.each(['accounts/a/b', 'fw_notanaccount', '..', 'accounts/'])(
    '%s is no account: exit 2, nothing sent',
    async id => {
      const sandbox = await start()
      expect((await run(sandbox, `account get ${id}`)).code).toBe(2)
      expect(sandbox.requests).toEqual([])
    },
  )

  test('says why an account is suspended on a terminal, and the word alone in a pipe', async () => {
    const sandbox = await start({scenario: 'suspended-payment'})
    const pipe = await run(sandbox, 'account get')
    expect(pipe.stdout).toContain('\nSuspend State: FAILED_PAYMENTS\n')
    expect(pipe.code).toBe(0)
    const terminal = await run(sandbox, 'account get --no-color', {tty: true})
    expect(terminal.stdout).toContain('Suspend State: ✗ FAILED_PAYMENTS (the payment of a past invoice failed)')
  })

  test('a dry run is a document too', async () => {
    const sandbox = await start()
    const {stdout} = await run(sandbox, 'account get acme --dry-run --json')
    const {account, data} = documentIn(stdout)
    expect(account).toBe('acme')
    expect(data).toEqual({requests: [{method: 'GET', url: `${sandbox.url}/v1/accounts/acme`, body: null}]})
    expect(sandbox.requests).toEqual([])
  })
})
