import {quotaCommand} from '../domain/action.js'
import {AppError} from '../domain/errors.js'

/** A change was sent, and nothing says whether it was made: its answer was lost, and it could not be read back. */
export class ChangeUnknown extends AppError {}

/** @param failure why there is no answer */
export function changeUnknown({id, to}: {readonly id: string; readonly to: number}, failure: AppError): ChangeUnknown {
  const {code, message, httpStatus, requestId} = failure
  return new ChangeUnknown(code, `whether ${id} was changed is unknown: ${message}`, {
    httpStatus,
    requestId,
    exitCode: failure.exitCode,
    cause: failure,
    hints: [['find out with ', quotaCommand('get', id), `: ${to} means that it was`]],
  })
}
