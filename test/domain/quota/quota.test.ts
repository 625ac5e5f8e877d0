import {describe, expect, test} from '@jest/globals'
import fc from 'fast-check'
import {
  byGroup,
  classifyQuota,
  describeQuota,
  parseGpuQuotaId,
  parseQuotaName,
  QUOTA_GROUPS,
  type QuotaReading,
  fittingIds,
} from '../../../src/lib/domain/quota/quota.js'
import {propertyRuns} from '../../support/property-runs.js'

const reading = (id: string, usage: number | null, value: number | null): QuotaReading => ({
  id,
  value,
  maxValue: value,
  usage,
  updatedAt: null,
})

describe('group and unit by id', () => {
  test.each([
    ['monthly-spend-usd', 'spend', 'usd'],
    ['serverless-inference-rpm', 'serverless', 'request/min'],
    ['deployed-model-count', 'models-and-jobs', 'model'],
    ['job-submission-count', 'models-and-jobs', 'job'],
    ['global--h100-count', 'on-demand-gpu', 'gpu'],
    ['training-b200-count', 'training-gpu', 'gpu'],
    ['ap-tokyo-1--h100-count', 'on-demand-gpu', 'gpu'],
    ['us-iowa-1-h200-count', 'on-demand-gpu', 'gpu'],
    ['h100-us-iowa-1', 'on-demand-gpu', 'gpu'],
    ['eval-protocol-free-daily-credits', 'other', 'count'],
    ['something-usd', 'other', 'usd'],
    ['something-rpm', 'other', 'request/min'],
    ['usd-something', 'other', 'count'],
    ['constructor', 'other', 'count'],
    ['', 'other', 'count'],
  ])('%s: %s, in %s', (id, group, unit) => {
    expect(classifyQuota(id)).toEqual({group, unit})
    expect(describeQuota(reading(id, 1, 2))).toMatchObject({id, group, unit})
  })

  test.each([
    ['global--h100-count', {scope: 'global', gpu: 'h100'}],
    ['global-h100-count', {scope: 'global', gpu: 'h100'}],
    ['training-h200-count', {scope: 'training', gpu: 'h200'}],
    ['training--mi300x-count', {scope: 'training', gpu: 'mi300x'}],
    ['ap-tokyo-1--h100-count', {scope: 'ap-tokyo-1', gpu: 'h100'}],
    ['us-1--gb200-count', {scope: 'us-1', gpu: 'gb200'}],
    ['eu-north-west-12--a100-count', {scope: 'eu-north-west-12', gpu: 'a100'}],
    ['h100-us-iowa-1', {scope: 'us-iowa-1', gpu: 'h100'}],
    ['mi300x-eu-1', {scope: 'eu-1', gpu: 'mi300x'}],
    ['global---h100-count', null],
    ['global--h100', null],
    ['global--h100-counts', null],
    ['xglobal--h100-count', null],
    ['global--100-count', null],
    ['global--h-count', null],
    ['ap-tokyo--h100-count', null],
    ['1-ap--h100-count', null],
    ['Global--H100-count', null],
    ['h100-us-iowa', null],
    ['x100-us-iowa-1', null],
    ['h100-us-iowa-1-x', null],
    ['-h100-us-iowa-1', null],
  ])('the GPU of %s', (id, gpu) => {
    expect(parseGpuQuotaId(id)).toEqual(gpu)
  })
})

describe('what follows from a reading', () => {
  test.each<[string, number | null, number | null, object]>([
    ['half used', 50, 100, {utilization: 0.5, headroom: 50, unlimited: false, status: 'ok'}],
    ['just below the warning', 79.99, 100, {status: 'ok'}],
    ['at the warning', 80, 100, {utilization: 0.8, status: 'warning'}],
    ['just below critical', 94.99, 100, {status: 'warning'}],
    ['critical', 95, 100, {utilization: 0.95, status: 'critical'}],
    ['just below the limit', 99.99, 100, {headroom: 0.01, status: 'critical'}],
    ['at the limit', 100, 100, {utilization: 1, headroom: 0, status: 'full'}],
    ['over it', 150, 100, {utilization: 1.5, headroom: -50, status: 'exceeded'}],
    ['cents without float noise', 376.48, 400, {headroom: 23.52}],
    ['nothing of nothing', 0, 0, {utilization: 0, headroom: 0, status: 'none'}],
    ['something of nothing', 1, 0, {utilization: null, headroom: -1, status: 'exceeded'}],
    ['no usage', null, 100, {utilization: null, headroom: null, unlimited: false, status: 'unknown'}],
    ['no usage of a limit of 0', null, 0, {utilization: null, headroom: null, status: 'unknown'}],
    ['no limit told', 5, null, {utilization: null, headroom: null, unlimited: false, status: 'unknown'}],
    ['a negative limit', 5, -1, {utilization: null, status: 'unknown'}],
    ['a negative limit, nothing used', 0, -1, {utilization: null, status: 'unknown'}],
    [
      'a limit beyond exact numbers',
      5,
      2 ** 53,
      {utilization: null, headroom: null, unlimited: true, status: 'unlimited'},
    ],
    ['the largest exact limit', 5, 2 ** 53 - 1, {unlimited: false, status: 'ok'}],
    ['a count that looks like no spend limit', 5, 9_999_999, {unlimited: false, status: 'ok'}],
  ])('%s', (_, usage, value, derived) => {
    expect(describeQuota(reading('something-count', usage, value))).toMatchObject(derived)
  })

  test('a spend limit of 9,999,999 or more is none', () => {
    const status = (value: number) => describeQuota(reading('monthly-spend-usd', 5, value)).status
    expect([9_999_998, 9_999_999, 10_000_000].map(status)).toEqual(['ok', 'unlimited', 'unlimited'])
  })

  test('whatever was read: nothing is NaN, and what is derived agrees with itself', () => {
    const number = fc.option(fc.oneof(fc.integer({min: -5, max: 50}), fc.double({noNaN: true, min: -1e18, max: 1e18})))
    const id = fc.oneof(
      fc.constantFrom('monthly-spend-usd', 'global--h100-count', 'x-rpm'),
      fc.string({unit: 'binary'}),
    )
    fc.assert(
      fc.property(id, number, number, (name, usage, value) => {
        const quota = describeQuota(reading(name, usage, value))
        expect(Object.values(quota).some(Number.isNaN)).toBe(false)
        expect(QUOTA_GROUPS).toContain(quota.group)
        expect(quota.unlimited).toBe(quota.status === 'unlimited')
        if (usage === null || value === null || quota.unlimited) expect(quota.headroom).toBeNull()
        if (quota.status === 'unknown') expect([null, 0]).toContain(quota.utilization)
        if (quota.utilization !== null && value! > 0) {
          expect(usage! >= value!).toBe(quota.status === 'exceeded' || quota.status === 'full')
        }
      }),
      propertyRuns(),
    )
  })
})

