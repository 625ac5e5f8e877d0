import {describe, expect, test} from '@jest/globals'
import {quotaCheckReport, verdictOf} from '../../src/lib/app/check-quotas.js'
import {planChange} from '../../src/lib/domain/quota/change.js'
import {describeQuota, type QuotaReading} from '../../src/lib/domain/quota/quota.js'
import {checkText} from '../../src/lib/render/check/view.js'
import {quotaPlanText, quotaSetText, type QuotaSetDocument} from '../../src/lib/render/views/quota-set.js'
import {shellLine} from '../../src/lib/render/formats/command-line.js'
import {expectGolden} from './golden.js'
import {pipe, terminal} from './surfaces.js'

const now = Date.parse('2026-11-21T12:00:00Z')
const reading = (id: string, value: number | null, usage: number | null, maxValue = value): QuotaReading => ({
  id,
  value,
  maxValue,
  usage,
  updatedAt: null,
})
const SPEND = describeQuota(reading('monthly-spend-usd', 400, 376.48, 500))
const H100 = describeQuota(reading('global--h100-count', 8, 8))
const UNKNOWN = describeQuota(reading('eval-\u001b[31mcredits', null, null, null))

const PLANS = [
  [SPEND, 450],
  [SPEND, 300],
  [H100, 4],
  [UNKNOWN, 50],
] as const

const SURFACES = [
  ['60', terminal(60)],
  ['80', terminal(80)],
  ['120', terminal(120)],
  ['80-colour', terminal(80, {colour: true})],
  ['80-ascii', terminal(80, {unicode: false})],
  ['pipe', pipe()],
] as const

const QUOTAS = [SPEND, H100, UNKNOWN, describeQuota(reading('job-submission-count', 8, 2))]

describe.each(SURFACES)('at %s', (name, surface) => {
  test('the plans of changes', () => {
    const text = PLANS.map(([quota, to]) =>
      quotaPlanText(quota, planChange(quota, to, {now}), 'account acme', surface),
    ).join('\n')
    expectGolden(`quota-set/plan-${name}.txt`, text)
    // oxlint-disable-next-line no-control-regex -- the quota's own escape sequence must be gone
    if (name !== '80-colour') expect(text).not.toMatch(/\u001b/)
  })

  test('the verdict of a check', async () => {
    expectGolden(
      `quota-check/${name}.txt`,
      await checkText(quotaCheckReport(verdictOf(QUOTAS, 'acme', {}), null), surface),
    )
  })
})

describe('what was done', () => {
  const data: QuotaSetDocument = {
    account: 'acme',
    quota: SPEND.id,
    from: 400,
    to: 450,
    maxValue: 500,
    usage: 376.48,
    applied: true,
    verified: true,
    dryRun: false,
    undo: 'fireq quota set monthly-spend-usd 400',
    request: null,
  }

  test.each<[Partial<QuotaSetDocument>, string]>([
    [{}, 'monthly-spend-usd: $400 → $450\nundo: fireq quota set monthly-spend-usd 400\n'],
    [{verified: false, undo: null}, 'monthly-spend-usd: $400 → $450 (accepted, does not show yet)\n'],
    [{from: null, undo: null}, 'monthly-spend-usd: – → $450\n'],
    [{applied: false, to: 400, undo: null}, 'monthly-spend-usd: $400 already, nothing was sent\n'],
  ])('%j', (change, expected) => {
    expect(quotaSetText(SPEND, {...data, ...change}, pipe())).toBe(expected)
  })
})

test('a line to copy is one word per word, whatever is in it', () => {
  expect(shellLine(['fireq', 'a b', "it's", '', '$(x)', '--base-url', 'http://h:1/p?q=1'])).toBe(
    "fireq 'a b' 'it'\\''s' '' '$(x)' --base-url 'http://h:1/p?q=1'",
  )
})
