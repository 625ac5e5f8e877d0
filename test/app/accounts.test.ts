import {describe, expect, it, test} from '@jest/globals'
import {getAccount, listAccounts} from '../../src/lib/app/accounts.js'
import type {ListOptions} from '../../src/lib/app/ports.js'
import {failureOf} from '../support/connection.js'
import {aFailure, anAccount, answer, memoryGateway, pageOf} from '../support/memory-gateway.js'

const [acme, other] = [anAccount(), anAccount({id: 'other'})]

describe('the accounts that a key sees', () => {
  function gateway() {
    const asked: (ListOptions | undefined)[] = []
    const pages = [pageOf([acme], 'next'), pageOf([other])]
    return {
      asked,
      ...memoryGateway({listAccounts: options => Promise.resolve(pages[asked.push(options) - 1]!)}),
    }
  }

  it('are those of all pages', async () => {
    const all = gateway()
    expect(await listAccounts(all)).toEqual({list: {accounts: [acme, other], nextPageToken: null}, warnings: []})
    expect(all.asked).toEqual([{pageSize: 200}, {pageSize: 200, pageToken: 'next'}])
  })

  it('are those of one page, with a warning that there are more', async () => {
    const one = gateway()
    expect(await listAccounts(one, {onePage: true, filter: 'x'})).toEqual({
      list: {accounts: [acme], nextPageToken: 'next'},
      warnings: [{code: 'more-pages', message: 'there are more: `--page-token next`'}],
    })
    expect(one.asked).toEqual([{filter: 'x'}])
  })
})

describe('one account', () => {
  const reading = (value: Parameters<typeof answer<typeof acme>>[0]) => {
    const asked: string[] = []
    const gateway = memoryGateway({
      getAccount: id => {
        asked.push(id)
        return answer(value)
      },
    })
    return {asked, account: getAccount(gateway, 'acme')}
  }

  it('is read by its id', async () => {
    const {asked, account} = reading(acme)
    expect(await account).toBe(acme)
    expect(asked).toEqual(['acme'])
  })

  it('that is not found names the way to those that are, with the status and request id of the answer', async () => {
    const found = aFailure('not-found', 'HTTP 404', {httpStatus: 404, requestId: 'req-1', hints: ['theirs']})
    const failure = await failureOf(reading(found).account)
    expect(failure).not.toBe(found)
    expect(failure).toMatchObject({
      code: 'not-found',
      message: 'this key sees no account `acme`',
      hints: [['see ', {command: ['account', 'list']}, ' for those it does']],
      httpStatus: 404,
      requestId: 'req-1',
      exitCode: 3,
    })
  })

  test.each(['forbidden', 'network'] as const)(
    'that cannot be read for another reason fails with it: %s',
    async code => {
      const lost = aFailure(code, 'why')
      expect(await failureOf(reading(lost).account)).toBe(lost)
    },
  )

  it('does not hide a bug', async () => {
    const gateway = memoryGateway({getAccount: () => Promise.reject(new TypeError('a bug'))})
    await expect(getAccount(gateway, 'acme')).rejects.toThrow(new TypeError('a bug'))
  })
})
