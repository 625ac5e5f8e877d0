// npm run test:deep: every test file with properties in it, 10,000 cases of each property (FIREQ_PROPERTY_RUNS says another
// number), and those that cross only a share of their cases in the short run.
import {spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import process from 'node:process'
import {testFiles} from './test-files.js'

const files = testFiles()
  .map(name => `test/${name}`)
  .filter(file => /from 'fast-check'|property-runs\.js'/.test(readFileSync(file, 'utf8')))
const JEST = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js']
const {status} = spawnSync(process.execPath, [...JEST, '--testTimeout=1200000', '--runTestsByPath', ...files], {
  stdio: 'inherit',
  env: {...process.env, FIREQ_PROPERTY_RUNS: process.env.FIREQ_PROPERTY_RUNS ?? '10000'},
})
process.exitCode = status ?? 1
