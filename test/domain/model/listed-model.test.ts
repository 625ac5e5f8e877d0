import {describe, expect, test} from '@jest/globals'
import {RETIRED_MODELS} from '../../../src/lib/domain/facts/models.js'
import {listedModels, routerOf} from '../../../src/lib/domain/model/listed-model.js'
import {aModel} from '../../support/memory-gateway.js'

const NOW = Date.parse('2026-11-26T12:00:00Z')
const list = (...entries: ReturnType<typeof aModel>[]) => listedModels(entries, NOW)

describe('a model of the catalogue', () => {
  test('is listed with its size, its price and when it goes', () => {
    const [model] = list(aModel('kimi-k3', {parameterCount: 1e12, deprecationDate: {year: 2026, month: 12, day: 6}}))
    expect(model).toEqual({
      id: 'accounts/fireworks/models/kimi-k3',
      name: 'kimi-k3',
      kind: 'model',
      served: true,
      sizeClass: 'medium',
      parameters: 1e12,
      price: {input: 3, cachedInput: 0.3, output: 15, asOf: '2026-10'},
      retiresOn: {date: '2026-12-06', precision: 'day'},
      daysLeft: 10,
    })
  })

  test('has no price where no list has one, and no date where none is said', () => {
    expect(list(aModel('own-model'))[0]).toMatchObject({
      price: null,
      retiresOn: null,
      daysLeft: null,
      sizeClass: 'large',
    })
  })

  test('that is known to be retired is not served, unless the catalogue says that it is', () => {
    const id = RETIRED_MODELS[0]!.id
    expect(list(aModel(id, {supportsServerless: null}))[0]!.served).toBe(false)
    expect(list(aModel(id, {supportsServerless: true}))[0]!.served).toBe(true)
    expect(list(aModel('kimi-k3', {supportsServerless: null}))[0]!.served).toBeNull()
  })
})

describe('a router', () => {
  test('stands behind the models, with the date of its base model and a price of its own', () => {
    const models = list(aModel('kimi-k3', {deprecationDate: {year: 2026, month: 12, day: 6}}), aModel('gpt-oss-120b'))
    const routers = models.slice(2)
    expect(routers[0]).toMatchObject({
      id: 'accounts/fireworks/routers/kimi-k3-fast',
      name: 'kimi-k3-fast',
      kind: 'router',
      served: null,
      price: {input: 4.5, cachedInput: 0.45, output: 22.5},
      daysLeft: 10,
    })
    expect(routers.every(({name}) => name.startsWith('kimi-k3-'))).toBe(true)
  })

  test('is not listed twice, nor without its base model', () => {
    expect(list(aModel('gpt-oss-120b')).map(({name}) => name)).toEqual(['gpt-oss-120b'])
    const listed = {...aModel('x'), name: 'accounts/fireworks/routers/kimi-k3-fast'}
    const names = list(aModel('kimi-k3'), listed).map(({name}) => name)
    expect(names.filter(name => name === 'kimi-k3-fast')).toHaveLength(1)
    expect(list(listed)[0]!.kind).toBe('router')
  })

  test('is gone with its base model', () => {
    const [base] = list(aModel('kimi-k3', {supportsServerless: false}))
    expect(routerOf(base!, 'kimi-k3-us')).toMatchObject({served: false, kind: 'router'})
    expect(routerOf({...base!, served: true}, 'kimi-k3-us').served).toBeNull()
  })
})
