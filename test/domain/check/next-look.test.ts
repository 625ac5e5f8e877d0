import {describe, expect, test} from '@jest/globals'
import {nextLookSeconds} from '../../../src/lib/domain/check/next-look.js'

describe('the next look', () => {
  test.each([
    ['when the bucket is expected to be full', 20, 1, 0, 20],
    ['a tenth later at most, so that two do not look at once', 20, 1, 1, 22],
    ['after a second at least', 0.2, 0, 0, 1],
    ['after a second at least, with its jitter', 0.2, 1, 1, 1.1],
    ['after a minute at most', 100, 1, 1, 60],
    ['after two seconds where nothing says when', null, 1, 0, 2],
    ['later after every look in vain', null, 3, 0, 5.12],
    ['later than expected after many looks in vain', 3, 4, 0, 4.096],
  ])('is %s', (_, expected, inVain, random, seconds) => {
    expect(nextLookSeconds(expected, inVain, random)).toBeCloseTo(seconds, 9)
  })
})
