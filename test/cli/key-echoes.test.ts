import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {inTurn, IS_LONG_RUN} from '../support/property-runs.js'
import {instantClock} from '../support/connection.js'
import {EVERY_COMMAND} from '../support/every-command.js'
import {startFaultServer, type FaultServer, type Seen} from '../support/fault-server.js'
import {runCli} from '../support/run-cli.js'
import {wordedReply} from '../support/worded-server.js'
import {emptyHome} from '../support/spawn-fireq.js'

// A server knows the key, and can spell it in any way that somebody could read back.

const KEY = 'k3yOfNoKnownKindMustNeverBePrinted77'
const FW_KEY = 'fw_3ZtestKEYmustNeverBePrinted77'

/** What nobody sees, put between two characters of a key. */
const BETWEEN = {
  'an ANSI colour': '\u001b[31m',
  'a cursor movement': '\u001b[1D\u001b[1C',
  'an OSC title': '\u001b]0;x\u0007',
  'a C1 sequence': '\u009b1m',
  'a zero-width space': '\u200b',
  'a zero-width joiner': '\u200d',
  'a soft hyphen': '\u00ad',
  'a byte order mark': '\ufeff',
  'a NUL': '\0',
  'a bell': '\u0007',
  'a line end': '\n',
  'a line end of Windows': '\r\n',
} as const

const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0')
const eachAs = (key: string, spell: (code: number) => string) =>
  Array.from(key, char => spell(char.charCodeAt(0))).join('')

/** Every way to spell a key, by name. */
function echoes(key: string): [name: string, text: string][] {
  const at = Array.from({length: key.length - 1}, (_, i) => i + 1)
  const encode = (text: string, kind: 'base64' | 'base64url' = 'base64') => Buffer.from(text).toString(kind)
  return [
    ['as it is', key],
    ['after a word', `Bearer ${key}`],
    ['in JSON escapes', eachAs(key, code => `\\u${hex(code, 4)}`)],
    ['in JSON escapes, twice', eachAs(key, code => `\\\\u${hex(code, 4)}`)],
    ['in percent signs', eachAs(key, code => `%${hex(code, 2)}`)],
    ['in entities', eachAs(key, code => `&#${code};`)],
    ['in hexadecimal entities', eachAs(key, code => `&#x${hex(code, 2)};`)],
    ...(['base64', 'base64url'] as const).flatMap(kind =>
      ['', 'B', 'xy', 'Bearer ', 'user:', '{"key":"'].map((before): [string, string] => [
        `${kind} after ${JSON.stringify(before)}`,
        encode(before + key, kind),
      ]),
    ),
    ...at.flatMap(i => [
      ...Object.entries(BETWEEN).map(([name, mark]): [string, string] => [
        `${name} after ${i}`,
        key.slice(0, i) + mark + key.slice(i),
      ]),
      [`a JSON escape at ${i}`, `${key.slice(0, i)}\\u${hex(key.charCodeAt(i), 4)}${key.slice(i + 1)}`] as [
        string,
        string,
      ],
      [`a percent sign at ${i}`, `${key.slice(0, i)}%${hex(key.charCodeAt(i), 2)}${key.slice(i + 1)}`] as [
        string,
        string,
      ],
    ]),
    ...Object.entries(BETWEEN).map(([name, mark]): [string, string] => [
      `${name} everywhere`,
      Array.from(key).join(mark),
    ]),
  ]
}

