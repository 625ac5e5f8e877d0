import {expect, test} from '@jest/globals'
import type {ServerlessLimitSeries} from '../../src/lib/app/ports.js'
import {serverSeries} from '../../src/lib/app/server-series.js'
import {decodeLimitSeries} from '../../src/lib/fireworks/wire-limits.js'
import {answer, memoryGateway} from '../support/memory-gateway.js'

const MODEL = 'accounts/fireworks/models/kimi-k3'
const DEPLOYMENT = 'accounts/fireworks/deployments/kimi-k3'
const series = (metric: string, values: number[], deployment = DEPLOYMENT): ServerlessLimitSeries => ({
  deployment,
  metric,
  points: values.map((value, at) => ({t: at * 1000, value})),
})

function read(...offered: ServerlessLimitSeries[]) {
  const limits = [
    {deployment: DEPLOYMENT, metric: 'TOKENS_GENERATED', effectiveLimit: 45_000},
    {deployment: DEPLOYMENT, metric: 'TOKENS_PROMPT', effectiveLimit: 3_600_000},
  ]
  const gateway = memoryGateway({serverlessLimitSeries: () => answer({limits, series: offered})})
  return serverSeries(gateway, 'acme', MODEL, 0)
}

test('a series is of a limit only where its newest value is the limit that is listed', async () => {
  const own = await read(series('TOKENS_GENERATED', [36_000, 45_000]), series('TOKENS_PROMPT', [1200, 900]))
  expect(own.map(({dimension, limit, raw, source, t}) => [dimension, limit, raw, source, t])).toEqual([
    ['generated', 36_000, 36_000, 'server', 0],
    ['generated', 45_000, 45_000, 'server', 1000],
  ])
})

test('a series of another model, of a metric that is not known or of nothing is left out', async () => {
  const other = 'accounts/fireworks/deployments/kimi-k3-fast'
  const offered = [
    series('TOKENS_GENERATED', [45_000], other),
    series('TOKENS_DREAMT', [45_000]),
    series('TOKENS_PROMPT', []),
  ]
  expect(await read(...offered)).toEqual([])
  const gateway = memoryGateway({serverlessLimitSeries: () => answer(null)})
  expect(await serverSeries(gateway, 'acme', MODEL, 0)).toEqual([])
})

test('readings of several limits come by time, in the unit of the limit that is listed', async () => {
  const limits = [
    {deployment: 'accounts/fireworks/deployments/glm-5p3', metric: 'TOKENS_GENERATED', effectiveLimit: 7},
    {deployment: DEPLOYMENT, metric: 'TOKENS_GENERATED', effectiveLimit: 750},
    {deployment: DEPLOYMENT, metric: 'TOKENS_PROMPT', effectiveLimit: 75_000},
  ]
  const offered = [series('TOKENS_PROMPT', [60_000, 75_000]), series('TOKENS_GENERATED', [600, 750])]
  const gateway = memoryGateway({serverlessLimitSeries: () => answer({limits, series: offered})})
  const own = await serverSeries(gateway, 'acme', MODEL, 0)
  const factor = own[0]!.limit! / 60_000
  expect([1, 60]).toContain(factor)
  expect(own.map(({t, dimension, raw, limit, remaining}) => [t, dimension, raw, limit, remaining])).toEqual([
    [0, 'prompt', 60_000, 60_000 * factor, null],
    [0, 'generated', 600, 600 * factor, null],
    [1000, 'prompt', 75_000, 75_000 * factor, null],
    [1000, 'generated', 750, 750 * factor, null],
  ])
})

test('a limit of 0 says nothing of the unit: what it was before is not known per minute', async () => {
  const limits = [{deployment: DEPLOYMENT, metric: 'TOKENS_GENERATED', effectiveLimit: 0}]
  const gateway = memoryGateway({
    serverlessLimitSeries: () => answer({limits, series: [series('TOKENS_GENERATED', [36_000, 0])]}),
  })
  const own = await serverSeries(gateway, 'acme', MODEL, 0)
  expect(own.map(({raw, limit}) => [raw, limit])).toEqual([
    [36_000, null],
    [0, null],
  ])
})

test('labels are read by what they hold, since nothing documents what they are called', () => {
  const values = [
    {timestamp: '2026-11-21T12:15:00Z', value: '45000'},
    {timestamp: '2026-11-21T12:00:00Z', value: 36_000},
    {timestamp: 'yesterday', value: '1'},
    {timestamp: '2026-11-21T12:20:00Z', value: 'many'},
  ]
  expect(
    decodeLimitSeries({series: [{labels: {a: DEPLOYMENT, b: 'tokens_generated'}, values}, {labels: {}, values}, null]}),
  ).toEqual([
    {
      deployment: DEPLOYMENT,
      metric: 'TOKENS_GENERATED',
      points: [
        {t: Date.UTC(2026, 10, 21, 12), value: 36_000},
        {t: Date.UTC(2026, 10, 21, 12, 15), value: 45_000},
      ],
    },
  ])
  for (const strange of [{}, {series: 7}, {series: [{labels: [], values: 'x'}]}])
    expect(decodeLimitSeries(strange)).toEqual([])
})
