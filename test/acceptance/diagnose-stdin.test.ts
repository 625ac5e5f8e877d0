import {describe, expect, test} from '@jest/globals'
import {mkdtempSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
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
    expect([code, stdout.split('\n')[0]]).toEqual([5, 'Cause: suspended (HTTP 412, gpt-oss-120b)'])
  })

  test('refuses 11 MB in a pipe', async () => {
    const {stderr, code} = await spawnFireq(['diagnose'], {stdin: 'x'.repeat(11 * 1024 * 1024), env: OFFLINE})
    expect(code).toBe(1)
    expect(stderr).toContain('standard input holds more than 10 MB')
  })
})
