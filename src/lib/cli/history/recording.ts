import type {Warning} from '../../domain/errors.js'
import {AppError} from '../../domain/errors.js'
import type {Reading} from '../../domain/history/reading.js'
import type {CliIo} from '../io.js'
import {storedSettings, type Session} from '../session.js'

/** Whether readings are kept: `fireq config set history on`. Off unless somebody switched it on. */
export function keepsHistory(io: CliIo): boolean {
  return storedSettings(io).values.get('history') === 'on'
}

/**
 * Keeps what a command read anyway, where that is switched on. A history that cannot be written is no reason to fail:
 * it is a warning.
 */
export async function keepReadings(
  io: CliIo,
  source: Session['source'],
  readings: () => readonly Reading[],
): Promise<readonly Warning[]> {
  if (!keepsHistory(io)) return []
  const [{record}, {historyStore}] = [await import('../../history/store.js'), await import('./place.js')]
  try {
    record(historyStore(io, source), readings())
    return []
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return [{code: 'not-recorded', message: error.message, hints: error.hints}]
  }
}
