import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {instantClock} from '../support/connection.js'
import {EVERY_COMMAND} from '../support/every-command.js'
import {startFaultServer, type FaultServer, type Reply} from '../support/fault-server.js'
import {inTurn, someOf} from '../support/property-runs.js'
import {runCli} from '../support/run-cli.js'
import {emptyHome} from '../support/spawn-fireq.js'

// Whatever the size and the depth of what a server or a person gives: an answer in time, and never a bug's exit code.

const KEY = 'plain-key-of-no-interest'
/** Milliseconds. A second where the machine has one; it has other things to do. */
const IN_TIME = 12_000

const deep = (open: string, close: string, levels = 100_000) => open.repeat(levels) + close.repeat(levels)
const json = {'content-type': 'application/json'}
const megabyte = (unit: string) => unit.repeat(Math.ceil(1e6 / unit.length))

const UNITS = [
  'a',
  ' ',
  '\n',
  '<',
  '{',
  '[',
  '"',
  '\\',
  '%41',
  '&#',
  '\u001b[',
  '\u009d',
  '::',
  'Account acme is suspended ',
]
const WORDS = [
  'quota: 8, in use: ',
  'rate limit ',
  'http://a',
  'Bearer ',
  'fw_',
  'HTTP 429 ',
  '- {',
  "'",
  'data: {"error":',
]

const REPLIES: Record<string, Reply> = {
  'lists, 100,000 deep': {headers: json, body: deep('[', ']')},
  'objects, 100,000 deep': {headers: json, body: deep('{"a":', '}').replace('{"a":}', '{}')},
  'a field that is deep': {headers: json, body: `{"name":"accounts/acme","accounts":[],"x":${deep('[', ']')}}`},
  'a list of items that are deep': {headers: json, body: `{"quotas":[{"name":"q","x":${deep('[', ']')}}]}`},
  'an error that is deep': {
    status: 400,
    headers: json,
    body: `{"error":${deep('{"error":', '}').replace(':}', ':1}')}}`,
  },
  'an error in an error, as text': {
    status: 500,
    headers: json,
    body: JSON.stringify({
      error: {
        message: Array.from({length: 12}).reduce<string>(
          text => JSON.stringify({error: {message: text}}).slice(0, 2e5),
          'x',
        ),
      },
    }),
  },
  'a completion that is deep': {headers: json, body: `{"choices":[{"message":${deep('[', ']')}}],"usage":{}}`},
  'one header of 64 kB': {status: 200, headers: {...json, 'x-request-id': 'r'.repeat(65_536)}},
  '400 kB of headers': {
    headers: {
      ...json,
      ...Object.fromEntries(Array.from({length: 1900}, (_, i) => [`x-ratelimit-limit-${i}`, '1'.repeat(190)])),
    },
  },
  'many limits in 15 kB of headers': {
    status: 429,
    headers: Object.fromEntries(Array.from({length: 300}, (_, i) => [`x-ratelimit-limit-tokens-${i}`, '1'])),
    body: 'x',
  },
}
for (const unit of someOf([...UNITS, ...WORDS], 4))
  REPLIES[`an error of a megabyte of ${JSON.stringify(unit)}`] = {status: 400, body: megabyte(unit)}

let reply: Reply = {}
let server: FaultServer
beforeAll(async () => {
  server = await startFaultServer(() => reply)
  // Loading the code is not what is timed.
  for (const {argv} of EVERY_COMMAND.filter(({asks}) => asks)) await run(argv)
}, 60_000)
afterAll(() => server.close())

const run = (argv: readonly string[], stdin?: string) =>
  runCli([...argv, '--no-input'], {
    home: emptyHome(),
    clock: instantClock(),
    env: {FIREWORKS_API_KEY: KEY, FIREWORKS_ACCOUNT_ID: 'acme', FIREWORKS_BASE_URL: server.url},
    ...(stdin === undefined ? {} : {stdin}),
  })

const COMMANDS = ['quota list', 'account get', 'limits probe', 'diagnose', 'api', 'key list'] as const
const CALLS = COMMANDS.map(id => EVERY_COMMAND.find(call => call.id === id)!)

describe.each(Object.entries(REPLIES))('%s', (name, answer) => {
  test('is told in time by every command', async () => {
    reply = answer
    const calls = name.startsWith('an error of a megabyte') ? CALLS.slice(1, 3) : CALLS
    for (const [at, {argv}] of calls.entries()) {
      for (const form of inTurn([['--json'], ['--debug']], 2, at)) {
        const started = performance.now()
        const {code, stdout, stderr} = await run([...argv, ...form])
        const took = performance.now() - started
        expect([argv, form, code === 70 ? `${stdout}${stderr}`.slice(0, 500) : '', took < IN_TIME]).toEqual([
          argv,
          form,
          '',
          true,
        ])
        expect(`${stdout}${stderr}`.length).toBeLessThan(200_000)
      }
    }
  }, 90_000)
})

const PASTES = [
  ...UNITS,
  ...WORDS,
  '\r\n',
  'x-ratelimit-limit-requests: 1\n',
  'HTTP/1.1 429 Too Many Requests\n',
  '2026-01-01T00:00:00Z 429 x\n',
  '{"error":{"message":"',
  '\\n',
  '\t',
  '| ',
  '> ',
  'curl: ',
  '"headers": [',
  "Error code: 429 - {'error': {'message': '",
]

describe('a paste of a megabyte', () => {
  test.each(someOf(PASTES, 5))(
    'of %j is read in time',
    async unit => {
      const started = performance.now()
      const {code, stdout, stderr} = await run(['diagnose', '-', '--json'], megabyte(unit))
      expect([code === 70 ? `${stdout}${stderr}`.slice(0, 500) : '', performance.now() - started < IN_TIME]).toEqual([
        '',
        true,
      ])
    },
    60_000,
  )
})
