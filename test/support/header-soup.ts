import fc from 'fast-check'

const NAMES = ['requests', 'tokens-prompt', 'tokens-cache-adjusted-prompt', 'tokens-generated', 'images', '']
const OTHER_NAMES = [
  'x-ratelimit-over-limit',
  'x-request-id',
  'fireworks-prompt-tokens',
  'fireworks-cached-prompt-tokens',
  'fireworks-server-time-to-first-token',
  'fireworks-server-processing-time',
  'retry-after',
  '__proto__',
  'x-ratelimit-__proto__',
]
const VALUES = [
  '',
  ' ',
  'yes',
  'no',
  'NaN',
  '-1',
  '-0',
  '0',
  '1e30',
  '1e308',
  '1e999',
  '36000',
  '36,000',
  '3.5',
  '٣',
  '0x10',
  'Sat, 21 Nov 2026 12:00:30 GMT',
]

const anyText = fc.oneof(
  fc.string({unit: 'binary', maxLength: 30}),
  fc.string({unit: fc.integer({min: 0, max: 0xffff}).map(code => String.fromCharCode(code)), maxLength: 30}),
)
const headerName = fc
  .oneof(
    fc
      .tuple(fc.constantFrom('limit', 'remaining'), fc.constantFrom(...NAMES))
      .map(([kind, name]) => `x-ratelimit-${kind}-${name}`),
    fc.constantFrom(...OTHER_NAMES),
    anyText,
  )
  .chain(name => fc.constantFrom(name, name.toUpperCase()))
const headerValue = fc.oneof(
  fc.constantFrom(...VALUES),
  fc.nat({max: 100_000_000}).map(String),
  fc.double().map(String),
  fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `${a}, ${b}`),
  anyText,
)

/** Headers as no server should send them: missing, repeated, mixed in case, empty, negative, enormous, not text at all. */
export const headerSoup: fc.Arbitrary<[string, string][]> = fc.array(fc.tuple(headerName, headerValue), {maxLength: 14})

/** Bodies of every kind: JSON errors, half of one, HTML, any characters. */
export const bodySoup: fc.Arbitrary<string> = fc.oneof(
  anyText,
  fc.json(),
  fc
    .record({error: fc.oneof(anyText, fc.record({message: anyText, code: fc.oneof(anyText, fc.integer())}))})
    .map(v => JSON.stringify(v)),
  fc.constantFrom(
    '<html><title>502 Bad Gateway</title></html>',
    '{"error":{"message":"Account acme is suspended',
    '{"error":{"message":"global--h100-count for account acme, in use: 8, quota: 8"}}',
    '{"error":"rate limit exceeded, please try again later"}',
    '{"code":5,"message":"","details":[]}',
    '[]',
    'null',
  ),
)

/** Every number that occurs in a text as a header spells numbers. */
export function numbersIn(headers: readonly (readonly [string, string])[]): Set<number> {
  return new Set(headers.flatMap(([, value]) => value.split(',')).map(part => Number(part.trim())))
}
