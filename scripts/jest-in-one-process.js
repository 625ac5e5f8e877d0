// What the tests of domain/ and app/ use of `@jest/globals`, in one plain process: they are loaded once, then run again and
// again, each time with another mutant active. The parent is `scripts/test-mutants.js`.
import {createRequire} from 'node:module'
import {performance} from 'node:perf_hooks'
import process from 'node:process'
import {clearTimeout, setTimeout} from 'node:timers'
import {format} from 'node:util'
import fc from 'fast-check'

const require = createRequire(import.meta.url)
export const {jestExpect: expect} = createRequire(require.resolve('@jest/globals'))('@jest/expect')

// A counterexample is enough, it need not be small; and the same cases for every mutant.
fc.configureGlobal({endOnFailure: true, seed: 1})

const tests = []
let titles = []
let around = {before: [], after: []}

export function describe(title, define) {
  const outside = [titles, around]
  titles = [...titles, title]
  around = {before: [...around.before], after: [...around.after]}
  define()
  ;[titles, around] = outside
}
export function test(title, body) {
  tests.push({title: [...titles, title].join(' › '), subject: globalThis.subject, body, around})
}
export const beforeEach = body => around.before.push(body)
export const afterEach = body => around.after.push(body)
const forEachRow = define => rows => (title, body) => {
  for (const row of rows) {
    const values = Array.isArray(row) ? row : [row]
    define(format(title, ...values), () => body(...values))
  }
}
describe.each = forEachRow(describe)
test.each = forEachRow(test)
export const it = (title, body) => test(title, body)
it.each = test.each

/** Stryker's instrumented code reads the active mutant and writes its coverage here. */
const switches = (globalThis.__stryker__ = {activeMutant: undefined})
let unhandled
process.on('unhandledRejection', error => (unhandled = {error}))
const CAME_TO_NO_END = Symbol('no end')

/** Whether the test passes; a promise that never settles is a failure too. */
async function passes({body, around}, limitMs) {
  unhandled = undefined
  let timer
  const limit = new Promise(resolve => (timer = setTimeout(resolve, limitMs, CAME_TO_NO_END)))
  const run = async () => {
    for (const before of around.before) await before()
    await body()
    for (const after of around.after) await after()
  }
  try {
    const ended = await Promise.race([run(), limit])
    return ended !== CAME_TO_NO_END && unhandled === undefined
  } catch {
    return false
  } finally {
    clearTimeout(timer)
    process.exitCode = undefined
  }
}

/** A test that takes longer is left out: it would be run for hundreds of mutants. */
const TOO_LONG_MS = 1000

/** Every test once with no mutant: how long it takes, of that the processor, and which mutants it reaches how often. */
async function cover() {
  const covered = {}
  const durations = []
  const efforts = []
  const failing = []
  for (const [at, each] of tests.entries()) {
    switches.mutantCoverage.perTest = {}
    switches.currentTestId = 'this'
    const started = performance.now()
    const before = process.cpuUsage()
    if (!(await passes(each, 60_000))) {
      failing.push(each.title)
      continue
    }
    durations[at] = performance.now() - started
    const {user, system} = process.cpuUsage(before)
    efforts[at] = (user + system) / 1000
    if (efforts[at] > TOO_LONG_MS) continue
    for (const [mutant, hits] of Object.entries(switches.mutantCoverage.perTest.this ?? {}))
      (covered[mutant] ??= []).push([at, hits])
  }
  const onlyLoaded = Object.fromEntries(
    Object.keys(switches.mutantCoverage.static)
      .filter(mutant => covered[mutant] === undefined)
      .map(mutant => [mutant, true]),
  )
  return {covered, durations, efforts, failing, onlyLoaded, subjects: tests.map(({subject}) => subject)}
}

/** `spoilt`: the test fails without the mutant too, so something of an earlier mutant is left in this process. */
async function tryMutant({mutant, reached}) {
  for (const {at, hits, limitMs} of reached) {
    Object.assign(switches, {activeMutant: mutant, hitCount: 0, hitLimit: hits * 100 + 1000})
    const survived = await passes(tests[at], limitMs)
    Object.assign(switches, {activeMutant: undefined, hitCount: undefined})
    if (!survived) return {killedBy: at, spoilt: !(await passes(tests[at], limitMs))}
  }
  return {}
}

export function serve() {
  switches.mutantCoverage ??= {static: {}, perTest: {}}
  process.on('message', async task => process.send(task.mutant === undefined ? await cover() : await tryMutant(task)))
  process.send({ready: tests.length})
}