/** The texts that somebody could make of an output. */
function readings(output: string): string[] {
  const unescaped = output
    .replaceAll(/\\+u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
  // oxlint-disable-next-line no-control-regex -- escape sequences are the subject
  const seen = unescaped.replaceAll(/\u001b\[[0-9;]*[A-Za-z]|\u001b\][^\u0007]*\u0007|\u009b[0-9;]*[A-Za-z]/g, '')
  const bare = seen.replaceAll(/[^A-Za-z0-9+/=_-]/g, '')
  const decoded = [...output.matchAll(/[A-Za-z0-9+/_-]{16,}/g)].flatMap(([word]) =>
    [0, 1, 2, 3].map(from => Buffer.from(word.slice(from), 'base64').toString('latin1')),
  )
  return [output, unescaped, bare, ...decoded]
}

const readBack = (output: string, key: string) => readings(output).some(text => text.includes(key))

let told: readonly string[] = []
let status = 200
let server: FaultServer
beforeAll(async () => {
  server = await startFaultServer(({url}: Seen) => {
    const text = told[0]!
    const inHeader = text.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '')
    const headers = {'content-type': 'application/json', 'x-request-id': inHeader, 'x-echo': inHeader}
    if (status !== 200) return {status, headers, body: {code: 13, message: `you sent ${text} to us`}}
    if (url.includes('/chat/completions')) {
      return {headers, body: {id: text, choices: [{message: {content: text}}], usage: {prompt_tokens: 1}}}
    }
    if (url.includes('/quotas')) {
      const quotas = told.map(id => ({name: `accounts/acme/quotas/${id.replaceAll('/', '-')}`, value: '4', usage: 1}))
      return {
        headers,
        body: {quotas: [...quotas, {name: 'accounts/acme/quotas/monthly-spend-usd', value: '4', usage: 1}]},
      }
    }
    return {headers, body: {name: 'accounts/acme', displayName: text, state: text, suspendState: text, email: text}}
  })
})
afterAll(() => server.close())

async function run(argv: readonly string[], key: string) {
  const env = {FIREWORKS_API_KEY: key, FIREWORKS_ACCOUNT_ID: 'acme', FIREWORKS_BASE_URL: server.url}
  const {stdout, stderr} = await runCli(argv, {env, clock: instantClock()})
  return `${stdout}\n${stderr}`
}

describe.each([KEY, FW_KEY])('a key that begins with %s', key => {
  const all = echoes(key)

  test('cannot be read back from any of its echoes in the names of a list', async () => {
    told = all.map(([, text]) => text)
    status = 200
    for (const form of [[], ['--json'], ['-o', 'csv'], ['-o', 'json'], ['--debug']]) {
      const output = await run(['quota', 'list', ...form], key)
      const leaks = output.split('\n').filter(line => readBack(line, key))
      expect([form, leaks.slice(0, 5)]).toEqual([form, []])
    }
  }, 60_000)

  test('cannot be read back from an error, a name or a header, whatever asked', async () => {
    const some = all.filter((_, at) => at < 19 || at % 37 === 0)
    const leaks: string[] = []
    const asked = ['status', 'limits probe kimi-k3', 'diagnose --live', 'account get'].flatMap(line =>
      ['--debug', '--json'].map(form => `${line} ${form}`),
    )
    for (const [at, [name, text]] of some.entries()) {
      for (const [turn, answered] of inTurn([...[200, 401, 500].entries()], 3, at)) {
        told = [text]
        status = answered
        // In the short run each echo meets one of the eight, in turn.
        const lines = IS_LONG_RUN ? asked : [asked[(at * 3 + turn) % asked.length]!]
        for (const line of lines) {
          if (readBack(await run(line.split(' '), key), key)) leaks.push(`${line} ${answered}: ${name}`)
        }
      }
    }
    expect(leaks).toEqual([])
  }, 120_000)

  if (key === FW_KEY)
    test('cannot be read back from a pasted echo', async () => {
      const leaks: string[] = []
      // Nobody told what this key is: its beginning must be there to be known by.
      const known = all.filter(
        ([name, text]) => !/after "[Bx]|(?:after|at) [12]$|line end.* everywhere/.test(name) && text !== '',
      )
      for (const [name, text] of known.filter((_, at) => at < 15 || at % 11 === 0)) {
        const body = JSON.stringify({error: {message: `you sent ${text} to us`}})
        const {stdout, stderr} = await runCli(['diagnose'], {
          stdin: `HTTP/1.1 401 Unauthorized\nauthorization: Bearer ${key}\n\n${body}\n`,
          env: {FIREWORKS_API_KEY: key},
        })
        if (readBack(`${stdout}\n${stderr}`, key)) leaks.push(name)
      }
      expect(leaks).toEqual([])
    }, 60_000)

  test('has more than a thousand echoes', () => expect(all.length * 5).toBeGreaterThan(1000))
})

