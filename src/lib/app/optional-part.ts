import type {AppError} from '../domain/errors.js'

/** The exit code where an optional route is all that was asked for: 404 and 501 mean that it is not offered. */
export function exitCodeOfPart({httpStatus, exitCode}: AppError): number {
  return httpStatus === 404 || httpStatus === 501 ? 1 : exitCode
}
