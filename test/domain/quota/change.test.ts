import {describe, expect, it, test} from '@jest/globals'
import fc from 'fast-check'
import {planChange, type ChangeContext} from '../../../src/lib/domain/quota/change.js'
import {describeQuota, type QuotaReading} from '../../../src/lib/domain/quota/quota.js'
import {likelyTier} from '../../../src/lib/domain/quota/tier.js'
import {parseWholeNumber} from '../../../src/lib/domain/text/units.js'
import {propertyRuns} from '../../support/property-runs.js'
import {aGpuDeployment} from '../../support/gpu-records.js'
import {printedHints} from '../../support/printed-actions.js'
import type {GpuDeployment} from '../../../src/lib/domain/quota/gpu-charge.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')

function plan(reading: Partial<QuotaReading>, to: number, context: Partial<ChangeContext> = {}) {
  const full = {id: 'monthly-spend-usd', value: 400, maxValue: 500, usage: 376.48, updatedAt: null, ...reading}
  return planChange(describeQuota(full), to, {now: NOW, ...context})
}

describe('planChange', () => {
  it.each([
    ['raise', {}, 500, 'raise', 'mild'],
    ['just above the usage, which the pace reaches within a day', {}, 377, 'lower', 'severe'],
    ['lower to below usage', {}, 200, 'lower', 'severe'],
    ['lower to exactly the usage', {usage: 300}, 300, 'lower', 'severe'],
    ['raise, still below usage', {usage: 480}, 450, 'raise', 'severe'],
    ['equal', {}, 400, 'same', 'none'],
    ['equal, below usage', {usage: 480}, 400, 'same', 'none'],
    ['lower, usage unknown', {usage: null}, 399, 'lower', 'severe'],
    ['raise, usage unknown', {usage: null}, 401, 'raise', 'mild'],
    ['current value unknown, usage known', {value: null}, 400, 'unknown', 'mild'],
    ['current value and usage unknown', {value: null, usage: null}, 400, 'unknown', 'severe'],
    ['to zero with nothing used', {id: 'global--h100-count', value: 8, maxValue: 8, usage: 0}, 0, 'lower', 'severe'],
  ] as const)('%s: %j → %d is %s, %s', (_, reading, to, direction, severity) => {
    expect(plan(reading, to)).toMatchObject({to, direction, severity, refusal: null})
  })

  it('names what is sent, what was, and how to go back', () => {
    expect(plan({}, 450)).toEqual({
      id: 'monthly-spend-usd',
      unit: 'usd',
      from: 400,
      to: 450,
      maxValue: 500,
      usage: 376.48,
      direction: 'raise',
      severity: 'mild',
      refusal: null,
      findings: [
        "at this month's pace ($18.36 a day) $450 is reached Wed 25 Nov 12:04 UTC, in about 4 days",
        '83.6% of it is spent already; at 100% everything stops',
      ],
      undo: {command: ['quota', 'set', 'monthly-spend-usd', '400']},
    })
  })

  it('says that the account stops', () => {
    expect(plan({}, 200).findings[0]).toMatch(/^below this month's spend of \$376\.48: the account stops at once/)
    expect(plan({usage: 300}, 300).findings[0]).toMatch(/^exactly this month's spend/)
    expect(plan({usage: null}, 200).findings[0]).toMatch(/spend is not known.*stops at once/)
  })

  it('refuses above the ceiling, naming the next tier and what it needs', () => {
    const tier = likelyTier(null, {maxValue: 500})
    const {refusal, undo} = plan({}, 501, {tier})
    expect(refusal?.message).toBe('$501 is above the max of monthly-spend-usd, $500')
    expect(refusal?.hints[0]).toMatch(
      /tier 3, which likely needs: \$500 spent or added in total .*; or total historical spend of \$1,000\+/,
    )
    expect(refusal?.hints[1]).toMatch(/write to/)
    expect(undo).toBeNull()
    expect(printedHints(plan({}, 501).refusal!.hints)[0]).toMatch(/spending tier/)
    expect(plan({}, 500).refusal).toBeNull()
    expect(plan({id: 'global--h100-count', value: 8, maxValue: 8, usage: 0}, 9).refusal?.hints).toEqual([
      expect.stringMatching(/write to/),
    ])
  })

  it('leaves it to the server when no max is known', () => {
    const change = plan({maxValue: null}, 10_000)
    expect(change.refusal).toBeNull()
    expect(change.findings).toContainEqual(expect.stringMatching(/max is not known/))
  })

  it('has no undo for what cannot be set again', () => {
    expect(plan({value: 600}, 450).undo).toBeNull()
    expect(plan({value: null}, 450).undo).toBeNull()
    expect(plan({value: 1e300, maxValue: null}, 450).undo).toBeNull()
    expect(plan({id: '-x', value: 8, maxValue: 16}, 9).undo).toBeNull()
  })

  it('says what the change means for GPUs, and who holds them', () => {
    const deployments = [
      aGpuDeployment({id: 'small', acceleratorCount: 4}),
      aGpuDeployment({id: 'big', acceleratorCount: 4, maxReplicaCount: 2}),
      aGpuDeployment({id: 'other-gpu', acceleratorType: 'NVIDIA_A100_80GB'}),
      aGpuDeployment({id: 'off', maxReplicaCount: 0}),
      aGpuDeployment({id: 'gone', state: 'DELETED'}),
    ]
    const change = plan({id: 'global--h100-count', value: 16, maxValue: 16, usage: 12}, 8, {deployments})
    expect(change.findings).toEqual([
      'at or below what is used: 12 GPUs in use: nothing that needs one more can start',
      'running deployments are not stopped; new ones and more replicas start only within the new limit',
      'held by big (8), small (4), counted at their largest number of replicas',
    ])
    expect(plan({id: 'training-h200-count', value: 16, maxValue: 16, usage: 1}, 8, {deployments}).findings).toEqual([
      'running jobs are not stopped; new ones start only within the new limit',
    ])
  })

  it.each([
    ['serverless-inference-rpm', /requests above 5 per minute, over all models/],
    ['deployed-model-count', /stay deployed/],
    ['job-submission-count', /more than 5 jobs at once/],
    ['eval-protocol-free-daily-credits', /at or below what is used: 7 in use/],
    ['something-usd', /\$7 in use/],
  ])('says what it means for %s', (id, words) => {
    expect(plan({id, value: 8, maxValue: 16, usage: 7}, 5).findings.join('\n')).toMatch(words)
  })

  it('plans exactly the number that was typed, and never sends one above the ceiling', () => {
    const amount = fc.option(fc.oneof(fc.nat({max: 1000}), fc.maxSafeNat()))
    const text = fc.oneof(fc.stringMatching(/^\$?[0-9,.]{1,8}[km]?$/), fc.string(), fc.maxSafeNat().map(String))
    fc.assert(
      fc.property(
        text,
        amount,
        amount,
        fc.option(fc.double({min: 0, max: 2000, noNaN: true})),
        (typed, value, maxValue, usage) => {
          const parsed = parseWholeNumber(typed)
          if (!parsed.ok) return
          const change = plan({value, maxValue, usage}, parsed.value)
          expect(change.to).toBe(parsed.value)
          expect(change.findings.length).toBeGreaterThan(0)
          const sent = change.severity !== 'none' && change.refusal === null
          if (sent && maxValue !== null) expect(change.to).toBeLessThanOrEqual(maxValue)
          if (sent && usage !== null && change.to <= usage) expect(change.severity).toBe('severe')
          if (sent && usage === null && change.direction !== 'raise') expect(change.severity).toBe('severe')
          if (change.undo !== null) expect(parseWholeNumber(change.undo.command.at(-1)!)).toEqual({ok: true, value})
        },
      ),
      propertyRuns(),
    )
  })
})

// What a change means is what a person decides by: every sentence of every kind of quota, word for word.

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
      'its max is not known: the server decides',
    ],
  ],
  [
    'a value above its ceiling',
    {id: 'x-count', value: 9, maxValue: 8, usage: 1},
    5,
    ['its current value is above the max and cannot be set again'],
  ],
  ['a value at its ceiling', {id: 'x-count', value: 8, maxValue: 8, usage: 1}, 5, []],
  [
    'neither told',
    {id: 'x-count', value: null, maxValue: null, usage: 1},
    5,
    ['its max is not known: the server decides'],
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
    message: '9 is above the max of x-count, 8',
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
