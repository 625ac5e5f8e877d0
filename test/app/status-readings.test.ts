import {expect, test} from '@jest/globals'
import type {AccountStatus} from '../../src/lib/app/account-status.js'
import {statusReadings} from '../../src/lib/app/status-readings.js'
import {emptyReading, type Reading} from '../../src/lib/domain/history/reading.js'
import {readRateLimitHeaders} from '../../src/lib/domain/limits/headers.js'
import {describeQuota} from '../../src/lib/domain/quota/quota.js'
import {aReading} from '../support/memory-gateway.js'

const T = Date.parse('2026-11-26T12:00:00Z')
const MODEL = 'accounts/fireworks/models/kimi-k3'
const {limits} = readRateLimitHeaders([['x-ratelimit-limit-tokens-generated', '36000']], {unit: 'minute'})
const kept = (more: Partial<Reading>) => ({
  ...emptyReading({t: T, account: 'acme', source: 'list', kind: 'outcome'}),
  ...more,
})
/** A look at the account with what becomes readings. */
const looked = (suspendState: string | null, probe: object | null, quotas: AccountStatus['quotas'] = []) =>
  ({account: {id: 'acme', suspendState}, quotas, probe}) as unknown as AccountStatus

test('a look at the account leaves its state, its quotas and what the probe told, in this order', () => {
  const probe = {model: MODEL, outcome: 'ok', httpStatus: 200, limits}
  const told = statusReadings(looked('UNSUSPENDED', probe, [describeQuota(aReading('x', 10, 3))]), T)
  expect(told).toEqual([
    kept({outcome: 'UNSUSPENDED'}),
    kept({kind: 'quota', quota: 'x', limit: 10, usage: 3}),
    kept({
      ...{source: 'probe', kind: 'limit', model: MODEL, dimension: 'generated', limit: 36_000, raw: 36_000},
      ...{unit: limits[0]!.unit, unitSource: limits[0]!.unitSource},
    }),
    kept({source: 'probe', model: MODEL, outcome: 'ok'}),
  ])
})

test('a look that told neither a state nor a quota, and asked no model, leaves nothing', () => {
  expect(statusReadings(looked(null, null), T)).toEqual([])
})
