import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import {
  ACCOUNT_FIELDS,
  delimited,
  QUOTA_FIELDS,
  type Field,
  type FieldValue,
} from '../../src/lib/render/formats/delimited.js'
import {readCsv, readTsv} from './delimited-reader.js'
import {expectGolden} from './golden.js'
import {ACCOUNTS} from './sample-accounts.js'
import {HOSTILE, LIVED_IN, quota} from './sample-quotas.js'
import {propertyRuns} from '../support/property-runs.js'

type Row = Readonly<Record<'a' | 'b', FieldValue>>
const FIELDS: readonly Field<Row>[] = [
  {name: 'a', value: row => row.a},
  {name: 'b', value: row => row.b},
]
const csvOf = (a: FieldValue): string =>
  delimited('csv', FIELDS, [{a, b: null}])
    .split('\n')
    .slice(1)
    .join('\n')

/** Text as a quota id or a display name has it, with everything in it that csv and spreadsheets care about. */
const inkText = fc
  .array(fc.constantFrom('a', 'é', '配', '"', ',', "'", ';', '=', '+', '-', '@', '\n', '\t', '\r', '1', '😀'), {
    maxLength: 12,
  })
  .map(chars => chars.join(''))
const cell: fc.Arbitrary<FieldValue> = fc.oneof(
  inkText,
  fc.double({noNaN: true, noDefaultInfinity: true}),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
)
const rows = fc.array(fc.record({a: cell, b: cell}), {maxLength: 8})
const FORMULA = /^[ \t\r\n]*[=+\-@]/

describe('csv', () => {
  it('holds quotas under their JSON field names', () => {
    expectGolden('delimited/quotas.csv', delimited('csv', QUOTA_FIELDS, [...LIVED_IN.quotas, ...HOSTILE.quotas]))
    expectGolden('delimited/accounts.csv', delimited('csv', ACCOUNT_FIELDS, ACCOUNTS))
    expect(QUOTA_FIELDS.map(({name}) => name)).toEqual(Object.keys(LIVED_IN.quotas[0]!))
    expect(ACCOUNT_FIELDS.map(({name}) => name)).toEqual(Object.keys(ACCOUNTS[0]!))
  })

  it.each([
    ['=1+1', "'=1+1"],
    ['+x', "'+x"],
    ['-x', "'-x"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1', "'＝1"],
    ['\t=1', "' =1"],
    ['\n=1', "' =1"],
    ['\u200b=1', "'=1"],
    ['=a,b', '"\'=a,b"'],
    ['a=1', 'a=1'],
    ['-5', "'-5"],
  ])('defuses the text %j as %s', (text, expected) => {
    expect(csvOf(text)).toBe(`${expected},\n`)
  })

  it('leaves numbers alone and unknown cells empty', () => {
    expect(csvOf(-5)).toBe('-5,\n')
    expect(csvOf(-0.25)).toBe('-0.25,\n')
    expect(csvOf(null)).toBe(',\n')
    expect(csvOf(Number.NaN)).toBe(',\n')
    expect(csvOf(false)).toBe('false,\n')
  })

  it('comes back cell by cell from a reader of RFC 4180, defused text behind an apostrophe', () => {
    fc.assert(
      fc.property(rows, values => {
        const [header, ...records] = readCsv(delimited('csv', FIELDS, values))
        expect(header).toEqual(['a', 'b'])
        expect(records).toEqual(values.map(({a, b}) => [expectedCsv(a), expectedCsv(b)]))
      }),
      propertyRuns(),
    )
  })
})

describe('tsv', () => {
  it('holds quotas raw, one line each, whatever they are called', () => {
    expectGolden('delimited/quotas.tsv', delimited('tsv', QUOTA_FIELDS, [...LIVED_IN.quotas, ...HOSTILE.quotas]))
  })

  it('comes back cell by cell from a reader that knows nothing but tabs and newlines', () => {
    fc.assert(
      fc.property(rows, values => {
        const [, ...records] = readTsv(delimited('tsv', FIELDS, values))
        expect(records).toEqual(values.map(({a, b}) => [expectedTsv(a), expectedTsv(b)]))
      }),
      propertyRuns(),
    )
  })
})

it('is one line for each record, whatever is in it', () => {
  const rows = [{a: 'x\r\nfake,1', b: 'y\nz'}]
  expect(delimited('csv', FIELDS, rows)).toBe('a,b\n"x  fake,1",y z\n')
})

it('never lets a control or escape character through, in either format', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary'}), id => {
      for (const format of ['csv', 'tsv'] as const) {
        expect(delimited(format, QUOTA_FIELDS, [quota(id, 1, 1)])).not.toMatch(/(?![\t\n])\p{Cc}/u)
      }
    }),
    propertyRuns(),
  )
})

function expectedCsv(value: FieldValue): string {
  if (typeof value !== 'string') return value === null ? '' : String(value)
  return FORMULA.test(value) ? `'${expectedTsv(value)}` : expectedTsv(value)
}

function expectedTsv(value: FieldValue): string {
  return value === null ? '' : String(value).replace(/[\t\r\n]/g, ' ')
}
