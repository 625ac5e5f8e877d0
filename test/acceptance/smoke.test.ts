import {describe, expect, test} from '@jest/globals'
import {readdirSync} from 'node:fs'
import {COMMANDS} from '../../src/command-table.js'
import {createSandbox} from '../../src/lib/sandbox/index.js'
import {EVERY_COMMAND} from '../support/every-command.js'
import {inTurn} from '../support/property-runs.js'
import {spawnFireq, TEST_KEY, type SpawnOutcome} from '../support/spawn-fireq.js'

// The shipped program, every command and every kind of answer once. The tests of test/cli hold the same lines in depth,
// from source; `npm run test:nightly` runs all of them against the bundle too.

type Line = readonly [words: string, code: number, stdout: RegExp]

const TEXT: readonly Line[] = [
  ['status', 0, /acme/],
  ['status --probe', 0, /acme/],
  ['status --sandbox=suspended-spend', 5, /suspended/i],
  ['quota list', 0, /^NAME +USED +LIMIT/],
  ['quota list -o csv', 0, /^id,group,unit,/],
  ['quota list -o tsv', 0, /^id\tgroup\tunit\t/],
  ['quota list -o yaml', 0, /^schema: fireq\.quota\.list\/v1$/m],
  ['quota list --query data.quotas[0].id', 0, /^[a-z0-9-]+\n$/],
  ['quota list -o json', 0, /^\[/],
  ['list quotas', 0, /^NAME/],
  ['get quota monthly-spend-usd -o flag', 0, /^--/m],
  ['quota get monthly-spend-usd', 0, /monthly-spend-usd/],
  ['quota set monthly-spend-usd 450 --dry-run', 0, /PATCH/],
  ['quota set monthly-spend-usd 450 --yes', 0, /450/],
  ['update quota monthly-spend-usd --value 450', 0, /450/],
  ['quota check monthly-spend-usd', 10, /warning/],
  ['quota check monthly-spend-usd --format nagios', 1, /WARNING/],
  ['quota check monthly-spend-usd --format junit', 10, /<testsuite/],
  ['limits probe gpt-oss-120b', 0, /^MODEL/],
  ['limits probe gpt-oss-120b --sandbox=throttled', 6, /rate-limited/],
  ['diagnose --live', 0, /^Cause/m],
  ['diagnose --status 429', 6, /rate/],
  ['tier list', 0, /tier/i],
  ['account list', 0, /acme/],
  ['account get', 0, /acme/],
  ['whoami', 0, /acme/],
  ['config list', 0, /timeout/],
  ['config path', 0, /fireq/],
  ['completion bash', 0, /complete -F/],
  ['version', 0, /^\d+\.\d+\.\d+/],
  ['-v', 0, /^\d+\.\d+\.\d+/],
  ['--help', 0, /quota/],
  ['help quota', 0, /list/],
  ['help exit-codes', 0, /10/],
  ['quota list --help', 0, /--json/],
]

const REFUSED: readonly Line[] = [
  ['', 0, /quota/],
  ['qouta list', 2, /^$/],
  ['quota list --jsno', 2, /^$/],
  ['quota list --json -o csv', 2, /"code":"usage"/],
  ['quota get nope', 3, /^$/],
  ['quota get nope --json', 3, /"code":"not-found"/],
  ['quota set monthly-spend-usd 12abc --yes', 2, /^$/],
  ['quota set monthly-spend-usd 9999999 --yes', 1, /^$/],
  ['quota list --base-url http://127.0.0.1:9', 7, /^$/],
  [`limits probe ${TEST_KEY}`, 2, /^$/],
]

/** A server beside it: a program that simulates its own has more to load. Lines with `--sandbox=` do. */
async function againstTier2(line: readonly string[]): Promise<SpawnOutcome> {
  const sandbox = await createSandbox({scenario: 'tier2'})
  const env = {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: 'fw_sandbox'}
  const outcome = await spawnFireq(line, {env, stdin: ''})
  await sandbox.close()
  return outcome
}

describe('the shipped program', () => {
  test.each([...TEXT, ...REFUSED])('fireq %s: exit %i', async (words, code, stdout) => {
    const line = words.split(' ').filter(word => word !== '')
    const outcome = words.includes('--base-url')
      ? await spawnFireq(line, {env: {FIREWORKS_API_KEY: TEST_KEY}})
      : await againstTier2(line)
    expect([outcome.code, outcome.stdout]).toEqual([code, expect.stringMatching(stdout)])
    expect(outcome.stdout + outcome.stderr).not.toContain(TEST_KEY)
  })

  // The sandbox goes on until it is stopped, and a key is asked for on a terminal: both have tests of their own.
  // `api` prints what the API answers, and what follows `--` belongs to the program that `run` starts.
  const documents = EVERY_COMMAND.filter(({id}) => !['sandbox', 'auth login', 'api', 'run'].includes(id))
  // Their documents are held from source; here a sixth of them.
  test.each(inTurn(documents, 6, 0).map(({argv}) => [argv.join(' '), argv] as const))(
    'fireq %s --json: one document',
    async (_, argv) => {
      const {stdout} = await againstTier2([...argv, '--json'])
      expect(JSON.parse(stdout)).toMatchObject({schema: expect.stringMatching(/^fireq\.[a-z.-]+\/v1$/)})
    },
  )

  test('is asked for every command', () => {
    expect([...new Set(EVERY_COMMAND.map(({id}) => id))].sort()).toEqual(Object.keys(COMMANDS).sort())
    expect(readdirSync('dist')).toContain('fireq-more.cjs')
  })
})
