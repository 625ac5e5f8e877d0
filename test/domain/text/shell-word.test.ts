import {expect, test} from '@jest/globals'
import {shellLine, shellWord} from '../../../src/lib/domain/text/shell-word.js'

test.each(['kimi-k3', '--limit', 'a=b', 'accounts/acme/quotas/x', 'me@example.com', '90%', 'a,b:c+d'])(
  '%s is a plain word',
  word => {
    expect(shellWord(word)).toBe(word)
  },
)

test.each([
  ['', "''"],
  ['a b', "'a b'"],
  ['$HOME', "'$HOME'"],
  ['=name', "'=name'"],
  ['*', "'*'"],
  ["it's", "'it'\\''s'"],
  ["''", "''\\'''\\'''"],
  ['a\n', "'a\n'"],
])('%j is quoted', (word, quoted) => {
  expect(shellWord(word)).toBe(quoted)
})

test('a line has its words apart, each quoted where it must be', () => {
  expect(shellLine(['fireq', 'quota', 'get', 'a b'])).toBe("fireq quota get 'a b'")
})
