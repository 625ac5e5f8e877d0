import {afterEach, describe, expect, test} from '@jest/globals'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {COMMANDS, loadCommand} from '../../src/command-table.js'
import {AppError} from '../../src/lib/domain/errors.js'
import {sparkline} from '../../src/lib/render/charts/sparkline.js'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {systemClock} from '../../src/lib/cli/context.js'
import {runCli, type RunOptions} from '../support/run-cli.js'

const open: Sandbox[] = []
afterEach(() => Promise.all(open.splice(0).map(one => one.close())))

/** Watches for so many rounds, then stops by SIGINT. */
async function watch(rounds: number, words: readonly string[], options: RunOptions = {}) {
  const sandbox = await createSandbox()
  open.push(sandbox)
  const controller = new AbortController()
  const slept: number[] = []
  const clock = {
    now: () => systemClock.now(),
    sleep: async (ms: number, signal?: AbortSignal) => {
      // Other waits, such as that for what would be nice to know, are short.
      if (ms < 4000) return systemClock.sleep(ms, signal)
      slept.push(ms)
      if (slept.length >= rounds) controller.abort(new AppError('unknown', 'interrupted by SIGINT', {exitCode: 130}))
      signal?.throwIfAborted()
    },
  }
  const env = {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: 'fw_sandbox'}
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'fireq-watch-'))
  const outcome = await runCli(words, {...options, env, home, clock, signal: controller.signal})
  fs.rmSync(home, {recursive: true})
  return {...outcome, slept, sandbox}
}

describe('--watch', () => {
  test.each([
    [['status', '--watch', '--json'], 'fireq.status/v1'],
    [['quota', 'list', '--watch', '5', '--json'], 'fireq.quota.list/v1'],
    [['quota', 'check', '--watch', '--json'], 'fireq.quota.check/v1'],
    [['limits', 'check', 'kimi-k3', '--watch', '--json'], 'fireq.limits.check/v1'],
    [['limits', 'probe', 'kimi-k3', '--watch', '--json'], 'fireq.limits.probe/v1'],
    [['model', 'list', '--watch', '--json'], 'fireq.model.list/v1'],
    [['key', 'list', '--watch', '--json'], 'fireq.key.list/v1'],
    [['account', 'list', '--watch', '--json'], 'fireq.account.list/v1'],
    [['auth', 'list', '--watch', '--json'], 'fireq.auth.list/v1'],
    [['spend', '--watch', '--json'], 'fireq.spend/v1'],
    [['quota', 'explain', '--watch', '--json'], 'fireq.quota.explain/v1'],
    [['quota', 'history', 'monthly-spend-usd', '--watch', '--json'], 'fireq.history/v1'],
    [['limits', 'history', 'kimi-k3', '--watch', '--json'], 'fireq.history/v1'],
  ])('of %j prints a document a round and ends with 130', async (words, schema) => {
    const {stdout, code, slept} = await watch(3, words)
    expect(code).toBe(130)
    const documents = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as {schema: string})
    expect(documents.map(document => document.schema)).toEqual([schema, schema, schema])
    const seconds = words.includes('5') ? 5 : 10
    // The first round is due at the start: what it took is no part of the wait.
    expect(slept[0]).toBeLessThanOrEqual(seconds * 1000)
    expect(slept[1]).toBeGreaterThan(seconds * 1000)
  })

  test('appends blocks in a pipe, and follows spend on a terminal', async () => {
    const {stdout} = await watch(2, ['quota', 'list', '--watch'])
    expect(stdout.match(/^NAME /gm)).toHaveLength(2)
    const {stdout: screen} = await watch(2, ['status', '--watch', '--no-color'], {tty: true})
    expect(screen).toMatch(/spend +[▁▂▃▄▅▆▇█]{2} 94\.1%/)
  })
})

describe('every command with --watch', () => {
  test('is a list, a status or a gate, and every list has it', async () => {
    const watched: string[] = []
    const lists: string[] = []
    for (const id of Object.keys(COMMANDS)) {
      const flags = Object.keys((await loadCommand(id)).flags ?? {})
      if (flags.includes('watch')) watched.push(id)
      if (flags.includes('columns')) lists.push(id)
    }
    expect(lists).toEqual(expect.arrayContaining(['quota list', 'spend', 'limits history']))
    expect([...watched].sort()).toEqual([...lists, 'limits check', 'quota check', 'status'].sort())
  })

  test.each([
    [['spend', '--watch', '--no-color']],
    [['quota', 'explain', '--watch', '--no-color']],
    [['key', 'list', '--watch', '--no-color']],
  ])('of %j is drawn over in place under its account, without a clearing of the screen', async words => {
    const {stdout} = await watch(3, words, {tty: true, columns: 80})
    const frames = stdout.split('every 10 s')
    expect(frames).toHaveLength(4)
    for (const frame of frames.slice(1)) expect(frame).toContain('acme')
    expect(stdout).not.toContain('\u001B[2J')
    expect(stdout).not.toContain('\u001B[H\u001B[J')
  })

  test('never draws more lines than the terminal has, and says how many are missing', async () => {
    const {stdout} = await watch(3, ['quota', 'list', '--watch', '--no-color'], {tty: true, columns: 80, rows: 12})
    const frames = stdout.split('every 10 s').slice(1)
    for (const frame of frames) expect(frame.split('\n').length).toBeLessThanOrEqual(12)
    expect(frames[2]).toMatch(/… \d+ more lines than the terminal has rows for/)
  })

  test('has csv rows under one header, each with its time, in a pipe', async () => {
    const {stdout} = await watch(3, ['account', 'list', '--watch', '-o', 'csv', '--columns', 'id'])
    const lines = stdout.trimEnd().split('\n')
    expect(lines[0]).toBe('generatedAt,id')
    expect(lines.slice(1).map(line => line.split(',')[1])).toEqual(['acme', 'acme', 'acme'])
  })
})

describe('a line of rounds', () => {
  test('has a sign a round, a blank for one that did not tell, and nothing but ASCII where asked', () => {
    expect(sparkline([0, 0.5, null, 1, 1.3], true)).toBe('▁▅ ██')
    expect(sparkline([0, 0.5, null, 1, 1.3], false)).toBe('_= ##')
  })
})
