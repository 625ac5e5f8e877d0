import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {defuseCiCommands} from '../../src/lib/cli/ci-commands.js'
import {instantClock} from '../support/connection.js'
import {EVERY_COMMAND} from '../support/every-command.js'
import {startFaultServer, type FaultServer, type Seen} from '../support/fault-server.js'
import {runCli} from '../support/run-cli.js'
import {wordedReply} from '../support/worded-server.js'

/** Ids that a runner of CI jobs would obey. */
const COMMANDS = ['::error::pwned', '##[error]pwned', '##vso[task.setvariable variable=x]pwned', "##teamcity[x 'y']"]
const quota = (id: string) => ({name: `accounts/acme/quotas/${id}`, value: '10', maxValue: '10', usage: 10})

let server: FaultServer
beforeAll(async () => {
  server = await startFaultServer(({url}: Seen) => {
    if (url.includes('/quotas')) return {body: {quotas: COMMANDS.map(quota)}}
    return {status: 400, body: {code: 3, message: `${COMMANDS.join(' ')} no`}}
  })
})
afterAll(() => server.close())

const lines = (text: string) => text.split('\n').map(line => line.trimStart())
const obeyed = (text: string) =>
  lines(text).filter(line => line.startsWith('::') || /##(?:\[|vso\[|teamcity\[)/.test(line))

async function run(argv: readonly string[], runner: Record<string, string>) {
  const env = {FIREWORKS_API_KEY: 'plain-key', FIREWORKS_ACCOUNT_ID: 'acme', FIREWORKS_BASE_URL: server.url, ...runner}
  return runCli(argv, {env})
}

const FORMS = [
  [],
  ['--json'],
  ['-o', 'json'],
  ['-o', 'csv'],
  ['-o', 'tsv'],
  ['-o', 'yaml'],
  ['-o', 'name'],
  ['--debug'],
]
/** With words of the server that those have who fill the answers of the spend, key, model and holder routes. */
const NEW_LINES = EVERY_COMMAND.filter(
  ({id, asks}) =>
    asks && /^(?:spend|key|model|quota (?:explain|export|diff|apply)|limits|api|billing|history)/.test(id),
)
const LINES = [
  ['quota', 'list'],
  ['quota', 'check'],
  ['status'],
  ['account', 'get'],
  ['quota', 'get', '::error::pwned'],
]

describe.each(['GITHUB_ACTIONS', 'TF_BUILD', 'TEAMCITY_VERSION'])('in a job where %s is set', variable => {
  test.each(LINES)('`fireq %s %s` prints no command of the runner', async (...words) => {
    for (const form of FORMS) {
      const {stdout, stderr} = await run([...words, ...form], {[variable]: 'true'})
      expect([form, obeyed(stdout), obeyed(stderr)]).toEqual([form, [], []])
    }
  })
})

test.each(NEW_LINES.map(({argv}) => argv))(
  '`fireq %s %s` prints none either, whatever route is worded so',
  async (...argv) => {
    const worded = await startFaultServer(seen =>
      wordedReply(seen, {text: `\n${COMMANDS.join('\n')}`, id: '::error::pwned'}),
    )
    const gate = argv[1] === 'check' ? ['nagios', 'junit'].map(format => ['--format', format]) : []
    try {
      for (const form of [...FORMS, ...gate, ['--query', 'data'], ['--all-profiles']]) {
        const env = {
          FIREWORKS_API_KEY: 'plain-key',
          FIREWORKS_BASE_URL: worded.url,
          GITHUB_ACTIONS: 'true',
          TF_BUILD: 'True',
        }
        const {stdout, stderr} = await runCli([...argv, ...form, '--no-input'], {env, clock: instantClock()})
        expect([form, obeyed(stdout), obeyed(stderr)]).toEqual([form, [], []])
      }
    } finally {
      await worded.close()
    }
  },
)

test('the ids of a document stay what they are', async () => {
  const {stdout} = await run(['quota', 'list', '--json'], {GITHUB_ACTIONS: 'true'})
  const {data} = JSON.parse(stdout) as {data: {quotas: {id: string}[]}}
  expect(data.quotas.map(({id}) => id)).toEqual(COMMANDS)
})

test("fireq's own annotations stay commands, and hold no other", async () => {
  const {stdout} = await run(['quota', 'check', '--format', 'github'], {GITHUB_ACTIONS: 'true'})
  // And one for the account, which this server refuses to show.
  expect(lines(stdout).filter(line => line.startsWith('::'))).toHaveLength(COMMANDS.length + 1)
  expect(lines(stdout).every(line => line === '' || /^(?:::warning |::error |fireq )/.test(line))).toBe(true)
})

test('outside of a job nothing is changed', async () => {
  expect((await run(['quota', 'list', '-o', 'name'], {})).stdout).toContain('::error::pwned\n')
})

test('a megabyte of line ends takes no quadratic time', () => {
  const started = performance.now()
  for (const unit of ['\r', '\n', ' ', ':', '#', ' \r']) defuseCiCommands(unit.repeat(1e6 / unit.length))
  expect(performance.now() - started).toBeLessThan(2000)
})
