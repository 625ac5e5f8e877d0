import {describe, expect, test} from '@jest/globals'
import {mkdtempSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {NO_TERMINAL, runOnTerminal} from '../support/run-on-terminal.js'
import {testInLongRun} from '../support/property-runs.js'
import {spawnFireq} from '../support/spawn-fireq.js'

const ANSWER =
  'HTTP/2 503 \r\nx-request-id: req-1\r\n\r\n{"error":{"message":"Service Overloaded","code":"SERVICE_UNAVAILABLE"}}'
/** No key, and a gateway where nobody listens. */
const OFFLINE = {FIREWORKS_BASE_URL: 'http://127.0.0.1:1'}

describe('the shipped diagnose', () => {
  test.each([
    ['a pipe', [], ANSWER],
    ['`-`', ['-'], ANSWER],
    ['a body on standard input', ['--status', '503', '--body', '-'], ANSWER.split('\r\n\r\n')[1]!],
  ])('reads %s without key and network, and exits with the code of the cause', async (_, argv, stdin) => {
    const {stdout, stderr, code} = await spawnFireq(['diagnose', ...argv], {stdin, env: OFFLINE})
    expect(stderr).toBe('')
    expect(code).toBe(7)
    expect(stdout).toMatch(/^Cause: load-shed \(HTTP 503\)\n/)
  })

  test('reads a file', async () => {
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'fireq-paste-')), 'answer.txt')
    writeFileSync(file, ANSWER)
    const {stdout, code} = await spawnFireq(['diagnose', file], {env: OFFLINE})
    expect([code, stdout.split('\n')[0]]).toEqual([7, 'Cause: load-shed (HTTP 503)'])
  })

  test('asks the account where standard input is empty', async () => {
    const {stdout, code} = await spawnFireq(['diagnose', '--sandbox=suspended-payment'])
    expect([code, stdout.split('\n')[0]]).toEqual([5, 'Cause: suspended (HTTP 412, nemotron-lightning-3p5-30b-a3b)'])
  })

  testInLongRun('reads 11 MB of a log in a pipe, and takes its last state', async () => {
    const line = '2026-11-21T12:00:00Z INFO httpx POST https://api.fireworks.ai/inference/v1/models "HTTP/1.1 200 OK"\n'
    const stdin = `${line.repeat(110_000)}${line.replace('200 OK', '503 Service Unavailable')}${line}`
    const {stdout, code} = await spawnFireq(['diagnose'], {stdin, env: OFFLINE})
    expect([code, stdout.split('\n')[0]]).toEqual([7, 'Cause: load-shed (HTTP 503)'])
  })

  test('says after a second of silence what it waits for', async () => {
    const {stderr, code} = await spawnFireq(['diagnose'], {stdin: ANSWER, stdinAfterMs: 4000, env: OFFLINE})
    expect(stderr).toMatch(/^waiting for standard input: .*`--live`$/m)
    expect(code).toBe(7)
  })
})

;(NO_TERMINAL === null ? describe : describe.skip)('on a terminal', () => {
  test('a silent pipe is said to be waited for, on lines of its own and between words', async () => {
    const line = `sleep 3 | ${process.execPath} bin/run.js diagnose --exit-zero`
    const {screen} = await runOnTerminal([], [{when: 'live`', type: '\u0003'}], {shell: line})
    // What was drawn before it is taken away: the line begins anew.
    const told = screen.slice(screen.indexOf('\u001B[Kwaiting') + 3).split('\r\n')
    expect(told.slice(0, 2).every(line => line.length <= 80)).toBe(true)
    expect(
      told
        .slice(0, 2)
        .map(line => line.trim())
        .join(' '),
    ).toBe(
      'waiting for standard input: paste the answer and end it with Ctrl-D, name a FILE, or ask the account with `--live`',
    )
  })
})
