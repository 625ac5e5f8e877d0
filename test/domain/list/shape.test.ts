import {describe, expect, test} from '@jest/globals'
import type {AppError} from '../../../src/lib/domain/errors.js'
import {
  ALL_ROWS,
  chosenRows,
  parseCondition,
  parseSorting,
  type RowChoice,
  type RowReader,
} from '../../../src/lib/domain/list/shape.js'

interface Row {
  readonly id: string
  readonly used: number | null
  readonly on?: boolean
  readonly probe?: {readonly outcome: string; readonly limits: readonly {readonly dimension: string}[]}
}
const ROWS: readonly Row[] = [
  {id: 'b', used: 10, on: true},
  {id: 'a', used: null, on: false, probe: {outcome: 'ok', limits: [{dimension: 'prompt'}, {dimension: 'generated'}]}},
  {id: 'c', used: 9, probe: {outcome: 'limited', limits: [{dimension: 'requests'}]}},
]
const READER: RowReader<Row> = {
  columns: [
    {name: 'quota', value: row => row.id},
    {name: 'used', value: row => row.used},
  ],
}
const ids = (choice: Partial<RowChoice>, reader = READER, rows = ROWS) =>
  chosenRows(rows, {...ALL_ROWS, ...choice}, reader)
    .map(({id}) => id)
    .join('')
const where = (...texts: string[]) => ids({where: texts.map(parseCondition)})
function failure(run: () => unknown): readonly unknown[] {
  try {
    return ['none', run()]
  } catch (error) {
    const {code, message, hints} = error as AppError
    return [code, message, ...hints]
  }
}

describe('--where', () => {
  test.each([
    [['quota=a'], 'a'],
    [['quota=a,c'], 'ac'],
    [['quota = a', 'used='], ''],
    [['quota=a', 'used='], 'a'],
    [['used=10'], 'b'],
    [['used=10.0,9'], 'bc'],
    [['used='], 'a'],
    [['on=true'], 'b'],
    [['on=false'], 'a'],
    [['probe.outcome=ok'], 'a'],
    [['probe.limits.dimension=generated,requests'], 'ac'],
    [['probe=ok'], ''],
    [['quota=A'], ''],
    [['quota='], ''],
  ])('%j keeps %s', (conditions, kept) => {
    expect(where(...conditions)).toBe(kept)
  })

  test('reads a value that has an equals sign', () => {
    expect(parseCondition('name=a=b,c')).toEqual({field: 'name', values: ['a=b', 'c']})
  })

  test.each([['quota'], ['=a'], ['']])('%j is a mistake', text => {
    expect(failure(() => parseCondition(text))).toEqual([
      'usage',
      `\`--where ${text}\` has no field and value`,
      'write `--where FIELD=VALUE`, for example `--where status=full,exceeded`',
    ])
  })

  test('of a field that no row has is a mistake, with the nearest one or the columns', () => {
    expect(failure(() => where('qota=a'))).toEqual(['usage', 'no field `qota` in this list', 'did you mean `quota`?'])
    expect(failure(() => where('zzz=a'))).toEqual(['usage', 'no field `zzz` in this list', 'its columns: quota, used'])
    const reader = {...READER, item: (row: Row) => ({nested: {value: row.used}, many: [{inner: row.id}]})}
    expect(failure(() => ids({where: [parseCondition('nested.valu=1')]}, reader))[2]).toBe(
      'did you mean `nested.value`?',
    )
    expect(failure(() => ids({where: [parseCondition('many.iner=1')]}, reader))[2]).toBe('did you mean `many.inner`?')
    expect(failure(() => where('constructor=x'))[0]).toBe('usage')
  })

  test('of an empty list takes any field', () => {
    expect(ids({where: [parseCondition('zzz=a')], sort: parseSorting('yyy')}, READER, [])).toBe('')
  })

  test('reads the object of the document where there is one', () => {
    const reader = {...READER, item: (row: Row) => ({name: `${row.id}!`})}
    expect(ids({where: [parseCondition('name=a!')]}, reader)).toBe('a')
  })
})

describe('--sort', () => {
  test.each([
    ['quota', 'abc'],
    ['quota:desc', 'cba'],
    ['used', 'cba'],
    ['used:asc', 'cba'],
    ['used:DESC', 'bca'],
    ['probe.outcome', 'cab'],
    ['on', 'abc'],
  ])('%s is %s: numbers by size, the unknown last', (text, order) => {
    expect(ids({sort: parseSorting(text)})).toBe(order)
  })

  test('keeps the order of what is equal', () => {
    const rows = ['x', 'y', 'z'].map(id => ({id, used: 1}))
    expect(ids({sort: parseSorting('used:desc')}, READER, rows)).toBe('xyz')
  })

  test.each([['quota:up'], [':desc'], ['']])('%j is a mistake', text => {
    expect(failure(() => parseSorting(text))).toEqual([
      'usage',
      `\`--sort ${text}\` is not a column and an order`,
      'write `--sort NAME` or `--sort NAME:desc`',
    ])
  })

  test('takes a field with a colon', () => {
    expect(parseSorting('a:b:desc')).toEqual({field: 'a:b', descending: true})
  })
})

test('--limit cuts what is left, in the order that was asked for', () => {
  expect(ids({sort: parseSorting('quota'), limit: 2})).toBe('ab')
  expect(ids({limit: 0})).toBe('')
  expect(ids({})).toBe('bac')
})
