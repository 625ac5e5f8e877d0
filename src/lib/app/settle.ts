import {AppError} from '../domain/errors.js'

/** The value, or the failure as a value: one failed question must not hide the answers to the others. */
export async function settle<T>(question: Promise<T>): Promise<T | AppError> {
  try {
    return await question
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}
