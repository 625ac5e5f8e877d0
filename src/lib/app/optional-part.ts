import type {AppError} from '../domain/errors.js'

/** The failure of an optional route: 404 and 501 mean that it is not offered, not that something is missing. */
export function asOptional(error: AppError): AppError {
  return error.httpStatus === 404 && error.code === 'not-found' ? error.with({code: 'not-offered'}) : error
}

/** The exit code where an optional route is all that was asked for. */
export function exitCodeOfPart(error: AppError): number {
  return error.httpStatus === 501 ? 1 : asOptional(error).exitCode
}