describe('in the answers about spend, keys, models, holders and plans', () => {
  const calls = EVERY_COMMAND.filter(
    ({id, asks}) =>
      asks && /^(?:spend|key|model|quota (?:explain|export|diff|wait)|limits|api|billing|history)/.test(id),
  )
  const forms = [
    [],
    ['--json'],
    ['-o', 'yaml'],
    ['-o', 'csv'],
    ['-o', 'tsv'],
    ['--query', 'data'],
    ['--format', 'nagios'],
    ['--format', 'junit'],
    ['--format', 'github'],
    ['--debug', '--verbose'],
  ]

  test.each(calls.map(({argv}) => ({line: argv.join(' '), argv})))(
    'a key cannot be read back from `fireq $line`',
    async ({argv}) => {
      const some = echoes(KEY).filter((_, at) => at < 15 || at % 97 === 0)
      const leaks: unknown[] = []
      for (const [at, [name, text]] of some.entries()) {
        const worded = await startFaultServer(seen => wordedReply(seen, {text, id: text.replaceAll('/', '-')}))
        const env = {FIREWORKS_API_KEY: KEY, FIREWORKS_ACCOUNT_ID: 'acme', FIREWORKS_BASE_URL: worded.url}
        for (const form of inTurn(forms, 14, at)) {
          const {stdout, stderr} = await runCli([...argv, ...form, '--no-input'], {env, clock: instantClock()})
          if (readBack(`${stdout}\n${stderr}`, KEY)) leaks.push([form, name])
        }
        await worded.close()
      }
      expect(leaks).toEqual([])
    },
    60_000,
  )
})

describe('a key of 60,000 characters', () => {
  const long = `fw_${'Ab3.*+('.repeat(9000)}`
  const piece = long.slice(3, 40)
  const profile = (content: object) => {
    const home = emptyHome()
    const folder = path.join(home, '.config', 'fireq', 'profiles')
    mkdirSync(folder, {recursive: true, mode: 0o700})
    writeFileSync(path.join(folder, 'default.json'), JSON.stringify(content), {mode: 0o600})
    return home
  }

  test.each([
    ['a flag', ['quota', 'list', '--api-key', long], {}],
    ['the environment', ['quota', 'list'], {env: {FIREWORKS_API_KEY: long}}],
    ['a profile', ['quota', 'list'], {home: () => profile({apiKey: long, accountId: 'acme'})}],
    [
      'a key command',
      ['quota', 'list'],
      {
        home: () => profile({keyCommand: `node -p '"fw_"+"Ab3.*+(".repeat(9000)'`}),
        env: {PATH: process.env['PATH'] ?? ''},
      },
    ],
    ['standard input', ['auth', 'login'], {stdin: long}],
    ['an argument', ['auth', 'login', long], {}],
  ] as [string, string[], {env?: Record<string, string>; home?: () => string; stdin?: string}][])(
    'from %s is a clear error that does not hold it',
    async (_, argv, {home, ...options}) => {
      for (const form of [[], ['--json'], ['--debug']]) {
        const {stdout, stderr, code} = await runCli([...argv, ...form, '--base-url', server.url], {
          ...options,
          home: home?.() ?? emptyHome(),
        })
        expect([code, `${stdout}${stderr}`]).toEqual([
          expect.any(Number),
          expect.stringMatching(/longer than|characters/),
        ])
        expect(`${stdout}${stderr}`).not.toContain(piece)
      }
    },
  )
})

test('`--debug` tells the values of a few known headers, sent and received, and of no other', async () => {
  told = ['quiet']
  status = 200
  const shown = await run(
    [
      'limits',
      'probe',
      'kimi-k3',
      '--debug',
      '--header',
      'x-session=s3cr3tOfAnotherService',
      '--header',
      'accept-language=de',
    ],
    KEY,
  )
  expect(shown).toContain('> x-session: [redacted]')
  expect(shown).toContain('< x-echo: [redacted]')
  expect(shown).toContain('< content-type: application/json')
  expect(shown).toContain('< x-request-id: quiet')
  expect(shown).not.toMatch(/s3cr3t|accept-language: de/)
})

test('the key of this shell is not shown where a paste holds it, of whatever kind it is', async () => {
  for (const form of [[], ['--json'], ['--markdown']]) {
    const {stdout} = await runCli(['diagnose', '-', ...form], {
      stdin: `something about ${KEY} failed`,
      env: {FIREWORKS_API_KEY: KEY},
    })
    expect(stdout).not.toContain(KEY)
  }
})
