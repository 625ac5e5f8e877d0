import {expect, test} from '@jest/globals'
import type {LimitCut, LogSummary} from '../../src/lib/domain/diagnosis/log-summary.js'
import {logLines} from '../../src/lib/render/views/diagnose-log.js'

const LOG: LogSummary = {
  requests: 2,
  failed: 0,
  limitedShare: 0,
  from: null,
  to: null,
  first: null,
  worst: null,
  limit: null,
  cut: null,
}
const CUT: LimitCut = {dimension: 'prompt', model: 'kimi-k3', at: null, from: 60_000, to: 15_000, unit: 'per-second'}
const told = (cut: LimitCut) =>
  logLines({timeline: [], log: {...LOG, cut}}).find(({label}) => label === 'Limit cut')!.text

test('a limit that was cut is told per minute, with the numbers that came where they are per second by size', () => {
  expect(told(CUT)).toBe(
    'prompt tokens of kimi-k3 from 3,600,000 to 900,000 per minute (headers: 60,000 to 15,000, per second, by size; documents of 2026-10 say per minute)',
  )
  expect(told({...CUT, unit: 'per-minute'})).toBe('prompt tokens of kimi-k3 from 60,000 to 15,000 per minute')
})
