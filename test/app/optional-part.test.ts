import {expect, test} from '@jest/globals'
import {asOptional, exitCodeOfPart} from '../../src/lib/app/optional-part.js'
import {aFailure} from '../support/memory-gateway.js'

test.each([
  // Fireworks does not offer the route to this account.
  ['not-found', 404, 'not-offered', 1],
  ['server-error', 501, 'server-error', 1],
  // Something is missing, which the route would tell of itself.
  ['not-found', null, 'not-found', 3],
  ['not-found', 400, 'not-found', 3],
  ['model-retired', 404, 'model-retired', 3],
] as const)(
  'a failed optional route of code %s and status %s is %s and ends with %d',
  (code, httpStatus, told, exit) => {
    const error = aFailure(code, 'it failed', {httpStatus, requestId: 'req_1'})
    expect(asOptional(error)).toMatchObject({code: told, message: 'it failed', httpStatus, requestId: 'req_1'})
    expect(exitCodeOfPart(error)).toBe(exit)
  },
)
