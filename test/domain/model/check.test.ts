import {describe, expect, test} from '@jest/globals'
import {RETIRED_MODELS} from '../../../src/lib/domain/facts/models.js'
import {checkModels, type ModelCheckOptions} from '../../../src/lib/domain/model/check.js'
import {findModels} from '../../../src/lib/domain/model/find-models.js'
import {listedModels} from '../../../src/lib/domain/model/listed-model.js'
import {aModel} from '../../support/memory-gateway.js'

const NOW = Date.parse('2026-11-26T12:00:00Z')
const on = (month: number, day: number) => ({deprecationDate: {year: 2026, month, day}})
const RETIRED = RETIRED_MODELS[0]!.id
const LISTED = listedModels(
  [
    aModel('kimi-k3'),
    aModel('today', on(11, 26)),
    aModel('tomorrow', on(11, 27)),
    aModel('in-30-days', on(12, 26)),
    aModel('in-31-days', on(12, 27)),
    aModel('gone', on(11, 25)),
    aModel('off', {supportsServerless: false}),
    aModel('off-since', {supportsServerless: false, ...on(10, 0)}),
    aModel('off-soon', {supportsServerless: false, ...on(12, 0)}),
    aModel('unsaid', {supportsServerless: null}),
    aModel(RETIRED, {supportsServerless: null}),
    aModel('glm-5p3', on(12, 6)),
  ],
  NOW,
)
const OPTIONS: ModelCheckOptions = {withinDays: 30, strict: false}
const check = (text: string, options: Partial<ModelCheckOptions> = {}) =>
  checkModels([{text, place: null}], LISTED, {...OPTIONS, ...options})[0]!

describe('the gate on models', () => {
  test.each([
    ['kimi-k3', 'ok', 'served, no retirement date is published'],
    ['today', 'warning', 'retires on 2026-11-26, today'],
    ['tomorrow', 'warning', 'retires on 2026-11-27, in 1 day'],
    ['in-30-days', 'warning', 'retires on 2026-12-26, in 30 days'],
    ['in-31-days', 'ok', 'retires on 2026-12-27, in 31 days'],
    ['gone', 'critical', 'retired from serverless on 2026-11-25'],
    ['off', 'critical', 'not served serverless'],
    ['off-since', 'critical', 'retired from serverless by 2026-10-31'],
    ['off-soon', 'critical', 'not served serverless'],
    [RETIRED, 'critical', 'retired from serverless'],
    ['unsaid', 'unknown', 'the catalogue does not say whether it is served'],
    ['nobody-knows', 'critical', 'not in the catalogue'],
    ['kimi-k3-fast', 'ok', 'its base model is served, no retirement date is published'],
    ['glm-5p3-us', 'warning', 'its base model retires on 2026-12-06, in 10 days'],
    ['gone-us', 'critical', 'retired from serverless on 2026-11-25'],
    ['nobody-knows-us', 'unknown', 'a router whose base model the catalogue does not list'],
    ['acme/tuned', 'ok', 'a model of an account; the catalogue does not list it'],
    ['kimi-k3#d', 'ok', 'runs on a deployment; the serverless date does not apply'],
  ])('judges %s as %s: %s', (text, severity, detail) => {
    expect(check(text)).toMatchObject({severity, message: expect.stringMatching(new RegExp(`: ${detail}$`))})
  })

  test('knows a retired model that the catalogue has no more', () => {
    expect(checkModels([{text: RETIRED, place: null}], [], OPTIONS)[0]).toMatchObject({
      severity: 'critical',
      message: `${RETIRED}: retired from serverless`,
    })
  })

  test('says what is no name of a model, and why', () => {
    expect(check('a b')).toMatchObject({
      severity: 'unknown',
      name: 'a b',
      message: expect.stringContaining('not a model name: '),
    })
  })

  test('has the whole finding as a document, with the place', () => {
    const place = {file: 'app.ts', line: 7}
    const [item] = checkModels([{text: 'accounts/fireworks/models/tomorrow', place}], LISTED, OPTIONS)
    const message = 'tomorrow: retires on 2026-11-27, in 1 day'
    expect(item).toEqual({
      name: 'tomorrow',
      rule: 'served for 30 more days',
      severity: 'warning',
      message,
      binding: false,
      place,
      document: {
        model: 'tomorrow',
        file: 'app.ts',
        line: 7,
        served: true,
        retiresOn: {date: '2026-11-27', precision: 'day'},
        daysLeft: 1,
        severity: 'warning',
        message,
      },
    })
    expect(check('nobody-knows').document).toMatchObject({file: null, line: null, served: null, daysLeft: null})
  })

  test('binds an unknown only where it is strict', () => {
    expect([check('unsaid').binding, check('unsaid', {strict: true}).binding]).toEqual([false, true])
  })

  test('names what takes the place of a model', () => {
    const replacements = new Map([['gone', 'kimi-k3']])
    expect(check('gone', {replacements}).message).toMatch(/; use kimi-k3 instead$/)
    expect(check('off', {replacements}).message).not.toContain('instead')
  })
})

describe('models that a text names', () => {
  const named = (text: string, known = new Set(['kimi-k3'])) => findModels(text, 'a.py', known).map(one => one.text)

  test('are full names anywhere and short ones in quotes, with file and line', () => {
    const text = 'x\nmodel = "kimi-k3"  # accounts/fireworks/models/glm-5p3.\n'
    expect(findModels(text, 'a.py', new Set(['kimi-k3']))).toEqual([
      {text: 'accounts/fireworks/models/glm-5p3', place: {file: 'a.py', line: 2}},
      {text: 'kimi-k3', place: {file: 'a.py', line: 2}},
    ])
  })

  test.each([
    ["'kimi-k3'", ['kimi-k3']],
    ['`kimi-k3-fast`', ['kimi-k3-fast']],
    ['kimi-k3', []],
    ['"kimi-k3\'', []],
    ['"other-model"', []],
    ['"kimi-k3" "kimi-k3"', ['kimi-k3']],
    ['"kimi-k3"\n"kimi-k3"', ['kimi-k3', 'kimi-k3']],
    ['ACCOUNTS/fireworks/routers/kimi-k3-us', ['ACCOUNTS/fireworks/routers/kimi-k3-us']],
    ['accounts/fireworks/models/kimi-k3#acme/d1', ['accounts/fireworks/models/kimi-k3#acme/d1']],
    ['accounts/acme/models/kimi-k3', []],
    ['accounts/fireworks/models/kimi-k3._-', ['accounts/fireworks/models/kimi-k3']],
    [`"kimi-k3"${' '.repeat(19_991)}`, ['kimi-k3']],
    [`"kimi-k3"${' '.repeat(19_992)}`, []],
  ])('in %j', (text, names) => {
    expect(named(text)).toEqual(names)
  })

  test('are those of the dated facts where nothing else is given', () => {
    expect(findModels(`"kimi-k3" "${RETIRED}" "own"`, 'a', undefined).map(({text}) => text)).toEqual([
      'kimi-k3',
      RETIRED,
    ])
  })
})
