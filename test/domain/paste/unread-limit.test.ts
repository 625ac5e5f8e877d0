import {describe, expect, test} from '@jest/globals'
import {NO_ANSWER, type FoundAnswer} from '../../../src/lib/domain/paste/found-answer.js'
import {hidesLimit} from '../../../src/lib/domain/paste/unread-limit.js'

const OK: FoundAnswer = {...NO_ANSWER, status: 200}
const OVER: FoundAnswer = {...OK, headers: [['x-ratelimit-over-limit', 'yes']]}
const EMPTY: FoundAnswer = {
  ...OK,
  headers: [
    ['x-ratelimit-limit-requests', '5'],
    ['x-ratelimit-remaining-requests', '0'],
  ],
}
const [YES, NO] = ['x-ratelimit-over-limit: yes', 'x-ratelimit-over-limit: no']

describe('a success of which no limit was read', () => {
  test.each([
    YES,
    'X-RateLimit-Over-Limit: True',
    'x-rate<b>limit-over-&nbsp;limit: y=3Des',
    'x-ratelimit-over-&#45;limit: yes',
    'x-ratelimit-over\n> -limit: tr\nue',
    'x-ratelimit-over-lim\nAda> it: yes',
    String.raw`x-ratelimit-over-limit\\n: yes`,
    'x-ratelimit-over-limit, value: b"yes"',
    'x-ratelimit-remaining-requests: 0',
    'x-ratelimit-remaining-requests: 0.00',
    'x-ratelimit-remaining-requests: -1',
    'x-ratelimit-remaining-requests: \n−1',
    'x%2Dratelimit%2Dover%2Dlimit%3A%20yes',
    'x%252Dratelimit-over%25252Dlimit: yes',
    String.raw`x-ratelimit-over-lim\u0069t: yes`,
    String.raw`x-ratelimit-over-limit\\u003a yes`,
    'x-ratelimit&#45;over-limit: yes',
    'x-ratelimit&amp;amp;#45;over-limit: yes',
    'x-ratelimit&LT;b&gt;-over-limit: yes',
    'web-1 | x-ratelimit-over-\nweb-1 | limit: yes',
    '1\tx-ratelimit-over-\n2\tlimit: yes',
    'x-ratelimit-remaining-requests: 0 5',
    'x-ratelimit-remaining-requests: 0\n5',
    'x-ratelimit-remaining-tokens-prompt: b"0"',
    'x-ratelimit-remaining-tokens-cache-adjusted-prompt: 0',
    'x-ratelimit-remaining-tokens-gene\nrated: 0',
  ])('hides the one in %j', text => {
    expect(hidesLimit(text, [OK])).toBe(true)
  })

  test.each([NO, '', 'x-ratelimit-remaining-requests: 0.5', 'x-ratelimit-remaining-requests: 05', 'over-limit: yes'])(
    'hides none in %j',
    text => {
      expect(hidesLimit(text, [OK])).toBe(false)
    },
  )

  test('hides none beside a failure, or where nothing was read', () => {
    expect([hidesLimit(YES, [OK, {...OK, status: 429}]), hidesLimit(YES, [])]).toEqual([false, false])
  })

  test('hides none in more than a mebibyte', () => {
    const sizes = [1024 * 1024, 1024 * 1024 + 1]
    expect(sizes.map(size => hidesLimit(YES.padEnd(size), [OK]))).toEqual([true, false])
  })
})

describe('a limit that is named', () => {
  const NAMED = 'x-ratelimit-remaining-requests'

  test.each([NAMED, `${NAMED}: none`, 'x-ratelimit-over-limit', `${NO}\n${NAMED}`])(
    'in %j, where none was read, is hidden',
    text => {
      expect(hidesLimit(text, [OK])).toBe(true)
    },
  )

  test('is none where it has room, or where a browser only may read it', () => {
    expect([`${NAMED}: 5`, `${NAMED}: 0.5`, NO].map(text => hidesLimit(text, [OK]))).toEqual([false, false, false])
    expect(hidesLimit(`Access-Control-Expose-Headers: ${NAMED}, x-ratelimit-over-limit`, [OK])).toBe(false)
    expect(hidesLimit(`access-control-expose-headers: x\n${NAMED}`, [OK])).toBe(true)
  })

  test('is none where one was read', () => {
    const read = (...headers: [string, string][]) => hidesLimit(`${NAMED}: x`, [OK, {...OK, headers}])
    expect(read(['x-ratelimit-over-limit', 'no'])).toBe(false)
    expect(read(['x-ratelimit-limit-requests', '5'], [NAMED, '3'])).toBe(false)
    expect(read(['x-ratelimit-limit-requests', '5'])).toBe(true)
    expect(
      read(
        ['x-ratelimit-limit-requests', '5'],
        ['x-ratelimit-limit-tokens-prompt', '9'],
        ['x-ratelimit-remaining-tokens-prompt', '3'],
      ),
    ).toBe(false)
  })
})

test.each([
  ['one flag, read', [YES], [OVER], false],
  ['two, of which one was read', [YES, YES], [OVER], true],
  ['two, both read', [YES, YES], [OK, OVER, OVER], false],
  ['the last one is no', [YES, YES, NO], [OVER], false],
  ['only the last one is yes, and was read', [NO, YES], [OVER], false],
  ['one, where other headers were read', [YES], [EMPTY], true],
  ['none, where other headers were read', [NO], [OK, EMPTY], false],
  ['true is yes', ['x-ratelimit-over-limit: true', YES], [OVER], true],
  ['false is no', [YES, YES, 'x-ratelimit-over-limit: false'], [OVER], false],
])('flags of a success whose limit was read: %s', (_, lines, answers, hidden) => {
  expect(hidesLimit(lines.join('\n'), answers)).toBe(hidden)
})
