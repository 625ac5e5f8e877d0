import {mkdtempSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'

/** Before all tests: one temporary folder for the run, so that thousands of empty homes are gone with it. */
export default function oneTemporaryFolder() {
  process.env.TMPDIR = mkdtempSync(path.join(os.tmpdir(), 'fireq-tests-'))
}
