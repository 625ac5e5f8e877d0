import {rmSync} from 'node:fs'

/** Before all tests: what an earlier run printed is not searched again. */
export default function forget() {
  rmSync('.cache/printed', {recursive: true, force: true})
}
