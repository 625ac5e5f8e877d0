import {afterEach, describe, expect, test} from '@jest/globals'
import {AppError} from '../../src/lib/domain/errors.js'
import {createSandbox, type Sandbox, type SandboxOptions} from '../../src/lib/sandbox/index.js'
import {failingGateway, targetAt, targetOf, testExporter, valueOf} from '../support/exported.js'

const opened: Sandbox[] = []
async function sandboxed(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await createSandbox(options)
  opened.push(sandbox)
  return sandbox
}
afterEach(() => Promise.all(opened.splice(0).map(sandbox => sandbox.close())))

describe('what is exported of an account', () => {
  test('quotas, spend, limits, retirements and holders under the names of the contract', async () => {
    const {url} = await sandboxed()
    const {exporter, scrape} = testExporter([targetAt(url)])
    expect((await exporter.refreshOnce()).failures).toEqual([])
    const series = await scrape()
    const account = 'acme'
    expect(valueOf(series, 'fireworks_spend_limit_dollars', {account})).toBe(400)
    expect(valueOf(series, 'fireworks_spend_limit_max_dollars', {account})).toBe(500)
    expect(valueOf(series, 'fireworks_spend_month_to_date_dollars', {account})).toBe(376.48)
    expect(valueOf(series, 'fireworks_quota_limit', {account, quota: 'global--h100-count'})).toBe(8)
    expect(valueOf(series, 'fireworks_quota_usage', {account, quota: 'global--h100-count'})).toBe(8)
    expect(valueOf(series, 'fireworks_account_suspended', {account})).toBe(0)
    expect(valueOf(series, 'fireworks_account_info', {suspend_state: 'UNSUSPENDED', likely_tier: '2'})).toBe(1)
    const limit = {account, model: 'kimi-k3', dimension: 'generated'}
    expect(valueOf(series, 'fireworks_rate_limit_tokens_per_minute', limit)).toBe(36_000)
    expect(valueOf(series, 'fireworks_rate_limit_remaining_tokens', limit)).toBe(null)
    const unit = {model: 'kimi-k3', unit: 'per-minute', source: 'documented'}
    expect(valueOf(series, 'fireworks_rate_limit_unit_info', unit)).toBe(1)
    const held = {account, quota: 'global--h100-count'}
    expect(valueOf(series, 'fireworks_quota_held_gpus', {...held, holder_kind: 'deployment'})).toBe(8)
    expect(valueOf(series, 'fireworks_quota_held_gpus', {...held, holder_kind: 'trainer'})).toBe(0)
    expect(valueOf(series, 'fireworks_model_retirement_timestamp_seconds', {model: 'glm-5p2'})).toBe(
      Date.parse('2026-10-31T00:00:00Z') / 1000,
    )
    expect(valueOf(series, 'fireworks_up', {account, source: 'quotas'})).toBe(1)
  })

  test('a probe is sent by flag only, and tells what is left', async () => {
    const sandbox = await sandboxed()
    const asked = () => sandbox.requests.filter(({path}) => path.includes('/chat/completions')).length
    await testExporter([targetAt(sandbox.url)]).exporter.refreshOnce()
    expect(asked()).toBe(0)
    const model = 'accounts/fireworks/models/kimi-k3'
    const {exporter, scrape} = testExporter([targetAt(sandbox.url)], {probeModels: [model]})
    await exporter.refreshOnce()
    expect(asked()).toBe(1)
    const series = await scrape()
    const remaining = valueOf(series, 'fireworks_rate_limit_remaining_tokens', {
      model: 'kimi-k3',
      dimension: 'generated',
    })
    expect(remaining).toBeGreaterThan(30_000)
    expect(valueOf(series, 'fireworks_probe_outcome', {model: 'kimi-k3', outcome: 'ok'})).toBe(1)
    expect(valueOf(series, 'fireworks_probe_outcome', {model: 'kimi-k3', outcome: 'rate-limited'})).toBe(0)
  })

  test('a suspended account says so, and its quotas are still there', async () => {
    const {url} = await sandboxed({scenario: 'suspended-payment'})
    const {exporter, scrape, log} = testExporter([targetAt(url)])
    await exporter.refreshOnce()
    const series = await scrape()
    expect(valueOf(series, 'fireworks_account_suspended', {account: 'acme'})).toBe(1)
    expect(valueOf(series, 'fireworks_account_info', {suspend_state: 'FAILED_PAYMENTS'})).toBe(1)
    expect(valueOf(series, 'fireworks_spend_limit_dollars')).not.toBe(null)
    expect(log).toContain('acme: suspended: FAILED_PAYMENTS')
  })

  test('an unlimited quota has no limit but an info series that says it', async () => {
    const {url} = await sandboxed({scenario: 'enterprise'})
    const {exporter, scrape} = testExporter([targetAt(url)])
    await exporter.refreshOnce()
    const series = await scrape()
    expect(valueOf(series, 'fireworks_spend_limit_dollars')).toBe(null)
    expect(valueOf(series, 'fireworks_spend_limit_max_dollars')).toBe(null)
    expect(valueOf(series, 'fireworks_spend_month_to_date_dollars')).not.toBe(null)
    expect(valueOf(series, 'fireworks_quota_info', {quota: 'monthly-spend-usd', unlimited: 'true'})).toBe(1)
  })

  test('lists of holders that cannot be read export nothing, not 0', async () => {
    const {url} = await sandboxed({overrides: {notOffered: ['deployments', 'rlorTrainerJobs']}})
    const {exporter, scrape} = testExporter([targetAt(url)])
    await exporter.refreshOnce()
    const held = (await scrape()).filter(({name}) => name === 'fireworks_quota_held_gpus')
    expect(held).toEqual([])
  })

  test('an account that two profiles name is read by one of them', async () => {
    const {url} = await sandboxed()
    const {exporter, scrape, log} = testExporter([targetAt(url), targetAt(url)])
    await exporter.refreshOnce()
    expect(valueOf(await scrape(), 'fireworks_spend_limit_dollars')).toBe(400)
    expect(log.filter(line => line.includes('several profiles'))).toEqual([
      'acme is named by several profiles: read once',
    ])
    expect(exporter.ready()).toBe(true)
  })

  test('a list of limits that the key may not read is neither up nor down', async () => {
    const refused = failingGateway(new AppError('server-error', 'no'), {
      serverlessRateLimits: () => Promise.resolve(null),
    })
    const {exporter, scrape} = testExporter([targetOf('acme', refused)])
    await exporter.refreshOnce()
    const series = await scrape()
    expect(valueOf(series, 'fireworks_up', {source: 'limits'})).toBe(null)
    expect(valueOf(series, 'fireworks_up', {source: 'quotas'})).toBe(0)
    expect(valueOf(series, 'fireq_exporter_errors_total', {source: 'quotas', code: 'server-error'})).toBe(1)
    expect(valueOf(series, 'fireworks_last_success_timestamp_seconds', {source: 'quotas'})).toBe(null)
  })
})
