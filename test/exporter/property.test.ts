import {expect, test} from '@jest/globals'
import fc from 'fast-check'
import {UNLIMITED_SPEND_USD} from '../../src/lib/domain/facts/spend.js'
import type {QuotaReading} from '../../src/lib/domain/quota/quota.js'
import {createSandbox} from '../../src/lib/sandbox/index.js'
import {readExposition, targetAt, testExporter, valueOf, type ScrapedSeries} from '../support/exported.js'
import {IS_LONG_RUN} from '../support/property-runs.js'
import {runCli} from '../support/run-cli.js'

interface ListedQuota extends QuotaReading {
  readonly group: string
  readonly unit: string
  readonly unlimited: boolean
}
interface Listed {
  readonly data: {
    readonly account: {readonly suspendState: string | null; readonly likelyTier: string | number | null}
    readonly quotas: readonly ListedQuota[]
  }
}

/** No limit, spelt as a number. */
const NO_LIMIT = 9_223_372_036_854_775_807n
const SPEND = 'monthly-spend-usd'

const count = fc.oneof(
  {weight: 4, arbitrary: fc.integer({min: 0, max: 2 ** 40})},
  fc.constant(NO_LIMIT),
  fc.constant(0),
)
const usage = fc.option(
  fc.oneof(
    fc.constant(0),
    fc.integer({min: 0, max: 1e9}),
    fc.integer({min: 0, max: 1e8}).map(cents => cents / 100),
  ),
  {nil: undefined},
)
const id = fc.oneof(
  fc.constantFrom(SPEND, 'global--h100-count', 'training-b200-count', 'serverless-inference-rpm', 'some-credits-usd'),
  fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8}){0,3}$/),
)
const quota = fc.record({id, value: count, maxValue: fc.option(count, {nil: undefined}), usage}).map(each => ({
  id: each.id,
  value: each.value,
  ...(each.maxValue === undefined ? {} : {maxValue: each.maxValue}),
  ...(each.usage === undefined ? {} : {usage: each.usage}),
}))

/** What the series say of a quota, in the words of the document. */
function readBack(series: readonly ScrapedSeries[], listed: ListedQuota) {
  const [info] = series.filter(({name, labels}) => name === 'fireworks_quota_info' && labels['quota'] === listed.id)
  const of = (spend: string, other: string) =>
    listed.id === SPEND ? valueOf(series, spend) : valueOf(series, other, {quota: listed.id})
  return {
    id: info?.labels['quota'],
    group: info?.labels['group'],
    unit: info?.labels['unit'],
    unlimited: info?.labels['unlimited'] === 'true',
    value: of('fireworks_spend_limit_dollars', 'fireworks_quota_limit'),
    maxValue: of('fireworks_spend_limit_max_dollars', 'fireworks_quota_max'),
    usage: of('fireworks_spend_month_to_date_dollars', 'fireworks_quota_usage'),
  }
}

/** No limit is no series: of the value as the document says, of the max by the same rule. */
const limitedMax = ({id: quotaId, maxValue}: ListedQuota) =>
  maxValue === null ||
  maxValue > Number.MAX_SAFE_INTEGER ||
  (quotaId === SPEND && maxValue >= UNLIMITED_SPEND_USD.value)
    ? null
    : maxValue

test('what is exported, read back, is what quota list says, field by field', async () => {
  let unlimited = 0
  let unknown = 0
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(quota, {selector: each => each.id, maxLength: 8}),
      fc.constantFrom('UNSUSPENDED', 'CREDIT_DEPLETED', 'SOMETHING_NEW'),
      async (quotas, suspendState) => {
        const sandbox = await createSandbox({scenario: 'tier1-new', overrides: {quotas, suspendState}})
        try {
          const {url, apiKey} = sandbox
          const {stdout} = await runCli(['quota', 'list', '--json', '--base-url', url, '--api-key', apiKey])
          const {data} = JSON.parse(stdout) as Listed
          const {exporter} = testExporter([targetAt(url)])
          await exporter.refreshOnce()
          const series = readExposition(await exporter.text('prometheus'))
          const infos = series.filter(({name}) => name === 'fireworks_quota_info')
          expect(infos.map(({labels}) => labels['quota']).sort()).toEqual(data.quotas.map(each => each.id).sort())
          for (const listed of data.quotas) {
            unlimited += Number(listed.unlimited)
            unknown += Number(listed.usage === null)
            const {id: quotaId, group, unit, usage: used} = listed
            expect(readBack(series, listed)).toEqual({
              id: quotaId,
              group,
              unit,
              unlimited: listed.unlimited,
              value: listed.unlimited ? null : listed.value,
              maxValue: limitedMax(listed),
              usage: used,
            })
          }
          const {likelyTier} = data.account
          const info = {suspend_state: suspendState, likely_tier: likelyTier === null ? '' : String(likelyTier)}
          expect(valueOf(series, 'fireworks_account_info', info)).toBe(1)
          expect(valueOf(series, 'fireworks_account_suspended')).toBe(suspendState === 'UNSUSPENDED' ? 0 : 1)
        } finally {
          await sandbox.close()
        }
      },
    ),
    // Each run asks real servers twice.
    {numRuns: IS_LONG_RUN ? 400 : 25},
  )
  expect(unlimited).toBeGreaterThan(5)
  expect(unknown).toBeGreaterThan(5)
}, 120_000)
