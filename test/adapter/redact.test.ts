import {describe, expect, test} from '@jest/globals'
import fc from 'fast-check'
import {redactAddress, redactKnown, redactSecrets} from '../../src/lib/domain/redact.js'
import {propertyRuns} from '../support/property-runs.js'

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLXNpZ25hdHVyZQ'

const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-']
const secret = fc.string({unit: fc.constantFrom(...alphabet), minLength: 12, maxLength: 60})
const key = fc.tuple(fc.constantFrom('fw_', 'fpk_'), secret).map(parts => parts.join(''))
const around = fc.string({unit: 'grapheme', maxLength: 40})

describe('what looks like a secret', () => {
  test.each([
    ['a standard key', 'key fw_3ZabcDEF456 refused', 'key [redacted] refused'],
    ['a Fire Pass key', '(fpk_3ZabcDEF456)', '([redacted])'],
    ['a key after an underscore', 'my_fw_3ZabcDEF456', 'my_[redacted]'],
    ['a bearer token', 'Bearer abc.def-123', 'Bearer [redacted]'],
    ['a bearer token that begins like prose', 'bearer token-abc123', 'bearer [redacted]'],
    ['a JWT', `token ${JWT}.`, 'token [redacted].'],
    ['a header line', 'Authorization: Bearer abc123\nhost: x', 'Authorization: [redacted]\nhost: x'],
    ['a basic header', 'proxy-authorization: Basic dTpw', 'proxy-authorization: [redacted]'],
    ['x-api-key', 'x-api-key: 0123abcd', 'x-api-key: [redacted]'],
    ['JSON', '{"authorization":"Bearer abc123","x":1}', '{"authorization":"[redacted]","x":1}'],
    ['a HAR', '{"name": "X-Api-Key", "value": "s3cret"}', '{"name": "X-Api-Key", "value": "[redacted]"}'],
    ['an inspected object', "{ authorization: 'Bearer abc123' }", "{ authorization: '[redacted]' }"],
    ['a query string', 'https://x.test/?api_key=s3cret&a=b', 'https://x.test/?api_key=[redacted]&a=b'],
    ['an ini file', 'api_key = "s3cret"', 'api_key = "[redacted]"'],
    ['URL credentials', 'http://user:p@ss@proxy.corp:3128/x', 'http://[redacted]@proxy.corp:3128/x'],
  ])('%s', (_, text, clean) => {
    expect(redactSecrets(text)).toBe(clean)
  })

  test.each([
    'the bearer token is missing',
    'no bearer token.',
    'accounts/acme/quotas/monthly-spend-usd',
    'keys begin with fw_ or fpk_…',
    'mail to ops@acme.test',
    'https://api.fireworks.ai/v1/accounts?pageSize=2',
    'swfw_longer-word',
  ])('is not in: %s', text => {
    expect(redactSecrets(text)).toBe(text)
  })
})

test.each([
  ['https://u:p@h.test/x', 'https://[redacted]@h.test/x'],
  ['u:p@h.test', '[redacted]@h.test'],
  ['u:p@ss@h.test', '[redacted]@h.test'],
  ['javascript:u:p@h', '[redacted]@h'],
  ['https://h.test/v1', 'https://h.test/v1'],
  ['no address', 'no address'],
])('the address %j is shown as %j', (text, shown) => {
  expect(redactAddress(text)).toBe(shown)
})

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
