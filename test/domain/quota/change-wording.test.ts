import {expect, test} from '@jest/globals'
import type {GpuDeployment} from '../../../src/lib/domain/quota/gpu-charge.js'
import {planChange, type ChangeContext} from '../../../src/lib/domain/quota/change.js'
import {describeQuota, type QuotaReading} from '../../../src/lib/domain/quota/quota.js'
import {likelyTier} from '../../../src/lib/domain/quota/tier.js'
import {aGpuDeployment} from '../../support/gpu-records.js'
import {printedHints} from '../../support/printed-actions.js'

// What a change means is what a person decides by: every sentence of every kind of quota, word for word.

const NOW = Date.parse('2026-11-21T12:00:00Z')

function plan(reading: Partial<QuotaReading>, to: number, context: Partial<ChangeContext> = {}) {
  const full = {id: 'monthly-spend-usd', value: 400, maxValue: 500, usage: 376.48, updatedAt: null, ...reading}
  return planChange(describeQuota(full), to, {now: NOW, ...context})
}

const gpus = (count: number): GpuDeployment[] =>
  Array.from({length: count}, (_, at) => aGpuDeployment({id: `d${at}`, acceleratorCount: 1}))

const STOPS =
  'the account stops at once, serverless, deployments and fine-tuning, until the limit is raised again or the month ends'
const GPUS_STAY = 'running deployments are not stopped; new ones and more replicas start only within the new limit'

test.each<[string, Partial<QuotaReading>, number, readonly string[]]>([
  ['the value it has', {}, 400, ['it has this value already: nothing to send']],
  ['below the spend', {}, 376, [`below this month's spend of $376.48: ${STOPS}`]],
  ['exactly the spend', {usage: 300}, 300, [`exactly this month's spend of $300: ${STOPS}`]],
  [
    'a spend that is not known',
    {usage: null},
    450,
    ["this month's spend is not known; if it is at or above the new value, the whole account stops at once"],
  ],
  [
    'spent to four fifths, from which on it is said',
    {usage: 360},
    450,
    [expect.stringMatching(/pace/) as unknown as string, '80% of it is spent already; at 100% everything stops'],
  ],
  ['spent to less than that', {usage: 359}, 450, [expect.stringMatching(/pace/) as unknown as string]],
  [
    'no ceiling told',
    {usage: null, maxValue: null},
    450,
    [
      "this month's spend is not known; if it is at or above the new value, the whole account stops at once",
      'its approved ceiling is not known: the server decides',
    ],
  ],
  [
    'a value above its ceiling',
    {id: 'x-count', value: 9, maxValue: 8, usage: 1},
    5,
    ['its current value is above the approved ceiling and cannot be set again'],
  ],
  ['a value at its ceiling', {id: 'x-count', value: 8, maxValue: 8, usage: 1}, 5, []],
  [
    'neither told',
    {id: 'x-count', value: null, maxValue: null, usage: 1},
    5,
    ['its approved ceiling is not known: the server decides'],
  ],
  [
    'requests, above what is made',
    {id: 'serverless-inference-rpm', usage: 7},
    12,
    ['requests above 12 per minute, over all models of the account together, are refused with 429'],
  ],
  [
    'requests, at what is made',
    {id: 'serverless-inference-rpm', usage: 7},
    7,
    [
      'requests above 7 per minute, over all models of the account together, are refused with 429',
      'at or below what is used: the account makes 7 per minute now',
    ],
  ],
  [
    'models',
    {id: 'deployed-model-count', usage: 7},
    5,
    [
      'models that are deployed stay deployed; more than the limit cannot be deployed',
      'at or below what is used: 7 deployed models in use: nothing more can be added',
    ],
  ],
  ['jobs', {id: 'job-submission-count', usage: 0}, 8, ['more than 8 jobs at once are refused']],
  ['anything else', {id: 'x-count', usage: null}, 5, ['how much of it is in use is not known']],
  ['other money', {id: 'x-usd', usage: 7}, 5, ['at or below what is used: $7 in use: nothing more can be added']],
  [
    'GPUs, usage not known',
    {id: 'global--h100-count', usage: null},
    5,
    ['how much of it is in use is not known', GPUS_STAY],
  ],
  ['an id that only ends like a GPU quota of old', {id: 'training-x-count', usage: 1}, 5, []],
])('%s', (_, reading, to, findings) => {
  expect(plan(reading, to).findings).toEqual(findings)
})

