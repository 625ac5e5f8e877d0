import {Console} from 'node:console'
import process from 'node:process'

// jest wraps the console and adds stack lines to what is printed; tests and the CLI want the real one.
globalThis.console = new Console({stdout: process.stdout, stderr: process.stderr})
process.stdout.setMaxListeners(0)
process.stderr.setMaxListeners(0)
