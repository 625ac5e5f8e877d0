import {DEFAULT_HISTORY_DAYS} from '../../config/setting-table.js'
import type {CliIo} from '../io.js'
import {storedSettings} from '../session.js'

/** Days for which readings are kept. */
export function historyDays(io: CliIo): number {
  return Number(storedSettings(io).values.get('history.days') ?? DEFAULT_HISTORY_DAYS)
}
