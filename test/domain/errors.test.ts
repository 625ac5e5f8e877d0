import {describe, expect, test} from '@jest/globals'
import {AppError, OUTCOMES, exitCodeOf, isRetryable, type ErrorCode} from '../../src/lib/domain/errors.js'
import {EXIT, EXIT_CODES, worstExitCode} from '../../src/lib/domain/exit-codes.js'

const MEANINGS: readonly (readonly [ErrorCode, exitCode: number, retryable: boolean])[] = [
  ['ok', 0, false],
  ['over-limit', 0, false],
  ['rate-limited', 6, true],
  ['load-shed', 7, true],
  ['suspended', 5, false],
  ['user-cap', 5, false],
  ['quota-exceeded', 1, false],
  ['tier-gate', 1, false],
  ['model-retired', 3, false],
  ['policy', 1, false],
  ['deployment-saturated', 6, true],
  ['scaling-up', 7, true],
  ['unauthorized', 4, false],
  ['forbidden', 4, false],
  ['not-found', 3, false],
  ['bad-request', 1, false],
  ['not-offered', 1, false],
  ['conflict', 1, false],
  ['bad-response', 7, true],
  ['server-error', 7, true],
  ['network', 7, true],
  ['timeout', 7, true],
  ['unknown', 1, false],
  ['usage', 2, false],
  ['refused', 1, false],
  ['internal', 70, false],
]

describe('an error code', () => {
  test.each(MEANINGS)('%s exits with %i, and a retry helps: %s', (code, exitCode, retryable) => {
    expect([exitCodeOf(code), isRetryable(code)]).toEqual([exitCode, retryable])
    expect(new AppError(code, 'x')).toMatchObject({code, exitCode, retryable})
  })

  test('is every outcome, and what only a command line can say', () => {
    const more = ['usage', 'refused', 'internal']
    expect(MEANINGS.map(([code]) => code)).toEqual([...OUTCOMES, ...more])
  })

  test('has a retry that its exit code promises', () => {
    for (const [code, exitCode, retryable] of MEANINGS) {
      const promised = EXIT_CODES.find(entry => entry.code === exitCode)!.retry
      expect([code, retryable]).toEqual([code, promised ?? false])
    }
  })
})

describe('an error', () => {
  test('of which nothing more is known', () => {
    const error = new AppError('not-found', 'no such quota')
    expect(error).toBeInstanceOf(Error)
    expect({...error, message: error.message}).toEqual({
      name: 'AppError',
      code: 'not-found',
      message: 'no such quota',
      hints: [],
      httpStatus: null,
      requestId: null,
      retryAfterSeconds: null,
      excerpt: null,
      exitCode: 3,
      retryable: false,
    })
    expect('cause' in error).toBe(false)
  })

  test('keeps every detail', () => {
    const cause = new Error('socket')
    const details = {hints: ['one', 'two'], httpStatus: 429, requestId: 'r', retryAfterSeconds: 0}
    const error = new AppError('rate-limited', 'slow down', {...details, exitCode: 130, cause})
    expect(error).toMatchObject({...details, exitCode: 130, retryable: true})
    expect(error.cause).toBe(cause)
  })

  test('keeps a cause that is no error', () => {
    expect(new AppError('internal', 'x', {cause: null})).toHaveProperty('cause', null)
    expect('cause' in new AppError('internal', 'x', {cause: undefined})).toBe(false)
  })
})

describe('the exit codes', () => {
  test('are the same in both tables', () => {
    expect(EXIT_CODES.map(({code}) => code)).toEqual(Object.values(EXIT))
    expect(new Set(EXIT_CODES.map(({name}) => name)).size).toBe(EXIT_CODES.length)
  })

  test.each([
    [[], 0],
    [[0], 0],
    [[0, 0], 0],
    [[0, 10], 10],
    [[10, 0], 10],
    [[10, 11], 11],
    [[11, 7], 7],
    [[7, 6], 6],
    [[6, 1], 1],
    [[1, 3], 3],
    [[3, 5], 5],
    [[5, 4], 4],
    [[4, 2], 2],
    [[2, 70], 70],
    [[70, 2], 70],
    [[70, 130], 130],
    [[143, 70, 0], 143],
    [[130, 143], 130],
  ])('of %j the worst is %i', (codes, worst) => {
    expect(worstExitCode(codes)).toBe(worst)
    expect(worstExitCode(new Set(codes))).toBe(worst)
  })
})
