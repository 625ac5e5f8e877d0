import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {execFileSync} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {runCli, type RunOutcome} from '../support/run-cli.js'
import {emptyHome} from '../support/spawn-fireq.js'

// A folder or file that others may write could make fireq run their command, or send them the key.

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await createSandbox({})
})
afterAll(() => sandbox.close())

const PROFILE = '.config/fireq/profiles/default.json'
const SETTINGS = '.config/fireq/config.json'
const AUTH_INI = '.fireworks/auth.ini'

function put(home: string, name: string, text: string, mode: number): string {
  const file = path.join(home, name)
  mkdirSync(path.dirname(file), {recursive: true, mode: 0o700})
  writeFileSync(file, text)
  chmodSync(file, mode)
  return file
}

/** The command in backquotes that a hint holds. */
const lineIn = (text: string): string => /`([^`]+)`/.exec(text)?.[1] ?? ''

describe('auth login', () => {
  test.each(['.config/fireq', '.config/fireq/profiles'])(
    'stores no key in %s that others may write, and says with which line that ends',
    async folder => {
      const home = emptyHome()
      mkdirSync(path.join(home, '.config/fireq/profiles'), {recursive: true, mode: 0o700})
      chmodSync(path.join(home, folder), 0o777)
      const login = (): Promise<RunOutcome> =>
        runCli(['auth', 'login', '--base-url', sandbox.url, '--no-input'], {home, stdin: `${sandbox.apiKey}\n`})
      const {code, stdout, stderr} = await login()
      expect({code, stdout}).toEqual({code: 1, stdout: ''})
      expect(stderr).toContain(path.join(home, folder))
      expect(readdirSync(path.join(home, '.config/fireq/profiles'))).toEqual([])
      execFileSync('sh', ['-c', lineIn(stderr)])
      expect((await login()).code).toBe(0)
      expect(existsSync(path.join(home, PROFILE))).toBe(true)
    },
  )
})

describe('a key command', () => {
  test.each([
    ['the file', PROFILE, 0o666],
    ['the file’s group', PROFILE, 0o660],
  ])('of a profile of which others may write %s does not run; the printed line mends it', async (_, name, mode) => {
    const home = emptyHome()
    const ran = path.join(home, 'ran')
    put(
      home,
      PROFILE,
      JSON.stringify({keyCommand: `touch '${ran}'; echo ${sandbox.apiKey}`, baseUrl: sandbox.url}),
      0o600,
    )
    chmodSync(path.join(home, name), mode)
    for (const argv of [
      ['quota', 'list'],
      ['status'],
      ['auth', 'status'],
      ['limits', 'probe'],
      ['spend'],
      ['api', '/v1/accounts'],
    ]) {
      const {code, stderr} = await runCli([...argv, '--no-input'], {home})
      expect({argv, code, ran: existsSync(ran)}).toEqual({argv, code: 1, ran: false})
      expect(stderr).toMatch(/the profile default is not read: .*others may write/)
    }
    const document = JSON.parse((await runCli(['quota', 'list', '--json'], {home})).stdout) as {
      error: {code: string; hints: string[]}
    }
    expect(document.error.code).toBe('refused')
    execFileSync('sh', ['-c', lineIn(document.error.hints[0] ?? '')])
    expect(await runCli(['quota', 'list'], {home})).toMatchObject({code: 0})
    expect(existsSync(ran)).toBe(true)
  })
})

const NO_FILES: readonly (readonly [string, (file: string) => unknown])[] = [
  ['a named pipe', (file: string) => void execFileSync('mkfifo', [file])],
  [
    'a link to a named pipe',
    (file: string) => {
      execFileSync('mkfifo', [`${file}.pipe`])
      symlinkSync(`${file}.pipe`, file)
    },
  ],
  ['a link to a device that never ends', (file: string) => symlinkSync('/dev/zero', file)],
  ['a link to a device that never begins', (file: string) => symlinkSync('/dev/tty', file)],
  ['a link to itself', (file: string) => symlinkSync(file, file)],
  ['a folder', (file: string) => void mkdirSync(file)],
]

describe.each(NO_FILES)('%s', (_, make) => {
  const home = (name: string): string => {
    const folder = emptyHome()
    mkdirSync(path.dirname(path.join(folder, name)), {recursive: true, mode: 0o700})
    make(path.join(folder, name))
    return folder
  }
  const AT_ONCE_MS = 5000

  test.each([
    ['a profile', PROFILE],
    ['firectl’s auth.ini', AUTH_INI],
  ])(
    'for %s ends the command at once with an error that names the file',
    async (_name, name) => {
      const {code, stderr} = await runCli(['quota', 'list', '--no-input'], {home: home(name)})
      expect(code).toBe(1)
      expect(stderr).toContain(name)
    },
    AT_ONCE_MS,
  )

  test(
    'for the settings is told, and never waited for',
    async () => {
      const folder = home(SETTINGS)
      const env = {FIREWORKS_API_KEY: sandbox.apiKey, FIREWORKS_BASE_URL: sandbox.url}
      const {code, stderr} = await runCli(['quota', 'list', '--no-input'], {home: folder, env})
      expect(code).toBe(0)
      expect(stderr).toContain(SETTINGS)
      expect((await runCli(['config', 'set', 'timeout', '9'], {home: folder})).code).toBe(1)
    },
    AT_ONCE_MS,
  )

  test(
    'for the key file of another place (FIREWORKS_AUTH_FILE) ends the command at once',
    async () => {
      const folder = home('elsewhere.ini')
      const env = {FIREWORKS_AUTH_FILE: path.join(folder, 'elsewhere.ini')}
      const {code, stderr} = await runCli(['quota', 'list', '--no-input'], {home: folder, env})
      expect(code).toBe(1)
      expect(stderr).toContain('elsewhere.ini')
    },
    AT_ONCE_MS,
  )
})

test('a key that stands in a profile’s account or address too is shown nowhere', async () => {
  const key = 'k3yOfNoKnownKindMustNeverBePrinted77'
  for (const other of [{accountId: `<${key}>`}, {baseUrl: `http://127.0.0.1:9/${key}`}, {accountId: key}]) {
    const home = emptyHome()
    put(home, PROFILE, JSON.stringify({apiKey: key, ...other}), 0o600)
    for (const argv of [
      ['auth', 'list'],
      ['auth', 'list', '--json'],
      ['config', 'list'],
      ['status'],
      ['quota', 'list', '--json'],
    ]) {
      const {stdout, stderr} = await runCli([...argv, '--debug', '--no-input'], {home})
      expect(stdout + stderr).not.toContain(key)
    }
  }
})
