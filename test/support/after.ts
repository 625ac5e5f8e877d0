import {afterEach} from '@jest/globals'
import process from 'node:process'

// A command under test may set the exit code of the whole run; a green run must exit 0.
afterEach(() => {
  process.exitCode = undefined
})
