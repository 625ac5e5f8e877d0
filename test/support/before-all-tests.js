import {chmodSync, mkdtempSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'

/** Before all tests: one temporary folder for the run, so that thousands of empty homes are gone with it. */
export default function oneTemporaryFolder() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'fireq-tests-'))
  // Some tests run a child as another user.
  chmodSync(folder, 0o755)
  process.env.TMPDIR = folder
}
