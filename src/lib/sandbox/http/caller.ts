import {gatewayError, type Answer, type Call} from './answer.js'
import {callerOf, type Caller} from '../account/people.js'

/** Who sent a request. */
export function caller(call: Call): Caller {
  return callerOf(call.key)
}

/** 403 for a user that is no admin; undefined for an admin. Which routes ask for the role is partly assumed. */
export function refuseMember(call: Call): Answer | undefined {
  if (caller(call).user.role === 'admin') return undefined
  return gatewayError(403, 'the caller does not have permission to perform this operation: role admin is required')
}
