import path from 'node:path'
import {stateFolder} from '../../config/paths.js'
import {makePrivateFolders} from '../../config/private-file.js'
import {AppError} from '../../domain/errors.js'
import type {HistoryStore} from '../../history/store.js'
import type {CliIo} from '../io.js'
import {placeOf} from '../session.js'

/** Where readings are kept. Those of the sandbox are simulated: they have a folder of their own. */
export function historyFolder(io: CliIo, source: 'live' | 'sandbox'): string | null {
  const state = stateFolder(placeOf(io))
  return state === null ? null : path.join(state, source === 'live' ? 'history' : 'sandbox-history')
}

/** @throws AppError refused without a home folder */
export function historyStore(io: CliIo, source: 'live' | 'sandbox'): HistoryStore {
  const folder = historyFolder(io, source)
  if (folder === null) {
    throw new AppError('refused', 'there is no folder for the history: no home is known', {
      hints: ['set XDG_STATE_HOME to a folder of your own'],
    })
  }
  const makeFolders = (folders: readonly string[]) =>
    // fireq's own folder first: what is made above it is nobody's business.
    makePrivateFolders([path.dirname(folder), ...folders], io.userId)
  return {folder, makeFolders}
}
