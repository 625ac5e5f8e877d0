import {rmSync} from 'node:fs'

/** Before all tests: what an earlier run printed is not searched again. */
export default function forget() {
  // Another run in the same folder may be writing.
  rmSync('.cache/printed', {recursive: true, force: true, maxRetries: 10, retryDelay: 50})
}
