import {existsSync, readdirSync, rmSync} from 'node:fs'

/** Before all tests: what an earlier run printed is not searched again. */
export default function forget() {
  if (!existsSync('.cache/printed')) return
  // File by file: another run in the same folder may be writing.
  for (const file of readdirSync('.cache/printed')) rmSync(`.cache/printed/${file}`, {force: true})
}
