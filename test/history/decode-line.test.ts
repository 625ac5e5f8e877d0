import {describe, expect, test} from '@jest/globals'
import fc from 'fast-check'
import {
  decodeReading,
  encodeReading,
  READING_KINDS,
  READING_SOURCES,
  type Reading,
} from '../../src/lib/domain/history/reading.js'
import {LineDecoder} from '../../src/lib/history/decode-line.js'
import {propertyRuns} from '../support/property-runs.js'

const text = fc.option(
  fc.oneof(fc.constantFrom('generated', 'kimi-k3', '', 'q"x', 'é', '\\'), fc.string({unit: 'binary'})),
)
const amount = fc.option(
  fc.oneof(fc.nat(), fc.double({noNaN: true, noDefaultInfinity: true}), fc.constantFrom(0, -0, 376.48, 1e21, 2 ** 53)),
)
const reading = fc.record({
  t: fc.integer({min: 0, max: 4_102_444_800_000}),
  account: fc.oneof(fc.constant('acme'), fc.string()),
  source: fc.constantFrom(...READING_SOURCES),
  kind: fc.constantFrom(...READING_KINDS),
  quota: text,
  model: text,
  dimension: text,
  limit: amount,
  remaining: amount,
  usage: amount,
  raw: amount,
  unit: text,
  unitSource: text,
  outcome: text,
}) as fc.Arbitrary<Reading>

const decoder = new LineDecoder()
function decode(line: string) {
  const bytes = Buffer.from(`before\n${line}\nafter`)
  const reading = decoder.decode(bytes, 7, bytes.length - 6)
  return reading === null ? null : {reading, torn: decoder.torn}
}

describe('a line of the history', () => {
  test('is read as decodeReading reads it, whatever was read before it', () => {
    fc.assert(
      fc.property(reading, one => {
        const line = encodeReading(one)
        fc.pre(line !== null)
        expect(decode(line)).toEqual({reading: decodeReading(line), torn: false})
      }),
      propertyRuns(500),
    )
  })

  test('that was changed anywhere is read as decodeReading reads it', () => {
    const mutated = fc.tuple(
      reading,
      fc.nat(),
      fc.constantFrom('', '"', '}', ',', '0', '.', '-', ' ', 'T', '\\', '{', 'é'),
    )
    fc.assert(
      fc.property(mutated, ([one, place, put]) => {
        const line = encodeReading(one)
        fc.pre(line !== null)
        const at = place % line.length
        const changed = line.slice(0, at) + put + line.slice(at + (place % 2))
        const decoded = decode(changed)
        // What stands before a whole line is a torn one.
        expect(decoded === null || decoded.torn ? null : decoded.reading).toEqual(
          decodeReading(Buffer.from(changed).toString()),
        )
      }),
      propertyRuns(1000),
    )
  })

  test.each([
    [
      'another spelling',
      '{ "t": "2026-11-21T12:00:00Z", "schema": "fireq.reading/v1", "account": "acme", "source": "list", "kind": "quota" }',
    ],
    [
      'a member of a later version',
      '{"schema":"fireq.reading/v1","t":"2026-11-21T12:00:00.000Z","account":"acme","source":"list","kind":"quota","region":"eu"}',
    ],
    [
      'a member that stands twice',
      '{"schema":"fireq.reading/v1","t":"2026-11-21T12:00:00.000Z","account":"acme","source":"list","kind":"quota","limit":1,"limit":2}',
    ],
    [
      'an exponent',
      '{"schema":"fireq.reading/v1","t":"2026-11-21T12:00:00.000Z","account":"acme","source":"list","kind":"quota","limit":1e3}',
    ],
  ])('with %s is read by JSON.parse', (_, line) => {
    const read = decodeReading(line)
    expect(read).not.toBeNull()
    expect(decode(line)).toEqual({reading: read, torn: false})
  })

  test.each([
    [
      'another schema',
      '{"schema":"fireq.reading/v2","t":"2026-11-21T12:00:00.000Z","account":"acme","source":"list","kind":"quota"}',
    ],
    [
      'an unknown kind',
      '{"schema":"fireq.reading/v1","t":"2026-11-21T12:00:00.000Z","account":"acme","source":"list","kind":"dream"}',
    ],
    [
      'a time that is none',
      '{"schema":"fireq.reading/v1","t":"2026-13-21T12:00:00.000Z","account":"acme","source":"list","kind":"quota"}',
    ],
    ['no end', '{"schema":"fireq.reading/v1","t":"2026-11-21T12:00:00.000Z","account":"acme","source":"list"'],
  ])('with %s is none', (_, line) => expect(decode(line)).toBeNull())

  test('that was appended to a torn one is read, and the torn one is told', () => {
    const whole =
      '{"schema":"fireq.reading/v1","t":"2026-11-21T12:00:00.000Z","account":"acme","source":"list","kind":"quota","usage":7}'
    for (const length of [1, 20, 60, whole.length - 1]) {
      expect(decode(whole.slice(0, length) + whole)).toEqual({reading: decodeReading(whole), torn: true})
    }
  })
})
