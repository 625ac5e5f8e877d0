import fs from 'node:fs'
import path from 'node:path'
import {recordedAccounts} from './read.js'
import {accountFolder, DAY_MS, monthOf, type HistoryStore} from './store.js'

export interface Pruned {
  readonly files: number
  readonly bytes: number
}

/**
 * Removes the months that ended more than so many days ago. Whole files only: rewriting one would lose what another process
 * appends meanwhile.
 * @param now milliseconds since the epoch
 */
export function prune(store: HistoryStore, days: number, now: number): Pruned {
  const oldest = monthOf(now - days * DAY_MS)
  let files = 0
  let bytes = 0
  for (const account of recordedAccounts(store)) {
    const folder = accountFolder(store, account)
    for (const name of fs.readdirSync(folder)) {
      if (!/^\d{4}-\d{2}\.ndjson$/.test(name) || name.slice(0, 7) >= oldest) continue
      const file = path.join(folder, name)
      bytes += fs.statSync(file, {throwIfNoEntry: false})?.size ?? 0
      fs.rmSync(file, {force: true})
      files++
    }
  }
  return {files, bytes}
}
