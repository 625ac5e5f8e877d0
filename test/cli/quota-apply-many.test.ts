import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {createManyAccounts, THIRTEEN_QUOTAS, writeQuotasFile, type ManyAccounts} from '../support/many-accounts.js'
import {IS_LONG_RUN} from '../support/property-runs.js'
import {newHome, writeProfile} from '../support/profile-home.js'
import {runCli} from '../support/run-cli.js'
import {documentIn} from '../support/schema-check.js'

interface Accounts {
  readonly accounts: readonly {
    readonly account: string
    readonly changes: readonly {
      readonly quota: string
      readonly action: string
      readonly applied: boolean
    }[]
  }[]
}

const ACCOUNTS = IS_LONG_RUN ? 20 : 8

/** Of these one change is made and its answer lost, and one is lost before it is made. */
const [LOST_ANSWER, LOST_CHANGE] = ['team-3', 'team-5']

let home: string
let file: string
let many: ManyAccounts
let applied: Accounts['accounts']

beforeAll(async () => {
  home = newHome()
  many = await createManyAccounts(ACCOUNTS)
  for (const name of many.names) writeProfile(home, name, many)
  file = writeQuotasFile(home, many)
  const route = 'PATCH /v1/accounts/*/quotas/monthly-spend-usd'
  many.sandbox(LOST_ANSWER).fault({route, kind: 'drop-after-apply'})
  many.sandbox(LOST_CHANGE).fault({route, kind: 'drop-before-apply'})
  const {code, stdout} = await runCli(['quota', 'apply', '-f', file, '--yes', '--json'], {home})
  expect(code).toBe(7)
  applied = documentIn<Accounts>(stdout).data.accounts
}, 120_000)
afterAll(() => many.close())

describe(`a file of 13 quotas on ${ACCOUNTS} accounts`, () => {
  test('is applied with each PATCH once, few accounts at a time', () => {
    expect(applied.map(({account}) => account)).toEqual(many.names)
    const sent = many.changes.map(({account, quota}) => `${account} ${quota}`)
    expect(sent).toHaveLength(ACCOUNTS * THIRTEEN_QUOTAS.length)
    expect(new Set(sent).size).toBe(sent.length)
    expect(many.mostAtOnce).toBeGreaterThan(1)
    expect(many.mostAtOnce).toBeLessThanOrEqual(4)
  })

  test('goes through no state that is worse than both ends', () => {
    const gpus = (values: ReadonlyMap<string, number>) =>
      [...values].reduce((sum, [id, value]) => sum + (id.endsWith('00-count') ? value : 0), 0)
    const start = new Map<string, number>(THIRTEEN_QUOTAS.map(({id, value}) => [id, value]))
    const end = new Map<string, number>(THIRTEEN_QUOTAS.map(({id, to}) => [id, to]))
    for (const name of many.names) {
      const values = new Map(start)
      for (const {quota, value} of many.changes.filter(({account}) => account === name)) {
        values.set(quota, value)
        for (const {id, value: from, ...of} of THIRTEEN_QUOTAS) {
          const usage = 'usage' in of ? of.usage : 0
          // A limit that is not above the usage is severe: only where it was so from the start.
          if (from > usage) expect([name, id, values.get(id)! > usage]).toEqual([name, id, true])
        }
        expect(gpus(values)).toBeGreaterThanOrEqual(Math.min(gpus(start), gpus(end)))
      }
      expect(values).toEqual(end)
    }
  })

  test('leaves what the next diff shows: the change that was lost, and nothing else', async () => {
    const {code, stdout} = await runCli(['quota', 'diff', '-f', file, '--json'], {home})
    expect(code).toBe(10)
    const left = documentIn<Accounts>(stdout).data.accounts.flatMap(({account, changes}) =>
      changes.filter(({action}) => action !== 'none').map(({quota}) => `${account} ${quota}`),
    )
    expect(left).toEqual([`${LOST_CHANGE} monthly-spend-usd`])
    // What apply told is what diff finds: a lost answer was read back, not guessed at.
    const told = applied.flatMap(({account, changes}) =>
      changes.filter(change => !change.applied).map(({quota}) => `${account} ${quota}`),
    )
    expect(told).toEqual(left)
  })
})