test('the holders of GPUs are named up to five, the rest counted', () => {
  const held = (count: number) =>
    plan({id: 'global--h100-count', value: 9, maxValue: 16, usage: 1}, 12, {deployments: gpus(count)}).findings
  const end = ', counted at their largest number of replicas'
  expect(held(0)).toEqual([GPUS_STAY])
  expect(held(5)).toEqual([GPUS_STAY, `held by d0 (1), d1 (1), d2 (1), d3 (1), d4 (1)${end}`])
  expect(held(7)).toEqual([GPUS_STAY, `held by d0 (1), d1 (1), d2 (1), d3 (1), d4 (1) and 2 more${end}`])
})

test('the hints above the ceiling, each in full', () => {
  const write = /^for a prepaid account, or anything else, write to \S+/
  const refused = (tier: ReturnType<typeof likelyTier> | null) => printedHints(plan({}, 501, {tier}).refusal!.hints)
  expect(refused(null)).toEqual([
    'the max of a legacy postpaid account follows its spending tier: `fireq tier list`',
    expect.stringMatching(write),
  ])
  const highest = likelyTier(null, {maxValue: 50_000})
  expect(highest.next?.tier).toBe('unlimited')
  expect(refused(highest)[0]).toMatch(
    /^a legacy postpaid account gets a higher max with no limit, which likely needs: /,
  )
  expect(refused(likelyTier(null, {maxValue: 500}))[0]).toMatch(
    /^a legacy postpaid account gets a higher max with tier 3, which likely needs: \S.*; or /,
  )
  expect(plan({id: 'x-count', value: 8, maxValue: 8, usage: 0}, 9).refusal).toMatchObject({
    code: 'refused',
    message: '9 is above the approved ceiling of x-count, 8',
  })
})

test.each<[string, number | null, number, string]>([
  ['below the spend', 376.48, 300, "below this month's spend of $376.48: INFORMED"],
  ['exactly the spend', 300, 300, "exactly this month's spend of $300: INFORMED"],
  ['a spend that is not known', null, 300, "this month's spend is not known; INFORMED"],
])('an Enterprise account is informed, not paused: %s', (_, usage, to, expected) => {
  const informed = 'an Enterprise account is informed at its limit, not paused, documented (2026)'
  const findings = plan({usage}, to, {pausesAtLimit: false}).findings
  expect(findings).toEqual([expected.replace('INFORMED', informed)])
  expect(plan({usage: 10}, 500, {pausesAtLimit: false}).findings.at(-1)).toBe(informed)
})

test.each([
  [{value: 0, maxValue: 8}, 'quota set x-count 0'],
  [{value: 8, maxValue: 8}, 'quota set x-count 8'],
  [{value: 9, maxValue: 8}, null],
  [{value: -1, maxValue: 8}, null],
  [{value: 7.5, maxValue: 8}, null],
  [{value: 8, maxValue: null}, 'quota set x-count 8'],
])('the undo of %j is %p', (reading, undo) => {
  expect(plan({id: 'x-count', usage: 0, ...reading}, 5).undo?.command.join(' ') ?? null).toBe(undo)
})

test.each(['-x-count', 'x\ny', ''])('no undo is given for the id %j, which cannot stand in a command', id => {
  expect(plan({id, value: 8, maxValue: 8, usage: 0}, 5).undo).toBeNull()
})
