import {describe, expect, it, test} from '@jest/globals'
import {getQuota, getQuotas, quotaIdOf} from '../../src/lib/app/get-quotas.js'
import {AppError} from '../../src/lib/domain/errors.js'
import {describeQuota, type QuotaReading} from '../../src/lib/domain/quota/quota.js'
import {failureOf} from '../support/connection.js'
import {aFailure, answer, aReading, memoryGateway, pageOf} from '../support/memory-gateway.js'
import {withPrintedWarnings} from '../support/printed-actions.js'

const SPEND = aReading('monthly-spend-usd', 400, 376.48, 500)
const GPUS = aReading('global--h100-count', 8, 2)
const notFound = aFailure('not-found', 'HTTP 404', {httpStatus: 404, requestId: 'req-1', hints: ['theirs']})

/** An account with these quotas, and one that answers each id that fails with its failure. */
function gatewayOf(readings: readonly QuotaReading[], failures: Record<string, AppError> = {}, list?: AppError) {
  const asked: string[] = []
  const gateway = memoryGateway({
    getQuota: (account, id) => {
      asked.push(`${account} ${id}`)
      return answer(failures[id] ?? readings.find(reading => reading.id === id) ?? notFound)
    },
    listQuotas: (account, options) => {
      asked.push(`${account} list ${JSON.stringify(options)}`)
      return answer(list ?? pageOf(readings))
    },
  })
  return {asked, gateway}
}

describe('the quota that an argument names', () => {
  test.each([
    ['monthly-spend-usd', 'monthly-spend-usd'],
    ['accounts/acme/quotas/global--h100-count', 'global--h100-count'],
  ])('%s', (argument, id) => {
    expect(quotaIdOf(argument, 'acme')).toBe(id)
  })

  const refusal = (argument: string) => {
    try {
      return quotaIdOf(argument, 'acme')
    } catch (error) {
      return error
    }
  }

  test.each(['', 'a/b', 'accounts/acme/models/x', 'accounts/acme/quotas/'])('%j is no quota id', argument => {
    const failure = refusal(argument)
    expect(failure).toBeInstanceOf(AppError)
    expect(failure).toMatchObject({
      code: 'usage',
      message: `\`${argument}\` is not a quota id`,
      hints: ['give an id such as `monthly-spend-usd`, or `accounts/<account>/quotas/<id>`'],
    })
  })

  it('must be of the account in use', () => {
    const failure = refusal('accounts/other/quotas/monthly-spend-usd')
    expect(failure).toBeInstanceOf(AppError)
    expect(failure).toMatchObject({
      code: 'usage',
      message: '`accounts/other/quotas/monthly-spend-usd` belongs to account `other`, not to `acme`',
      hints: ['choose the account with `--account-id other`'],
    })
  })
})

describe('one quota', () => {
  it('is read by its id, and nothing else is', async () => {
    const {asked, gateway} = gatewayOf([SPEND])
    expect(await getQuota(gateway, 'acme', 'monthly-spend-usd')).toEqual(describeQuota(SPEND))
    expect(asked).toEqual(['acme monthly-spend-usd'])
  })

  it('that is not there is likely one of those that are', async () => {
    const {asked, gateway} = gatewayOf([SPEND, GPUS])
    expect(await failureOf(getQuota(gateway, 'acme', 'spend'))).toMatchObject({
      code: 'not-found',
      message: 'account `acme` has no quota `spend`',
      hints: ['did you mean `monthly-spend-usd`?'],
      httpStatus: 404,
      requestId: 'req-1',
      exitCode: 3,
    })
    expect(asked).toEqual(['acme spend', 'acme list {"pageSize":200}'])
  })

  test.each([
    ['none is near', undefined, 'zzz'],
    ['they cannot be read', aFailure('forbidden', 'no'), 'spend'],
  ])('that is not there is to be looked for in the list where %s', async (_, list, id) => {
    expect(await failureOf(getQuota(gatewayOf([SPEND], {}, list).gateway, 'acme', id))).toMatchObject({
      code: 'not-found',
      message: `account \`acme\` has no quota \`${id}\``,
      hints: [['see ', {command: ['quota', 'list']}, ' for the ids']],
    })
  })

  it('that cannot be read for another reason fails with it, and the others are not asked for', async () => {
    const lost = aFailure('network', 'lost')
    const {asked, gateway} = gatewayOf([], {spend: lost})
    expect(await failureOf(getQuota(gateway, 'acme', 'spend'))).toBe(lost)
    expect(asked).toEqual(['acme spend'])
  })

  it('does not hide a bug', async () => {
    const gateway = memoryGateway({getQuota: () => Promise.reject(new TypeError('a bug'))})
    await expect(getQuota(gateway, 'acme', 'x')).rejects.toThrow(new TypeError('a bug'))
  })
})

describe('several quotas', () => {
  it('come in the order they were named', async () => {
    const {gateway} = gatewayOf([SPEND, GPUS])
    expect(await getQuotas(gateway, 'acme', [GPUS.id, SPEND.id])).toEqual({
      quotas: [describeQuota(GPUS), describeQuota(SPEND)],
      warnings: [],
      exitCode: 0,
    })
  })

  it('are those that can be read; the others are warnings with what to do, and the worst is the exit code', async () => {
    const {gateway} = gatewayOf([SPEND], {
      slow: aFailure('timeout', 'nothing in 60 s'),
      barred: aFailure('forbidden', 'not allowed', {hints: ['one', 'two']}),
    })
    expect(
      withPrintedWarnings(await getQuotas(gateway, 'acme', ['slow', SPEND.id, 'barred', 'monthly-spent-usd'])),
    ).toEqual({
      quotas: [describeQuota(SPEND)],
      warnings: [
        {code: 'timeout', message: 'nothing in 60 s'},
        {code: 'forbidden', message: 'not allowed; one; two'},
        {
          code: 'not-found',
          message: 'account `acme` has no quota `monthly-spent-usd`; did you mean `monthly-spend-usd`?',
        },
      ],
      exitCode: 4,
    })
  })

  it('with a pattern among the names are those of the list that fit, each once, by one question', async () => {
    const {asked, gateway} = gatewayOf([SPEND, GPUS, aReading('global--h200-count', 16)])
    expect(await getQuotas(gateway, 'acme', [SPEND.id, 'global--*', GPUS.id])).toEqual({
      quotas: [SPEND, GPUS, aReading('global--h200-count', 16)].map(describeQuota),
      warnings: [],
      exitCode: 0,
    })
    expect(asked).toEqual(['acme list {"pageSize":200}'])
    expect(await failureOf(getQuotas(gateway, 'acme', ['eu--*']))).toMatchObject({code: 'not-found'})
  })

  it('of which none can be read fail as the worst does', async () => {
    const barred = aFailure('forbidden', 'not allowed')
    const {gateway} = gatewayOf([], {
      slow: aFailure('timeout', 'nothing in 60 s'),
      barred,
      lost: aFailure('network', 'l'),
    })
    expect(await failureOf(getQuotas(gateway, 'acme', ['slow', 'barred', 'lost']))).toBe(barred)
  })
})
