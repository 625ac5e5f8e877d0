import {describe, expect, test} from '@jest/globals'
import fc from 'fast-check'
import {redactKnown, redactSecrets} from '../../src/lib/domain/text/redact.js'
import {propertyRuns} from '../support/property-runs.js'

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLXNpZ25hdHVyZQ'

const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-']
const secret = fc.string({unit: fc.constantFrom(...alphabet), minLength: 12, maxLength: 60})
const key = fc.tuple(fc.constantFrom('fw_', 'fpk_'), secret).map(parts => parts.join(''))
const around = fc.string({unit: 'grapheme', maxLength: 40})

describe('properties', () => {
  test('a Fireworks key never survives, known or not', () => {
    fc.assert(
      fc.property(around, key, around, (before, k, after) => {
        // A letter or digit directly before makes it another word, unless the key is known.
        expect(redactSecrets(`${before} ${k} ${after}`)).not.toContain(k)
        expect(redactSecrets(before + k + after, [k])).not.toContain(k)
      }),
      propertyRuns(),
    )
  })

  test('a known secret of any spelling never survives, percent-encoded neither', () => {
    fc.assert(
      fc.property(around, fc.string({unit: 'grapheme-ascii', minLength: 12, maxLength: 40}), around, (a, k, b) => {
        fc.pre(k.trim() !== '' && !'[redacted]'.includes(k))
        expect(redactKnown(a + k + b, [k])).not.toContain(k)
        expect(redactSecrets(`${a}${encodeURIComponent(k)}${b}`, [k])).not.toContain(encodeURIComponent(k))
      }),
      propertyRuns(),
    )
  })

  test('bearer tokens, header values and URL passwords never survive', () => {
    fc.assert(
      fc.property(around, secret, (before, s) => {
        for (const text of [`${before}\nBearer ${s}`, `${before}\nx-api-key: ${s}`, `${before} https://u:${s}@h.test/`])
          expect(redactSecrets(text)).not.toContain(s)
      }),
      propertyRuns(),
    )
  })

  test('redacting twice changes nothing more', () => {
    const piece = fc.oneof(
      around,
      key,
      fc.constantFrom('Bearer ', 'authorization: ', 'x-api-key=', 'http://', '@', JWT, '"'),
    )
    fc.assert(
      fc.property(fc.array(piece, {maxLength: 8}), key, (pieces, k) => {
        const once = redactSecrets(pieces.join(''), [k])
        expect(redactSecrets(once, [k])).toBe(once)
      }),
      propertyRuns(),
    )
  })

  test('a megabyte of anything takes no quadratic time', () => {
    for (const unit of ['a', 'a-', 'http://', 'authorization:', 'Bearer ', 'fw_', 'eyJ', '"name":"', ' ', '[redacted]'])
      redactSecrets(unit.repeat(1e6 / unit.length))
    const started = performance.now()
    redactSecrets('http://aaaaaaa'.repeat(70_000))
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