test('quotas are shown by group, as they came within each', () => {
  const ids = [
    'x-count',
    'training-h100-count',
    'b--count',
    'monthly-spend-usd',
    'global--h100-count',
    'deployed-model-count',
  ]
  const shown = byGroup(ids.map(id => describeQuota(reading(id, 0, 1)))).map(({id}) => id)
  expect(shown).toEqual([
    'monthly-spend-usd',
    'global--h100-count',
    'training-h100-count',
    'deployed-model-count',
    'x-count',
    'b--count',
  ])
})

describe('names of quotas', () => {
  test.each([
    ['monthly-spend-usd', {accountId: null, quotaId: 'monthly-spend-usd'}],
    ['accounts/acme/quotas/x', {accountId: 'acme', quotaId: 'x'}],
    ['', null],
    ['/', null],
    ['quotas/x', null],
    ['accounts/acme/quotas/', null],
    ['accounts//quotas/x', null],
    ['accounts/acme/quotas/x/y', null],
    ['xaccounts/acme/quotas/x', null],
    ['accounts/acme/models/x', null],
  ])('%j', (name, parsed) => {
    expect(parseQuotaName(name)).toEqual(parsed)
  })

  test('a name that was read is read back from its full form, and never holds a slash', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({unit: 'binary'}), fc.stringMatching(/^(accounts\/)?[a/]{0,5}(\/quotas\/)?[a/]{0,5}$/)),
        text => {
          const parsed = parseQuotaName(text)
          if (parsed === null) return
          expect(`${parsed.accountId ?? ''}${parsed.quotaId}`).not.toContain('/')
          const full = `accounts/${parsed.accountId ?? 'acme'}/quotas/${parsed.quotaId}`
          expect(parseQuotaName(full)).toEqual({accountId: parsed.accountId ?? 'acme', quotaId: parsed.quotaId})
        },
      ),
      propertyRuns(),
    )
  })
})

describe('a short form of a quota id', () => {
  const ids = ['monthly-spend-usd', 'global--h100-count', 'training-h100-count', 'global--b200-count']

  test.each([
    ['h100', ['global--h100-count', 'training-h100-count']],
    ['H100', ['global--h100-count', 'training-h100-count']],
    ['global-h100', ['global--h100-count']],
    ['h100-global', ['global--h100-count']],
    ['usd', ['monthly-spend-usd']],
    ['spen', ['monthly-spend-usd']],
    ['spe', []],
    ['h1', []],
    ['u', []],
    ['--', []],
    ['', []],
    ['global-a100', []],
    ['h100-count', ['global--h100-count', 'training-h100-count']],
  ])('%j fits %j', (word, fitting) => {
    expect(fittingIds(word, ids)).toEqual(fitting)
  })

  test('of one part fits an id of one', () => {
    expect([fittingIds('ab', ['ab', 'b']), fittingIds('a', ['a'])]).toEqual([['ab'], []])
  })
})

test('the digits of what is too large for a number stay with the quota, and are left out where there are none', () => {
  const reading = {id: 'x', value: 2 ** 60, maxValue: null, usage: 1, updatedAt: null}
  expect(describeQuota({...reading, exact: {value: '1152921504606846977'}}).exact).toEqual({
    value: '1152921504606846977',
  })
  expect('exact' in describeQuota(reading)).toBe(false)
})

test('what presses is shown first, the gravest before the rest', () => {
  const quota = (id: string, value: number, usage: number) =>
    describeQuota({id, value, maxValue: null, usage, updatedAt: null})
  const quotas = [
    quota('global--b200-count', 8, 0),
    quota('global--h100-count', 8, 8),
    quota('global--a100-count', 8, 9),
  ]
  expect(byGroup(quotas).map(({id}) => id)).toEqual(['global--a100-count', 'global--h100-count', 'global--b200-count'])
})
