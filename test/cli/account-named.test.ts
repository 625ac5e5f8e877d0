import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {runCli} from '../support/run-cli.js'

let sandbox: Sandbox
let home: string

beforeAll(async () => {
  sandbox = await createSandbox()
  home = mkdtempSync(path.join(os.tmpdir(), 'fireq-named-'))
  const profiles = path.join(home, '.config', 'fireq', 'profiles')
  mkdirSync(profiles, {recursive: true, mode: 0o700})
  writeFileSync(
    path.join(profiles, 'work.json'),
    JSON.stringify({apiKey: 'fw_sandbox', accountId: 'acme', baseUrl: sandbox.url}),
    {mode: 0o600},
  )
})
afterAll(() => sandbox.close())

describe('on a terminal every screen of an account names it, and the profile that was chosen', () => {
  test.each([
    ['status'],
    ['quota list'],
    ['quota explain'],
    ['quota check'],
    ['quota wait job-submission-count --need 1'],
    ['limits probe kimi-k3'],
    ['limits probe --free'],
    ['limits check kimi-k3'],
    ['spend'],
    ['spend check --max-month 1000'],
    ['model check kimi-k3'],
    ['key list'],
    ['key check'],
    ['diagnose'],
  ])('%s', async line => {
    const {stdout} = await runCli([...line.split(' '), '-p', 'work'], {tty: true, home, env: {NO_COLOR: '1'}})
    expect(stdout).toMatch(/^acme · (?:.* · )?profile work$|account acme, profile work\b/m)
  })

  test('in a pipe the header row stays the first line', async () => {
    const {stdout} = await runCli(['quota', 'check', '-p', 'work'], {home})
    expect(stdout).toMatch(/^NAME /)
  })

  test('not above rows that were asked for alone', async () => {
    const {stdout} = await runCli(['key', 'list', '-p', 'work', '--no-headers'], {tty: true, home})
    expect(stdout).not.toContain('profile work')
  })
})

describe('a question before a change names the account and the profile that was chosen', () => {
  test.each([
    ['450', 'Set monthly-spend-usd of account acme, profile work to $450? [y/N] '],
    ['300', 'Type monthly-spend-usd to change it on account acme, profile work: '],
  ])('quota set monthly-spend-usd %s', async (value, question) => {
    const words = ['quota', 'set', 'monthly-spend-usd', value, '-p', 'work']
    const {stderr} = await runCli(words, {tty: true, home, stdin: 'n\n', env: {NO_COLOR: '1'}})
    expect(stderr).toContain(question)
    expect(stderr).toMatch(/^monthly-spend-usd: .* \(account acme, profile work\)$/m)
  })

  test('quota apply', async () => {
    const file = path.join(home, 'quotas.yaml')
    writeFileSync(file, 'fireq: quotas/v1\naccounts:\n  acme:\n    quotas:\n      monthly-spend-usd: {exactly: 300}\n')
    const {stderr} = await runCli(['quota', 'apply', '-f', file, '-p', 'work'], {
      tty: true,
      home,
      stdin: 'n\n',
      env: {NO_COLOR: '1'},
    })
    expect(stderr).toContain('acme (profile work)')
    expect(stderr).toContain('Apply 1 change to account acme, profile work? [y/N] ')
  })
})
