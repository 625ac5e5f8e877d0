import {readdirSync, readFileSync} from 'node:fs'
import process from 'node:process'
import base from './jest.config.js'

// For one mutated file at a time, `FIREQ_MUTATED=src/lib/domain/text/units.ts`: the tests that name it, and a few that hold it
// through others. They take milliseconds (those over HTTP do not), and what only a test of something else would notice is
// not tested.
const [, module = ''] = /src\/lib\/(.*)\.ts$/.exec(process.env.FIREQ_MUTATED ?? '') ?? []
const naming = ['domain', 'app'].flatMap(folder =>
  readdirSync(`test/${folder}`, {recursive: true})
    .filter(file => file.endsWith('.test.ts'))
    .filter(file => readFileSync(`test/${folder}/${file}`, 'utf8').includes(`/src/lib/${module}.js'`))
    .map(file => `${folder}/${file.slice(0, -'.test.ts'.length)}`),
)
const THROUGH_OTHERS = {
  'diagnosis/live': ['domain/diagnosis/live-failures'],
  'exit-codes': ['domain/errors'],
  'answer/words': ['domain/answer/classify', 'domain/answer/words', 'domain/answer/classify-wording'],
}
// Megabytes of hostile text take seconds: what they notice, the tests by example notice too.
const SLOW = ['domain/pasted-properties', 'domain/header-soup']
const own = [...new Set([...naming, ...(THROUGH_OTHERS[module.replace(/^\w+\//, '')] ?? [])])].filter(
  test => !SLOW.includes(test),
)

/** @type {import('jest').Config} */
export default {
  ...base,
  testMatch: (own.length > 0 ? own : ['domain/**/*', 'app/**/*']).map(test => `<rootDir>/test/${test}.test.ts`),
  // The search for printed keys is for whole runs.
  globalSetup: undefined,
  globalTeardown: undefined,
  maxWorkers: 1,
}
