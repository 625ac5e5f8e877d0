import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {spawn} from 'node:child_process'
import {existsSync} from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import {someOf} from '../support/property-runs.js'
import {MATRIX_KEY} from '../support/fault-table.js'
import {startFaultServer, type FaultServer} from '../support/fault-server.js'
import {record} from '../support/printed-output.js'
import {emptyHome} from '../support/spawn-fireq.js'

/** More than any pipe holds: some hundred kilobytes of table, more of JSON. */
const QUOTAS = 4000
const quotas = Array.from({length: QUOTAS}, (_, at) => ({
  name: `accounts/acme/quotas/team-${at}-widgets`,
  value: '100',
  maxValue: '100',
  usage: 1,
}))
const account = {name: 'accounts/acme', state: 'READY', suspendState: 'UNSUSPENDED'}

let server: FaultServer

beforeAll(async () => {
  server = await startFaultServer(({url, method}) => {
    if (method === 'POST') return {body: {choices: [{message: {content: ''}}]}}
    if (url.includes('/quotas/monthly-spend-usd'))
      return {body: {name: 'accounts/acme/quotas/monthly-spend-usd', value: '1'}}
    if (url.includes('/quotas')) return {body: {quotas, nextPageToken: ''}}
    if (url.includes('/models'))
      return {body: {models: [{name: 'accounts/fireworks/models/m', supportsServerless: true}]}}
    if (url.includes('/accounts/acme')) return {body: account}
    return {headers: {'x-fireworks-account-id': 'acme'}, body: {accounts: [account]}}
  })
})

afterAll(async () => {
  await server.close()
})

interface ShellOutcome {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
}

/** A shell line in which `$F` is fireq and `$B` points it at the server. */
function shell(line: string): Promise<ShellOutcome> {
  const child = spawn('bash', ['-o', 'pipefail', '-c', line], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: emptyHome(),
      FIREWORKS_API_KEY: MATRIX_KEY,
      FIREWORKS_ACCOUNT_ID: 'acme',
      F: `${process.execPath} ${path.resolve('bin/run.js')}`,
      B: `--base-url ${server.url}`,
    },
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const timer = setTimeout(() => child.kill('SIGKILL'), 40_000)
  return new Promise(resolve =>
    child.on('close', code => {
      clearTimeout(timer)
      record(stdout, stderr)
      resolve({stdout, stderr, code})
    }),
  )
}

const READING = [
  'quota list',
  'quota get monthly-spend-usd',
  'quota check',
  'account list',
  'account get',
  'tier list',
  'auth status',
  'status',
  'limits probe m',
  'diagnose --live',
]
/** What the server's account comes to: no usage of a quota named here is known, nothing is wrong otherwise. */
const quiet = ({stderr}: ShellOutcome) => expect(stderr).not.toMatch(/\n\s+at |EPIPE|Unhandled|a bug in fireq/)

describe('a reader that goes away', () => {
  test.each(someOf(READING, 2))('%s | head -1: one line, exit 0, silence', async words => {
    const run = await shell(`$F ${words} $B | head -1 && echo "rc \${PIPESTATUS[0]}"; true`)
    quiet(run)
    expect(run.stdout.split('\n')).toHaveLength(3)
    expect(run.stdout).toMatch(/\nrc 0\n$/)
  })

  test('--watch | head -1: it ends', async () => {
    const run = await shell(`$F limits probe m --watch 0.2 $B | head -1; echo "rc \${PIPESTATUS[0]}"`)
    quiet(run)
    expect(run.stdout).toMatch(/\nrc 0\n$/)
  })

  test.each(['version', 'quota --help', 'completion bash'])('%s: nobody reads at all', async words => {
    const run = await shell(`(sleep 0.2; $F ${words}; echo "rc $?" >&2) | true`)
    expect(run.stderr).toBe('rc 0\n')
  })

  test('stderr that nobody reads: the data arrive all the same', async () => {
    const run = await shell(`$F quota get monthly-spend-usd $B --debug 2> >(exec 0<&-; sleep 0.1)`)
    expect(run).toMatchObject({code: 0})
    expect(run.stdout).toMatch(/^Name: accounts\/acme\/quotas\/monthly-spend-usd\n/)
  })
})

describe('a reader that stops reading', () => {
  test('everything arrives once it reads on', async () => {
    const run = await shell(`$F quota list --json $B | (sleep 1.5; cat) | wc -l`)
    expect(run).toMatchObject({code: 0, stdout: expect.stringMatching(/^\s*1\n$/) as unknown})
    const rows = await shell(`$F quota list -o tsv $B | (sleep 1.5; cat) | wc -l`)
    expect(Number(rows.stdout)).toBe(QUOTAS + 1)
  })

  test.each([
    ['TERM', 143],
    ['INT', 130],
  ])('SIG%s while writing to it: exit %i, within the grace period', async (signal, code) => {
    // The reader holds the pipe open and reads nothing; by then the pipe is full.
    const run = await shell(
      `mkfifo $HOME/p; sleep 30 < $HOME/p & reader=$!; set -m; $F quota list --json $B > $HOME/p & writer=$!; sleep 3; kill -${signal} $writer; wait $writer; echo "rc $?"; kill $reader`,
    )
    expect(run.stdout).toContain(`rc ${code}\n`)
    quiet(run)
  })
})

const NO_GATEWAY = /help|version|completion/

describe('streams that are closed', () => {
  test.each(someOf(READING, 2))('%s <&-', async words => {
    const run = await shell(`$F ${words} $B <&-`)
    quiet(run)
    expect(run.code).toBe(0)
  })

  test.each([...someOf(READING, 1), 'auth login'])('%s >&- 2>&-: no crash, no hang', async words => {
    const run = await shell(`$F ${words} $B >&- 2>&- </dev/null`)
    // A login without a key is a usage error wherever it is told.
    expect(run.code).toBe(words === 'auth login' ? 2 : 0)
  })

  test('auth login <&-: no key, and it says so', async () => {
    const run = await shell(`$F auth login $B <&-`)
    expect(run).toMatchObject({code: 2, stdout: ''})
    expect(run.stderr).toMatch(/^error: no key was given/)
  })

  const onFullDisk = existsSync('/dev/full') ? test : test.skip
  onFullDisk.each([...someOf(READING, 1), 'status -o csv', 'quota --help', 'version', 'completion bash'])(
    '%s > /dev/full: exit 1, and the reason',
    async words => {
      const run = await shell(`$F ${words} ${NO_GATEWAY.test(words) ? '' : '$B'} > /dev/full`)
      quiet(run)
      expect(run.code).toBe(1)
      expect(run.stderr).toMatch(/error: standard output cannot be written: ENOSPC\nhint: /)
    },
  )
})
