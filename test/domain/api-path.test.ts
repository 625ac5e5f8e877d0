import {describe, expect, test} from '@jest/globals'
import {apiPath, namesAccount, withAccount} from '../../src/lib/domain/api-path.js'

const refused = (argument: string): string => {
  try {
    return `read as ${apiPath(argument)}`
  } catch (error) {
    return (error as Error).message.replace(`\`${argument}\`: `, '')
  }
}

describe('a path of the API as a person gives it', () => {
  test.each([
    ['quotas', '/v1/accounts/{account}/quotas'],
    ['deployments?pageSize=50&filter=a//b', '/v1/accounts/{account}/deployments?pageSize=50&filter=a//b'],
    ['accounts/{account}/quotas', '/v1/accounts/{account}/quotas'],
    ['/accounts/acme/quotas/', '/v1/accounts/acme/quotas'],
    ['/v1/accounts', '/v1/accounts'],
    ['v1/accounts', '/v1/accounts'],
    ['/quotas', '/v1/quotas'],
    ['models/kimi-k3:prepare', '/v1/accounts/{account}/models/kimi-k3:prepare'],
    ['quotas/a..b', '/v1/accounts/{account}/quotas/a..b'],
  ])('%s is %s', (argument, path) => {
    expect(apiPath(argument)).toBe(path)
  })

  test.each([
    ['https://example.com/v1', 'not a path of the account API'],
    ['MAILTO:ada', 'not a path of the account API'],
    ['//example.com/v1', 'not a path of the account API'],
    ['a b', 'a path has no such character'],
    ['quotas\n', 'a path has no such character'],
    ['ü', 'a path has no such character'],
    ['a\\b', 'a path has no such character'],
    ['a#b', 'a path has no such character'],
    ['', 'a path has no such character'],
    ['/', 'a path has no empty part, no `.` and no `..`'],
    ['a//b', 'a path has no empty part, no `.` and no `..`'],
    ['a/../b', 'a path has no empty part, no `.` and no `..`'],
    ['./a', 'a path has no empty part, no `.` and no `..`'],
    ['a/%2E%2e/b', 'a path has no empty part, no `.` and no `..`'],
    ['a/.%2e', 'a path has no empty part, no `.` and no `..`'],
    ['a%2Fb', 'a path has no empty part, no `.` and no `..`'],
    ['a%5cb', 'a path has no empty part, no `.` and no `..`'],
  ])('%j leads out of the API and is refused', (argument, why) => {
    expect(refused(argument)).toBe(why)
  })

  test('has the account in its place, and cannot be led elsewhere by it', () => {
    const path = '/v1/accounts/{account}/x?parent={account}'
    expect([namesAccount(path), namesAccount('/v1/accounts')]).toEqual([true, false])
    expect(withAccount(path, 'a/../b')).toBe('/v1/accounts/a%2F..%2Fb/x?parent=a%2F..%2Fb')
  })
})
