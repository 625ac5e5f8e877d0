import {describe, expect, test} from '@jest/globals'
import {checkNamedModels} from '../../src/lib/app/check-models.js'
import {listModels, type ModelChoice} from '../../src/lib/app/list-models.js'
import {sizesFrom} from '../../src/lib/app/model-sizes.js'
import type {Gateway} from '../../src/lib/app/ports.js'
import {aFailure, aModel, anAccount, answer, memoryGateway, pageOf} from '../support/memory-gateway.js'
import {VirtualClock} from '../support/virtual-clock.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const on = (day: number) => ({deprecationDate: {year: 2026, month: 11, day}})
const CATALOGUE = [
  aModel('small', {parameterCount: 7e9, ...on(28)}),
  aModel('large', {parameterCount: 2e12, ...on(29)}),
  aModel('off', {supportsServerless: false, ...on(20)}),
  aModel('unsaid', {supportsServerless: null}),
]
const gateway = (more: Partial<Gateway> = {}) =>
  memoryGateway({
    listModels: () => answer(pageOf(CATALOGUE)),
    getAccount: () => answer(anAccount()),
    ...more,
  })

describe('the catalogue', () => {
  test.each([
    [{}, ['small', 'large', 'off', 'unsaid']],
    [{serverless: true}, ['small', 'large', 'unsaid']],
    [{serverless: false}, ['small', 'large', 'off', 'unsaid']],
    [{retiringWithinDays: 7}, ['small', 'off']],
    [{size: 'small'}, ['small']],
    [{size: 'large', serverless: true}, ['large', 'unsaid']],
  ] as const)('of %j is %j', async (choice: ModelChoice, names) => {
    const {models} = await listModels(gateway(), choice, NOW)
    expect(models.map(({name}) => name)).toEqual(names)
  })
})

describe('the gate on models', () => {
  const check = (names: readonly string[], more: Partial<Gateway> = {}) => {
    const named = names.map(text => ({text, place: null}))
    return checkNamedModels(gateway(more), 'acme', {named, withinDays: 7, strict: true}, NOW)
  }

  test('is that of its models, and of its account first', async () => {
    expect((await check(['small'])).report).toMatchObject({severity: 'warning', exitCode: 10, warnings: []})
    expect((await check(['unsaid'])).report.exitCode).toBe(1)
    const suspended = {getAccount: () => answer(anAccount({suspendState: 'CREDIT_DEPLETED'}))}
    expect((await check(['large'], suspended)).report.exitCode).toBe(5)
    const unread = {getAccount: () => Promise.reject(aFailure('network', 'lost'))}
    expect((await check(['large'], unread)).report).toMatchObject({severity: 'unknown', exitCode: 7})
  })

  test('says that it looked at nothing', async () => {
    expect((await check([])).report.warnings).toEqual([{code: 'nothing-checked', message: 'no model is named there'}])
  })
})

describe('what the catalogue says while it is looked up', () => {
  const clock = new VirtualClock(NOW)
  const full = (kind: string, id: string) => `accounts/fireworks/${kind}/${id}`
  const lookup = (model: string, catalogue = () => Promise.resolve(CATALOGUE)) => sizesFrom(catalogue, clock)(model)

  test.each([
    [full('models', 'small'), 'small', null],
    [full('routers', 'small-fast'), 'small', null],
    [full('models', 'off'), 'large', {date: '2026-11-20', precision: 'day'}],
    [full('routers', 'off-us'), 'large', {date: '2026-11-20', precision: 'day'}],
    [full('models', 'nobody-knows'), null, null],
    [full('models', 'unsaid'), 'large', null],
    ['accounts/acme/models/small', null, null],
    [`${full('models', 'small')}#accounts/acme/deployments/d`, null, null],
    [full('routers', 'small-fast/x'), null, null],
  ])('of %s is size %p, retired %j', async (model, size, retired) => {
    expect(await lookup(model).inTime()).toBe(size)
    expect(await lookup(model).retired()).toEqual(retired)
  })

  test('of a router that it lists without a size is that of the base model', async () => {
    const listed = {...aModel('x'), name: full('routers', 'small-us')}
    const catalogue = () => Promise.resolve([...CATALOGUE, listed])
    expect(await lookup(listed.name, catalogue).inTime()).toBe('small')
    expect(
      await lookup(full('routers', 'x-us'), () =>
        Promise.resolve([{...listed, name: full('routers', 'x-us')}]),
      ).inTime(),
    ).toBe('large')
  })

  test('is nothing of a model that retires on the day after, and all of one that retires today', async () => {
    const catalogue = () => Promise.resolve([aModel('today', on(21)), aModel('tomorrow', on(22))])
    expect(await lookup(full('models', 'today'), catalogue).retired()).not.toBeNull()
    expect(await lookup(full('models', 'tomorrow'), catalogue).retired()).toBeNull()
  })

  test('is nothing where it cannot be read, or takes more than two seconds', async () => {
    expect(await lookup(full('models', 'small'), () => Promise.reject(aFailure('network', 'lost'))).inTime()).toBeNull()
    const slow = () => clock.sleep(2001).then(() => CATALOGUE)
    expect(await clock.run(lookup(full('models', 'small'), slow).inTime())).toBeNull()
    const inTime = () => clock.sleep(1999).then(() => CATALOGUE)
    expect(await clock.run(lookup(full('models', 'small'), inTime).inTime())).toBe('small')
  })

  test('is not asked for of a model that is not in it', () => {
    const never = () => Promise.reject(new Error('must not be asked'))
    expect(() => lookup('accounts/acme/models/small', never)).not.toThrow()
  })
})
