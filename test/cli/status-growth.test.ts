import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {createSandbox, ManualClock, type FaultKind, type Sandbox} from '../../src/lib/sandbox/index.js'
import {systemClock} from '../../src/lib/cli/context.js'
import {runCli} from '../support/run-cli.js'

/** Thursday; the planted jump is on Wednesday. */
const THURSDAY = Date.parse('2026-11-26T09:00:00Z')
const DAY_MS = 86_400_000

let jump: Sandbox
beforeAll(async () => {
  jump = await createSandbox({scenario: 'spend-jump', clock: new ManualClock(THURSDAY)})
})
afterAll(() => jump.close())

const status = (at: Sandbox, now: number, more: readonly string[] = [], tty = false) =>
  runCli(['status', ...more], {
    env: {FIREWORKS_BASE_URL: at.url, FIREWORKS_API_KEY: 'fw_sandbox'},
    clock: {...systemClock, now: () => now},
    tty,
  })
const growthOf = (stdout: string) =>
  (JSON.parse(stdout) as {data: {spend: {growth: {grew: object | null; notReadable: object[]} | null}}}).data.spend
    .growth

describe('status at 80 % of the spend limit and more', () => {
  test('names the model that grew, the day, and the mean of the week before', async () => {
    const {stdout, code} = await status(jump, THURSDAY, ['--json'])
    const growth = growthOf(stdout)!
    expect(growth.notReadable).toEqual([])
    expect(growth.grew).toMatchObject({by: 'model', name: 'accounts/fireworks/models/glm-5p3', day: '2026-11-25'})
    const {usd, meanUsd} = growth.grew as {usd: number; meanUsd: number}
    expect(usd).toBeGreaterThan(3 * meanUsd)
    expect(code).toBe(0)
  })

  test('says so in one line, on a terminal and in a pipe', async () => {
    const line = /^\s*(?:\S*Growth\S*)\s+.*glm-5p3 \$[\d.]+ on 2026-11-25, [\d.]+ times the 7-day mean of \$[\d.]+/m
    expect((await status(jump, THURSDAY)).stdout).toMatch(line)
    const {stdout} = await status(jump, THURSDAY, [], true)
    expect(stdout).toContain('glm-5p3 $')
    expect(stdout.split('\n').length).toBeLessThanOrEqual(24)
  })

  test.each([0, 1, 2, 3, 4, 5, 6])('calls no weekday and no weekend growth (%i days on)', async days => {
    const now = THURSDAY - days * DAY_MS
    const calm = await createSandbox({scenario: 'tier2', clock: new ManualClock(now)})
    const {stdout} = await status(calm, now, ['--json'])
    await calm.close()
    expect(growthOf(stdout)).toEqual({grew: null, notReadable: []})
  })

  test.each<[FaultKind, number | null]>([
    ['403', 403],
    ['404', 404],
    ['501', 501],
    ['other-shape', 200],
  ])('shows the rest where the costs answer %s, and the exit code is the same', async (kind, httpStatus) => {
    const own = await createSandbox({scenario: 'spend-jump', clock: new ManualClock(THURSDAY)})
    for (const route of ['POST *usageCosts:query', 'GET *billing/summary']) own.fault({route, kind, times: 'always'})
    const json = await status(own, THURSDAY, ['--json'])
    const text = await status(own, THURSDAY)
    await own.close()
    expect(growthOf(json.stdout)!.grew).toBeNull()
    expect(growthOf(json.stdout)!.notReadable).toEqual(
      ['costs by model', 'costs by kind'].map(part => expect.objectContaining({part})),
    )
    expect([json.code, text.code]).toEqual([0, 0])
    const words = httpStatus === 200 ? 'Growth: costs by model: not readable' : `not readable (HTTP ${httpStatus})`
    expect(text.stdout).toContain(words)
    expect(text.stdout).toContain('Spend: $376.48 of $400')
  })
})

test('status asks for no costs below 80 % of the spend limit', async () => {
  const prepaid = await createSandbox({scenario: 'prepaid', clock: new ManualClock(THURSDAY)})
  const {stdout} = await status(prepaid, THURSDAY, ['--json'])
  expect(growthOf(stdout)).toBeNull()
  expect(prepaid.requests.filter(({path}) => /usageCosts|billing/.test(path))).toEqual([])
  await prepaid.close()
})
