import process from 'node:process'
import {processIo} from './lib/cli/context.js'
import {runFireq} from './dispatch.js'

void runFireq(process.argv.slice(2), processIo()).then(code => {
  // Set, never forced: `process.exit` would cut output that a pipe has not taken yet.
  process.exitCode = code
})
