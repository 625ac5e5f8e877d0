import {existsSync} from 'node:fs'
import process from 'node:process'
import base from './jest.config.js'

// For one mutated file at a time, `FIREQ_MUTATED=src/lib/domain/units.ts`: its own tests alone. They take milliseconds, and
// what only a test of something else would notice is not tested.
const [, layer, name] = /src\/lib\/(\w+)\/(.*)\.ts$/.exec(process.env.FIREQ_MUTATED ?? '') ?? []
const folder = layer === 'app' ? 'app' : 'unit'
const more = {
  'rate-limit-headers': ['unit/header-soup'],
  redact: ['adapter/redact'],
  'error-body': ['adapter/error-answers'],
}
const own = [`${folder}/${name}`, `${folder}/${name}-wording`, ...(more[name] ?? [])]
  .map(test => `test/${test}.test.ts`)
  .filter(existsSync)

/** @type {import('jest').Config} */
export default {
  ...base,
  testMatch: (own.length > 0 ? own : ['test/unit/*.test.ts', 'test/app/*.test.ts']).map(test => `<rootDir>/${test}`),
  // The search for printed keys is for whole runs.
  globalSetup: undefined,
  globalTeardown: undefined,
  maxWorkers: 1,
}
