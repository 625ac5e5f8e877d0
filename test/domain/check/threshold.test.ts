import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import {
  parseMaxUsed,
  parseNeed,
  parseQuotaPattern,
  type CheckRule,
  type Parsed,
} from '../../../src/lib/domain/check/rules.js'
import {describeQuota, type Quota} from '../../../src/lib/domain/quota/quota.js'
import {defaultThresholds, evaluateChecks, type CheckRequest} from '../../../src/lib/domain/check/threshold.js'
import {propertyRuns} from '../../support/property-runs.js'

const quota = (id: string, usage: number | null, value: number | null): Quota =>
  describeQuota({id, value, maxValue: value, usage, updatedAt: null})
const must = <T>(parsed: Parsed<T>): T => {
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.value
}
const maxUsed = (text: string): CheckRule => must(parseMaxUsed(text))
const need = (text: string): CheckRule => must(parseNeed(text))
const name = (text: string) => must(parseQuotaPattern(text))

const SPEND = quota('monthly-spend-usd', 376.48, 400)
const H100 = quota('global--h100-count', 8, 8)
const A100 = quota('global--a100-count', 4, 8)
const TOKYO = quota('ap-tokyo-1--h100-count', 0, 0)
const RPM = quota('serverless-inference-rpm', null, 6000)
const ALL = [SPEND, H100, A100, TOKYO, RPM]

const summary = (quotas: Quota[], request: CheckRequest) => {
  const report = evaluateChecks(quotas, request)
  return [report.severity, report.exitCode, report.checks.map(check => `${check.quota} ${check.severity}`)]
}

