import {describe, expect, test} from '@jest/globals'
import {runCli} from '../support/run-cli.js'

const quota = (...words: string[]) => runCli(['quota', ...words, '--sandbox'])

describe('a pattern where names are taken', () => {
  test('is every quota that fits, in get, also with -o name and in csv', async () => {
    const {stdout, code} = await quota('get', 'global--*', 'monthly-spend-usd', '-o', 'name')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^(?:global--\w+-count\n){4}monthly-spend-usd\n$/)
    expect((await quota('get', 'global--?100-count', '-o', 'name')).stdout).toBe(
      'global--a100-count\nglobal--h100-count\n',
    )
  })

  test('that fits nothing is exit 3', async () => {
    const {stderr, code} = await quota('get', 'nope-*')
    expect(code).toBe(3)
    expect(stderr).toContain('error: no quota of account `acme` matches `nope-*`')
  })

  test('of another account is exit 2', async () => {
    expect((await quota('get', 'accounts/other/quotas/global--*')).code).toBe(2)
    expect((await quota('get', 'accounts/other/quotas/monthly-spend-usd')).code).toBe(2)
    expect((await quota('check', 'accounts/other/quotas/global--*')).code).toBe(2)
  })
})

describe('a short form that fits several', () => {
  test.each([['get'], ['check']])('is exit 3 in %s, and lists them', async verb => {
    const {stderr, code} = await quota(verb, 'h100')
    expect(code).toBe(3)
    expect(stderr).toContain(
      '`h100` fits several quotas of account `acme`: `ap-tokyo-1--h100-count`, `global--h100-count`',
    )
    expect(stderr).toContain("hint: give one of them, or the pattern `'*h100*'`")
  })
})

test('quota list with a name points to quota get', async () => {
  const {stderr, code} = await quota('list', 'monthly-spend-usd')
  expect(code).toBe(2)
  expect(stderr).toMatch(/hint: did you mean `fireq quota get monthly-spend-usd/)
})
