import process from 'node:process'
import {processIo} from './lib/cli/context.js'
import {runFireq} from './lib/cli/dispatch.js'

// The exit code is set, never forced: `process.exit` would cut output that a pipe has not taken yet.
process.exitCode = await runFireq(process.argv.slice(2), processIo())