describe('evaluateChecks', () => {
  it('holds every limited quota against the defaults when nothing is asked', () => {
    const report = evaluateChecks([SPEND, A100, TOKYO], {})
    expect(report).toEqual({
      severity: 'warning',
      exitCode: 10,
      missing: [],
      checks: [
        {
          quota: 'monthly-spend-usd',
          rule: 'warn 80%, crit 95%',
          actual: 376.48 / 400,
          threshold: 0.8,
          severity: 'warning',
          message: 'monthly-spend-usd: $376.48 of $400 used (94.1%); warning from 80%',
        },
        {
          quota: 'global--a100-count',
          rule: 'warn 80%, crit 95%',
          actual: 0.5,
          threshold: 0.8,
          severity: 'ok',
          message: 'global--a100-count: 4 of 8 GPUs used (50%)',
        },
        {
          quota: 'ap-tokyo-1--h100-count',
          rule: 'warn 80%, crit 95%',
          actual: 0,
          threshold: 0.8,
          severity: 'ok',
          message: 'ap-tokyo-1--h100-count: 0 of 0 GPUs used (0%)',
        },
      ],
    })
  })

  it.each<[string, CheckRequest, unknown]>([
    [
      'everything: a quota without usage is listed and does not fail',
      {},
      ['warning', 10, expect.arrayContaining(['serverless-inference-rpm unknown'])],
    ],
    ['named only', {names: [name('global--a100-count')]}, ['ok', 0, ['global--a100-count ok']]],
    [
      'named by a pattern',
      {names: [name('global--*')]},
      ['warning', 10, ['global--h100-count warning', 'global--a100-count ok']],
    ],
    [
      'named without usage',
      {names: [name('serverless-inference-rpm')]},
      ['unknown', 1, ['serverless-inference-rpm unknown']],
    ],
    ['only the rules', {rules: [maxUsed('monthly-spend-usd=95%')]}, ['ok', 0, ['monthly-spend-usd ok']]],
    [
      'a breached rule is critical',
      {rules: [maxUsed('monthly-spend-usd=90%')]},
      ['critical', 11, ['monthly-spend-usd critical']],
    ],
    [
      'exactly the allowed part is no breach',
      {rules: [maxUsed('global--a100-count=50%')]},
      ['ok', 0, ['global--a100-count ok']],
    ],
    ['an amount', {rules: [maxUsed('monthly-spend-usd=$376')]}, ['critical', 11, ['monthly-spend-usd critical']]],
    ['exactly the allowed amount', {rules: [maxUsed('global--h100-count=8')]}, ['ok', 0, ['global--h100-count ok']]],
    ['headroom that is there', {rules: [need('global--a100-count=4')]}, ['ok', 0, ['global--a100-count ok']]],
    [
      'headroom that is not',
      {rules: [need('global--a100-count=5')]},
      ['critical', 11, ['global--a100-count critical']],
    ],
    [
      'a rule that cannot be judged',
      {rules: [need('serverless-inference-rpm=1')]},
      ['unknown', 1, ['serverless-inference-rpm unknown']],
    ],
    [
      'critical beats unknown',
      {rules: [maxUsed('*=99%')]},
      ['critical', 11, expect.arrayContaining(['serverless-inference-rpm unknown', 'global--h100-count critical'])],
    ],
    [
      'unknown beats warning',
      {names: [name('monthly-spend-usd'), name('serverless-inference-rpm')]},
      ['unknown', 1, expect.anything()],
    ],
    [
      'a rule that only warns',
      {rules: [{...maxUsed('global--h100-count=90%'), severity: 'warning'}]},
      ['warning', 10, ['global--h100-count warning']],
    ],
    [
      'rules and defaults that were set',
      {rules: [maxUsed('global--*=100%')], warn: 0.5},
      [
        'warning',
        10,
        [
          'global--h100-count ok',
          'global--a100-count ok',
          'monthly-spend-usd warning',
          'ap-tokyo-1--h100-count ok',
          'serverless-inference-rpm unknown',
        ],
      ],
    ],
    [
      'ignored',
      {ignore: [name('global--*'), name('monthly-*')]},
      ['ok', 0, ['ap-tokyo-1--h100-count ok', 'serverless-inference-rpm unknown']],
    ],
    ['strict', {ignore: [name('global--*'), name('monthly-*')], strict: true}, ['unknown', 1, expect.anything()]],
    [
      'other defaults',
      {names: [name('monthly-spend-usd')], warn: 0.5, crit: 0.9},
      ['critical', 11, ['monthly-spend-usd critical']],
    ],
  ])('%s', (_, request, expected) => {
    expect(summary(ALL, request)).toEqual(expected)
  })

  it('judges what has no limit, a limit of zero, and no reading at all', () => {
    const unlimited = quota('monthly-spend-usd', 12_345, 9_999_999)
    expect(summary([unlimited], {})).toEqual(['ok', 0, []])
    expect(summary([unlimited], {names: [name('monthly-spend-usd')]})).toEqual(['ok', 0, ['monthly-spend-usd ok']])
    expect(summary([unlimited], {rules: [maxUsed('*=1%'), need('*=5')]})[0]).toBe('ok')
    expect(summary([unlimited], {rules: [maxUsed('*=$12,000')]})[0]).toBe('critical')
    const overZero = quota('global--h100-count', 1, 0)
    expect(summary([overZero], {})[0]).toBe('critical')
    expect(summary([overZero], {rules: [maxUsed('*=500%')]})[0]).toBe('critical')
    expect(summary([overZero], {rules: [need('*=1')]})[0]).toBe('critical')
    const nothing = quota('global--h100-count', null, null)
    expect(summary([nothing], {rules: [maxUsed('*=1'), maxUsed('*=1%'), need('*=1')]})[1]).toBe(1)
    expect(evaluateChecks([quota('global--h100-count', 1, null)], {names: [name('*')]}).checks[0]!.message).toMatch(
      /did not report a limit/,
    )
  })

  it('does not let a rule pass that matches nothing, and names what may have been meant', () => {
    const report = evaluateChecks(ALL, {
      rules: [maxUsed('montly-spend-usd=80%'), need('us-*=1')],
      names: [name('global--h100-count')],
    })
    expect(report.missing).toEqual([
      {name: 'montly-spend-usd', nearest: 'monthly-spend-usd'},
      {name: 'us-*', nearest: null},
    ])
    expect(report.exitCode).toBe(3)
  })

  it('says in words what was compared', () => {
    const message = (rule: CheckRule): string => evaluateChecks(ALL, {rules: [rule]}).checks[0]!.message
    expect(message(need('global--a100-count=8'))).toBe('global--a100-count: 4 GPUs left, 8 GPUs needed')
    expect(message(maxUsed('monthly-spend-usd=$300'))).toBe('monthly-spend-usd: $376.48 used, at most $300 allowed')
    expect(message(maxUsed('monthly-spend-usd=80%'))).toBe(
      'monthly-spend-usd: $376.48 of $400 used (94.1%), at most 80% allowed',
    )
    expect(message(need('serverless-inference-rpm=1'))).toMatch(/did not report usage, so it cannot be judged/)
  })

  it('moves the default that was not set', () => {
    expect(defaultThresholds({})).toEqual({warn: 0.8, crit: 0.95})
    expect(defaultThresholds({warn: 0.97})).toEqual({warn: 0.97, crit: 0.97})
    expect(defaultThresholds({crit: 0.5})).toEqual({warn: 0.5, crit: 0.5})
    expect(defaultThresholds({warn: 0.1, crit: 0.2})).toEqual({warn: 0.1, crit: 0.2})
  })

  it('never calls ok what it could not read, and exits by its own severity', () => {
    const amount = fc.option(fc.double({min: 0, max: 100, noNaN: true}))
    fc.assert(
      fc.property(
        amount,
        fc.option(fc.nat({max: 100})),
        fc.nat({max: 120}),
        fc.constantFrom('max-used', 'need', 'percent'),
        (usage, value, threshold, kind) => {
          const one = quota('global--h100-count', usage, value)
          const rule =
            kind === 'need' ? need(`*=${threshold}`) : maxUsed(`*=${threshold}${kind === 'percent' ? '%' : ''}`)
          const {checks, severity, exitCode} = evaluateChecks([one], {rules: [rule]})
          if (usage === null || (value === null && kind !== 'max-used')) expect(severity).toBe('unknown')
          expect(checks).toHaveLength(1)
          expect(exitCode).toBe({ok: 0, warning: 10, critical: 11, unknown: 1}[severity])
          // Headroom is told to a millionth.
          if (severity === 'ok' && kind === 'need') expect(value! - usage!).toBeGreaterThan(threshold - 1e-6)
          if (severity === 'ok' && kind === 'max-used') expect(usage!).toBeLessThanOrEqual(threshold)
        },
      ),
      propertyRuns(),
    )
  })
})
