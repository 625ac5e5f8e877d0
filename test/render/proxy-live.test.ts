import {describe, expect, test} from '@jest/globals'
import {proxyLines, proxyScreen} from '../../src/lib/render/views/proxy-live.js'
import type {ProxySnapshot, TrafficSnapshot} from '../../src/lib/domain/traffic/snapshot.js'
import type {Surface} from '../../src/lib/render/surface/terminal-style.js'

const same = (text: string) => text
const surface = (one: Partial<Surface> = {}): Surface => ({
  columns: 80,
  decorated: true,
  unicode: true,
  colour: {bold: same, dim: same, red: same, green: same, yellow: same, cyan: same},
  ...one,
})
const limit = (
  dimension: 'prompt' | 'uncached-prompt' | 'generated',
  perMinute: number | null,
  remaining: number | null,
) => ({
  dimension,
  perMinute,
  remaining,
  at: 0,
})
const ROW: TrafficSnapshot = {
  account: 'acme',
  model: 'kimi-k3',
  requests: 300,
  outcomes: {ok: 297, 'rate-limited': 3},
  status429: 3,
  status503: 0,
  advised: 0,
  refused: 0,
  waiting: 2,
  inFlight: 8,
  waitedMs: 12_500,
  tokens: {prompt: 1000, cached: 0, generated: 90_000},
  limits: [
    limit('prompt', 3_600_000, 3_000_000),
    limit('uncached-prompt', 900_000, null),
    limit('generated', 36_000, 1800),
  ],
  firstLimits: [],
  lastMinute: {requests: 120, prompt: 360_000, generated: 34_200},
  history: Array.from({length: 30}, (_, at) => at % 9),
}
const snapshot = (traffic: readonly TrafficSnapshot[]): ProxySnapshot => ({
  generatedAt: Date.UTC(2026, 10, 26, 12),
  mode: {advise: false, pace: true},
  upstream: 'https://api.fireworks.ai',
  traffic,
  ownFaults: 0,
})
const URL_OF_PROXY = 'http://127.0.0.1:4020'

describe('the proxy’s screen', () => {
  test('shows each limit with what the last minute took of it, and the counts that matter', () => {
    expect(proxyScreen(snapshot([ROW]), URL_OF_PROXY, surface(), 24)).toBe(`\
http://127.0.0.1:4020 → https://api.fireworks.ai
observe + pace · 2026-11-26 12:00:00Z; Ctrl-C ends it

kimi-k3 (acme)
  requests  120/min           ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆▇█ ▁▂▃▄▅▆▇█ ▁▂
  prompt    360k of 3.6M/min           █░░░░░░░░░░░ 10%
  uncached  – of 900k/min              ░░░░░░░░░░░░ –
  output    34,200 of 36,000/min       ███████████░ 95%
  2 waiting · 8 in flight · 429: 3 · 503: 0 · waited 13 s
`)
  })

  test('is ASCII where the terminal shows no more', () => {
    const text = proxyScreen(
      snapshot([{...ROW, limits: ROW.limits.slice(2)}]),
      URL_OF_PROXY,
      surface({unicode: false}),
      24,
    )
    expect(text).toMatch(/^[\n\x20-\x7e]*$/)
    expect(text).toContain('###########. 95%')
  })

  test('fits the height: the busiest models, and how many more there are', () => {
    const rows = Array.from({length: 9}, (_, at) => ({
      ...ROW,
      model: `model-${at}`,
      lastMinute: {...ROW.lastMinute, requests: at},
    }))
    const text = proxyScreen(snapshot(rows), URL_OF_PROXY, surface(), 24)
    expect(text.split('\n').length).toBeLessThanOrEqual(24)
    expect(text).toContain('model-8')
    expect(text).not.toContain('model-0')
    expect(text).toContain('more at http://127.0.0.1:4020/_fireq/limits')
  })

  test('no line is wider than the terminal', () => {
    for (const columns of [60, 80, 120]) {
      const long = {...ROW, model: 'x'.repeat(200)}
      for (const line of proxyScreen(snapshot([long]), URL_OF_PROXY, surface({columns}), null).split('\n')) {
        expect([line, line.length <= columns]).toEqual([line, true])
      }
    }
  })

  test('a log gets one line per model', () => {
    expect(proxyLines([ROW], Date.UTC(2026, 10, 26, 12))).toBe(
      '2026-11-26 12:00:00Z kimi-k3 (acme): 120 requests/min, 34,200 of 36,000 output tokens/min, 2 waiting, 8 in flight, 429: 3, 503: 0\n',
    )
  })
})
