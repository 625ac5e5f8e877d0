import {gzipSync} from 'node:zlib'
import {mkdtempSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {describe, expect, test} from '@jest/globals'
import {runCli} from '../support/run-cli.js'

const OFFLINE = {env: {FIREWORKS_BASE_URL: 'http://127.0.0.1:1'}}

interface Document {
  readonly data: {
    readonly cause: string
    readonly timeline: readonly {
      at: string
      requests: number
      failed: number
      http429: number
      causes: Record<string, number>
    }[]
    readonly log: {
      requests: number
      failed: number
      limitedShare: number
      first: {cause: string; at: string; place: number} | null
      worst: {cause: string} | null
      limit: {dimension: string; model: string; since: string} | null
      cut: {from: number; to: number; at: string} | null
    } | null
  }
  readonly warnings: readonly {message: string}[]
}

/** One line of a program's log, as JSON, `seconds` after noon. */
function line(seconds: number, status: number, more: object = {}): string {
  const time = new Date(Date.UTC(2026, 10, 21, 12, 0, seconds)).toISOString()
  const url = 'https://api.fireworks.ai/inference/v1/chat/completions'
  return JSON.stringify({time, url, model: 'accounts/fireworks/models/kimi-k3', status, ...more})
}

const limit = (value: number, left: number) => ({
  headers: {
    'x-ratelimit-limit-tokens-generated': String(value),
    'x-ratelimit-remaining-tokens-generated': String(left),
  },
})
const LOG = [
  line(0, 200, limit(216_000, 9000)),
  line(5, 200, limit(216_000, 5000)),
  line(20, 503),
  line(70, 200, limit(36_000, 300)),
  line(75, 429, limit(36_000, 0)),
  line(80, 429, limit(36_000, 0)),
  line(130, 200, limit(36_000, 500)),
].join('\n')

async function diagnose(stdin: string, ...argv: readonly string[]) {
  const {stdout, code} = await runCli(['diagnose', '--json', ...argv], {...OFFLINE, stdin})
  return {code, ...(JSON.parse(stdout) as Document)}
}

describe('a log of several answers', () => {
  test('has a timeline by minute, and tells since when which limit refuses and when it was cut', async () => {
    const {data, code} = await diagnose(LOG)
    expect([data.cause, code]).toEqual(['rate-limited', 6])
    expect(data.timeline).toMatchObject([
      {at: '2026-11-21T12:00:00.000Z', requests: 3, failed: 1, http429: 0, causes: {'load-shed': 1}},
      {at: '2026-11-21T12:01:00.000Z', requests: 3, failed: 2, http429: 2, causes: {'rate-limited': 2}},
      {at: '2026-11-21T12:02:00.000Z', requests: 1, failed: 0, causes: {}},
    ])
    expect(data.log).toMatchObject({
      requests: 7,
      failed: 3,
      limitedShare: 0.285714,
      first: {cause: 'load-shed', at: '2026-11-21T12:00:20.000Z', place: 3},
      limit: {dimension: 'generated', model: 'kimi-k3', since: '2026-11-21T12:01:15.000Z'},
      cut: {from: 216_000, to: 36_000, at: '2026-11-21T12:01:10.000Z'},
    })
  })

  test('is told in text too', async () => {
    const {stdout} = await runCli(['diagnose'], {...OFFLINE, stdin: LOG})
    expect(stdout).toContain(
      'Log: 7 answers, 3 failed, 28 % hit a rate limit, 2026-11-21 12:00:00Z to 2026-11-21 12:02:10Z',
    )
    expect(stdout).toMatch(/Limit cut: .*from 216,000 to 36,000 per minute, 2026-11-21 12:01:10Z/)
    expect(stdout).toContain('By minute: 2026-11-21 12:01Z  3 answers: 2 rate-limited')
  })

  test('counts only what --since and --model choose, and says so', async () => {
    const other = `${LOG}\n${line(140, 404, {model: 'accounts/fireworks/models/glm-5p3'})}`
    const model = await diagnose(other, '--model', 'kimi-k3')
    expect([model.data.cause, model.data.log?.requests]).toEqual(['rate-limited', 7])
    expect(model.warnings[0]!.message).toBe('1 of 8 answers are left out by `--since` or `--model`')
    const since = await diagnose(other, '--since', '2026-11-21T12:02:00Z')
    expect([since.data.cause, since.data.log?.requests]).toEqual(['not-found', 2])
    const wrong = await runCli(['diagnose', '--since', 'yesterday'], {...OFFLINE, stdin: LOG})
    expect(wrong.code).toBe(2)
  })

  test('of more lines than are read as one is read as a stream, with the same verdict', async () => {
    const many = Array.from({length: 8000}, (_, at) =>
      line(at, at % 100 === 99 ? 429 : 200, limit(36_000, at % 100 === 99 ? 0 : 900)),
    )
    const {data} = await diagnose(many.join('\n'))
    expect([data.cause, data.log?.requests, data.log?.failed]).toEqual(['rate-limited', 8000, 80])
    expect(data.timeline).toHaveLength(Math.ceil(8000 / 60))
  })

  test('that gzip compressed is decompressed', async () => {
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'fireq-log-')), 'app.log.gz')
    writeFileSync(file, gzipSync(LOG))
    const {stdout} = await runCli(['diagnose', '--json', file], OFFLINE)
    expect((JSON.parse(stdout) as Document).data.log?.requests).toBe(7)
  })

  test('one answer is none', async () => {
    const {data} = await diagnose(line(0, 429))
    expect([data.timeline, data.log]).toEqual([[], null])
  })
})

test('a report in Markdown has the whole log too: its share, first failure and minutes', async () => {
  const log = [line(0, 200), line(1, 429, limit(36_000, 0)), line(70, 200), line(71, 503)].join('\n')
  const {stdout} = await runCli(['diagnose', '-', '--markdown'], {...OFFLINE, stdin: log})
  expect(stdout).toContain(
    'log: 4 answers, 2 failed, 25 % hit a rate limit, 2026-11-21 12:00:00Z to 2026-11-21 12:01:11Z',
  )
  expect(stdout).toMatch(/^first failure: rate-limited \(HTTP 429\), 2026-11-21 12:00:01Z, number 2 in the text$/m)
  expect(stdout).toMatch(/^by minute: 2026-11-21 12:00Z {2}2 answers: 1 rate-limited$/m)
  expect(stdout).toMatch(/^by minute: 2026-11-21 12:01Z {2}2 answers: 1 load-shed$/m)
  const one = await runCli(['diagnose', '-', '--markdown'], {...OFFLINE, stdin: 'HTTP/2 429 \n\n{}'})
  expect(one.stdout).not.toMatch(/^(?:log|by minute):/m)
})
