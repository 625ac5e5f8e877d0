import {createRequire} from 'node:module'
import {fileURLToPath} from 'node:url'
import {bundle} from './bundle.js'

const path = name => fileURLToPath(new URL(`../${name}`, import.meta.url))

/** What the source says of its commands: their descriptions, oclif's manifest, and the man page. */
export async function describedCommands() {
  await bundle({entry: path('src/build-descriptions.ts'), outfile: path('.cache/build/describe.cjs')})
  return createRequire(import.meta.url)(path('.cache/build/describe.cjs')).describeAll()
}
