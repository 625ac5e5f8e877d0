import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {readFileSync} from 'node:fs'
import {Ajv2020} from 'ajv/dist/2020.js'
import {startFaultServer, type FaultServer, type Reply} from '../support/fault-server.js'
import {someOf} from '../support/property-runs.js'
import {inLanes, spawnFireq, TEST_KEY, type SpawnOutcome} from '../support/spawn-fireq.js'

const errorSchema = new Ajv2020({strict: false, validateFormats: false}).compile(
  JSON.parse(readFileSync('schemas/fireq.error.v1.json', 'utf8')) as object,
)

interface Failure {
  readonly name: string
  /** The server's answer to everything; none for failures before any request. */
  readonly reply?: Reply
  readonly args?: readonly string[]
  readonly env?: Record<string, string>
  readonly exitCode: number
  readonly code: string
}

const KEY = {FIREWORKS_API_KEY: TEST_KEY, FIREWORKS_ACCOUNT_ID: 'acme'}
const LIST = ['quota', 'list']
const gone = {code: 5, message: 'gone', details: []}

/** Every failure that the contract names: the exit code, and the code of the error document. */
const FAILURES: readonly Failure[] = [
  {name: 'no key', args: LIST, env: {}, exitCode: 4, code: 'unauthorized'},
  {
    name: '401',
    reply: {status: 401, body: {code: 16, message: `bad key ${TEST_KEY}`, details: []}},
    exitCode: 4,
    code: 'unauthorized',
  },
  {name: '403', reply: {status: 403, body: {code: 7, message: '', details: []}}, exitCode: 4, code: 'forbidden'},
  {name: '404', reply: {status: 404, body: gone}, exitCode: 3, code: 'not-found'},
  {
    name: '412',
    reply: {
      status: 412,
      body: {
        error: {
          code: 'PRECONDITION_FAILED',
          message:
            'Account acme is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices.',
        },
      },
    },
    exitCode: 5,
    code: 'suspended',
  },
  {
    name: '429 after retries',
    reply: {status: 429, body: {error: 'rate limit exceeded, please try again later'}},
    exitCode: 6,
    code: 'rate-limited',
  },
  {
    name: '500',
    reply: {status: 500, body: {code: 13, message: 'internal', details: []}},
    exitCode: 7,
    code: 'server-error',
  },
  {
    name: 'HTML',
    reply: {status: 200, headers: {'content-type': 'text/html'}, body: '<html><h1>Welcome to the proxy</h1></html>'},
    exitCode: 7,
    code: 'bad-response',
  },
  {
    name: 'HTML 502',
    reply: {status: 502, headers: {'content-type': 'text/html'}, body: '<html><h1>Bad gateway</h1></html>'},
    exitCode: 7,
    code: 'server-error',
  },
  {name: 'reset', reply: {fault: 'reset'}, exitCode: 7, code: 'network'},
  {name: 'timeout', reply: {fault: 'hang'}, args: [...LIST, '--timeout', '2'], exitCode: 7, code: 'timeout'},
  {name: 'truncated', reply: {fault: 'truncate', body: {quotas: []}}, exitCode: 7, code: 'bad-response'},
  {
    name: 'a server that echoes the key',
    reply: {status: 400, body: `header was Bearer ${TEST_KEY}`},
    exitCode: 1,
    code: 'bad-request',
  },
  {name: 'bad flag', args: ['quota', 'list', '--frobnicate'], exitCode: 2, code: 'usage'},
  {name: 'bad value', args: ['quota', 'list', '--page-size', '12abc'], exitCode: 2, code: 'usage'},
  {name: 'unknown command', args: ['quoat', 'list'], exitCode: 2, code: 'usage'},
  {name: 'missing argument', args: ['quota', 'get'], exitCode: 2, code: 'usage'},
]

describe('every failure says what, why, and what to do', () => {
  const met = someOf(FAILURES, 6)
  const servers: FaultServer[] = []
  const outcomes = new Map<string, {text: SpawnOutcome; json: SpawnOutcome}>()

  beforeAll(async () => {
    const runs: (() => Promise<void>)[] = []
    for (const failure of met) {
      let args = failure.args ?? LIST
      if (failure.reply) {
        const reply = failure.reply
        const server = await startFaultServer(() => reply)
        servers.push(server)
        args = [...args, '--base-url', server.url]
      }
      const env = failure.env ?? KEY
      runs.push(async () => {
        const text = await spawnFireq(args, {env})
        const json = await spawnFireq([...args, '--json'], {env})
        outcomes.set(failure.name, {text, json})
      })
    }
    await inLanes(4, runs)
  }, 180_000)

  afterAll(async () => {
    await Promise.all(servers.map(server => server.close()))
  })

  test.each(met)('$name: exit $exitCode, $code', ({name, exitCode, code}) => {
    const {text, json} = outcomes.get(name)!

    expect(json.code).toBe(exitCode)
    expect(json.stdout.endsWith('}\n')).toBe(true)
    expect(json.stdout.trim().split('\n')).toHaveLength(1)
    const document = JSON.parse(json.stdout) as {error: {code: string; exitCode: number; hints: string[]}}
    expect(errorSchema(document)).toBe(true)
    expect(document.error).toMatchObject({code, exitCode})
    expect(document.error.hints.length).toBeGreaterThan(0)

    expect(text.code).toBe(exitCode)
    expect(text.stdout).toBe('')
    const lines = text.stderr.trimEnd().split('\n')
    expect(lines.length).toBeLessThanOrEqual(4)
    expect(lines.at(-1)).toMatch(/^hint: \S/)
    expect(lines.filter(line => line.startsWith('error: '))).toHaveLength(1)

    for (const output of [text.stdout, text.stderr, json.stdout, json.stderr]) expect(output).not.toContain(TEST_KEY)
  })
})
