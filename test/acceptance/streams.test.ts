import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {spawn} from 'node:child_process'
import path from 'node:path'
import {startFaultServer, type FaultServer} from '../support/fault-server.js'
import {emptyHome, spawnFireq, TEST_KEY} from '../support/spawn-fireq.js'

const PAGES = 5
const PAGE_SIZE = 200
const env = {FIREWORKS_API_KEY: TEST_KEY, FIREWORKS_ACCOUNT_ID: 'acme'}

/** 1,000 quotas over 5 pages; ids that fireq has never heard of. */
function page(number: number) {
  const quotas = Array.from({length: PAGE_SIZE}, (_, index) => ({
    name: `accounts/acme/quotas/team-${String(number * PAGE_SIZE + index).padStart(4, '0')}-widgets`,
    value: '100',
    maxValue: '100',
    usage: 1.5,
    updateTime: '2026-04-12T13:52:45.123456789Z',
  }))
  return {quotas, totalSize: PAGES * PAGE_SIZE, nextPageToken: number + 1 < PAGES ? `page-${number + 1}` : ''}
}

describe('streams', () => {
  let server: FaultServer
  const ask = () => ['quota', 'list', '--base-url', server.url]

  beforeAll(async () => {
    server = await startFaultServer(({url}) => {
      if (!url.includes('/quotas')) return {body: {name: 'accounts/acme', state: 'READY', suspendState: 'UNSUSPENDED'}}
      const token = new URL(url, 'http://x').searchParams.get('pageToken')
      return {body: page(token === null ? 0 : Number(token.slice(5)))}
    })
  })

  afterAll(async () => {
    await server.close()
  })

  test('1,000 quotas over 5 pages: all of them, in order, once', async () => {
    const {stdout, code} = await spawnFireq(ask(), {env})
    const rows = stdout.trimEnd().split('\n')
    expect(code).toBe(0)
    expect(rows[0]).toMatch(/^NAME {2,}USED {2,}LIMIT {2,}MAX {2,}USE% {2,}STATUS$/)
    expect(rows.slice(1).map(row => row.split(' ')[0])).toEqual(
      Array.from({length: 1000}, (_, index) => `team-${String(index).padStart(4, '0')}-widgets`),
    )
    expect(server.seen.filter(({url}) => url.includes('/quotas'))).toHaveLength(PAGES)
  })

  test('JSON of the same through a slow pipe is complete and valid', async () => {
    const command = `node ${path.resolve('bin/run.js')} ${ask().join(' ')} --json | (sleep 1; cat)`
    const {stdout} = await shell(command)
    const document = JSON.parse(stdout) as {data: {quotas: {id: string; group: string; usage: number}[]}}
    expect(Buffer.byteLength(stdout)).toBeGreaterThan(65_536)
    expect(document.data.quotas).toHaveLength(1000)
    expect(document.data.quotas[7]).toMatchObject({id: 'team-0007-widgets', group: 'other', usage: 1.5})
  })

  test('a reader that goes away is no failure: exit 0 and silence', async () => {
    const {stdout, stderr} = await shell(
      `node ${path.resolve('bin/run.js')} ${ask().join(' ')} | head -1; echo "rc \${PIPESTATUS[0]}"`,
    )
    expect(stdout).toMatch(/^NAME .*\nrc 0\n$/)
    expect(stderr).toBe('')
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s during a request: exit %i, soon, without a stack', async (signal, code) => {
    const silent = await startFaultServer([{fault: 'hang'}])
    const outcome = await spawnFireq(['quota', 'list', '--base-url', silent.url], {
      env,
      during: child => {
        const poll = setInterval(() => {
          if (silent.seen.length === 0) return
          clearInterval(poll)
          child.kill(signal)
        }, 20)
      },
    })
    expect(outcome).toMatchObject({code, signal: null, stdout: ''})
    expect(outcome.stderr).toMatch(/^error: interrupted/)
    expect(outcome.stderr).not.toContain(' at ')
    await silent.close()
  })

  test.each([
    ['account get', 0, 'Name: accounts/acme\n'],
    ['quota get', 2, ''],
    ['quota set monthly-spend-usd', 2, ''],
  ])('%s takes no argument from a pipe: that would be the next line of a loop', async (line, code, start) => {
    const outcome = await spawnFireq([...line.split(' '), '--sandbox'], {stdin: 'beta\n'})
    expect(outcome.code).toBe(code)
    expect(outcome.stdout.slice(0, start.length)).toBe(start)
  })

  test('a closed stdout is no crash', async () => {
    const {stdout, stderr} = await shell(`node ${path.resolve('bin/run.js')} version >&-; echo "rc $?"`)
    expect(stdout).toMatch(/^rc [01]\n$/)
    expect(stderr).not.toContain(' at ')
  })
})

function shell(command: string): Promise<{stdout: string; stderr: string}> {
  const child = spawn('bash', ['-c', command], {env: {...env, PATH: process.env['PATH'] ?? '', HOME: emptyHome()}})
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return new Promise(resolve => child.on('close', () => resolve({stdout, stderr})))
}
