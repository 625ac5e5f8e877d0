import {describe, expect, test} from '@jest/globals'
import {runSummary} from '../../../src/lib/domain/traffic/run-summary.js'
import type {TrafficLimit, TrafficSnapshot} from '../../../src/lib/domain/traffic/snapshot.js'

const limit = (dimension: TrafficLimit['dimension'], perMinute: number | null): TrafficLimit => ({
  dimension,
  perMinute,
  remaining: 1,
  at: 0,
})
const row = (more: Partial<TrafficSnapshot> = {}): TrafficSnapshot => ({
  account: 'acme',
  model: 'kimi-k3',
  requests: 0,
  outcomes: {},
  status429: 0,
  status503: 0,
  advised: 0,
  refused: 0,
  waiting: 0,
  inFlight: 0,
  waitedMs: 0,
  tokens: {prompt: 0, cached: 0, generated: 0},
  limits: [],
  firstLimits: [],
  lastMinute: {requests: 0, prompt: 0, generated: 0},
  history: [],
  ...more,
})
const summary = (...traffic: TrafficSnapshot[]) =>
  runSummary(
    {generatedAt: 0, mode: {advise: false, pace: false}, upstream: 'https://api.example', traffic, ownFaults: 0},
    7,
  )

describe('the summary of a run', () => {
  test('adds up every model, and keeps the exit code of the command', () => {
    const first = row({
      ...{requests: 5, status429: 1, status503: 2, refused: 3, waitedMs: 1500},
      outcomes: {ok: 4, 'rate-limited': 1},
      tokens: {prompt: 100, cached: 40, generated: 7},
    })
    const second = row({
      ...{model: 'glm-5p3', requests: 20, status429: 10, status503: 30, refused: 40, waitedMs: 250},
      outcomes: {ok: 18, 'load-shed': 2},
      tokens: {prompt: 1000, cached: 600, generated: 50},
    })
    expect(summary(first, second)).toEqual({
      requests: 25,
      outcomes: {ok: 22, 'rate-limited': 1, 'load-shed': 2},
      status429: 11,
      status503: 32,
      refused: 43,
      waitedSeconds: 1.75,
      tokens: {prompt: 1100, cached: 640, generated: 57},
      limits: [],
      exitCode: 7,
    })
  })

  test('of a command that sent nothing is all zero', () => {
    expect(summary()).toMatchObject({requests: 0, outcomes: {}, waitedSeconds: 0, limits: []})
  })

  test('has each limit by the first and by the last answer, null where one told none', () => {
    const limits = [limit('prompt', 200), limit('generated', 90), limit('requests', null)]
    const firstLimits = [limit('generated', 60), limit('prompt', 100)]
    expect(summary(row({limits, firstLimits}), row({model: null, limits: [limit('prompt', 5)]})).limits).toEqual([
      {model: 'kimi-k3', dimension: 'prompt', before: 100, after: 200},
      {model: 'kimi-k3', dimension: 'generated', before: 60, after: 90},
      {model: 'kimi-k3', dimension: 'requests', before: null, after: null},
      {model: '', dimension: 'prompt', before: null, after: 5},
    ])
  })
})
