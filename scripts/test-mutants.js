// npm run test:mutants [FILES…|all]: which changes of the code would no unit test notice?
// Stryker's instrumenter puts all mutants of a file into one copy of it, behind switches. Copy and tests are loaded once;
// then only the tests that reach a mutant run with it. So a file takes seconds, where Stryker itself takes minutes.
// It is no dependency: it would double what `npm ci` installs, for a nightly look. It is installed into .cache/.
import {execFileSync, fork} from 'node:child_process'
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import {clearTimeout, setTimeout} from 'node:timers'
import {pathToFileURL} from 'node:url'
import {build} from 'esbuild'
import {withOwnUrl} from './test-files.js'

const HOME = '.cache/stryker'
const PACKAGE = '@stryker-mutator/instrumenter@9.6.1'
const INSTRUMENTER = `${HOME}/node_modules/@stryker-mutator/instrumenter/dist/src/index.js`
const BUNDLE = `${HOME}/tests-${process.pid}.mjs`
const JEST = path.resolve('scripts/jest-in-one-process.js')
const WORKERS = 2
/** A mutant may run so much longer than the code as it is, and then so many milliseconds, before it counts as endless. */
const PATIENCE = {times: 10, ms: 3000}
/**
 * No mutant gets more of the processor, in milliseconds, by what its tests usually take: of a hundred tests that do not
 * notice it the next will not either. Not of the clock: on a busy machine fewer tests would run, and fewer mutants be found.
 */
const MOST_EFFORT = 1000
/** `{file: {test: the number of its last finding}}`, and how many there were. */
const found = {}
let findings = 0
/** What decides about money, limits and exit codes; `all` is everything in `domain/` and `app/`. */
const MOST_IMPORTANT = [
  ...['quota/quota', 'quota/change', 'check/threshold', 'text/units', 'limits/headers', 'answer/classify'].map(
    name => `domain/${name}`,
  ),
  ...['set-quota', 'check-quotas', 'probe-limits', 'list-quotas'].map(name => `app/${name}`),
].map(name => `src/lib/${name}.ts`)
// Megabytes of hostile text take seconds: what they notice, the tests by example notice too.
const SLOW = ['pasted-properties', 'header-soup', 'hostile-lengths'].map(name => `${name}.test.ts`)

if (!existsSync(INSTRUMENTER)) {
  mkdirSync(HOME, {recursive: true})
  execFileSync('npm', ['install', '--prefix', HOME, '--no-save', '--no-audit', '--no-fund', PACKAGE], {
    stdio: 'inherit',
  })
}

const filesOf = (root, end) =>
  ['domain', 'app'].flatMap(layer =>
    readdirSync(`${root}/${layer}`, {recursive: true})
      .filter(name => name.endsWith(end))
      .map(name => `${root}/${layer}/${name}`),
  )
const asked = process.argv.slice(2)
const files = asked[0] === 'all' ? filesOf('src/lib', '.ts') : asked.length > 0 ? asked : MOST_IMPORTANT
process.env.FIREQ_PROPERTY_RUNS ??= '30'
// A folder at a time: switches everywhere would slow every test.
for (const folder of new Set(files.map(file => path.dirname(file)))) {
  await test(files.filter(file => path.dirname(file) === folder))
}

async function test(group) {
  const {mutants, copies} = await instrument(group)
  await bundle(copies)
  const first = await startWorker()
  const reach = await ask(first, {}, 600_000)
  if (reach === undefined) throw new Error('the tests did not end')
  // Those that measure time cannot stand the switches.
  for (const title of reach.failing) console.error(`left out, for it fails without any mutant: ${title}`)
  const queue = mutants.filter(({id}) => reach.covered[id] !== undefined)
  const open = file => queue.some(({fileName, isDone}) => fileName === file && !isDone)
  const left = new Set(group)
  // Each file is told as soon as it is through: a run over all of them takes an hour.
  const told = () => {
    for (const file of [...left].filter(file => !open(file))) {
      left.delete(file)
      tell(file, mutants, reach)
    }
  }
  told()
  const waiting = [...queue]
  await Promise.all(Array.from({length: WORKERS}, (_, at) => work(waiting, reach, told, at === 0 ? first : undefined)))
  rmSync(BUNDLE)
}

/** `{mutants: [{id, fileName, location, mutatorName, replacement}], copies: {path: text}}` of the files asked for. */
async function instrument(group) {
  const {Instrumenter} = await import(pathToFileURL(INSTRUMENTER).href)
  const silent = new Proxy({}, {get: (_, name) => () => (name.startsWith('is') ? false : undefined)})
  const sources = group.map(name => ({name, mutate: true, content: readFileSync(name, 'utf8')}))
  const options = {plugins: null, excludedMutations: [], ignorers: []}
  const result = await new Instrumenter(silent).instrument(sources, options)
  return {
    mutants: result.mutants,
    copies: Object.fromEntries(result.files.map(({name, content}) => [path.resolve(name), content])),
  }
}

/** The tests of `domain/` and `app/` with all they import, the files asked for instrumented. */
async function bundle(copies) {
  const tests = filesOf('test', '.test.ts').filter(name => !SLOW.includes(path.basename(name)))
  const contents = [
    ...tests.map(name => `import './${name}'`),
    `import {serve} from ${JSON.stringify(JEST)}`,
    'serve()',
  ].join('\n')
  const load = ({path: file}) => {
    const subject = /\/test\/(.*)\.test\.ts$/.exec(file)?.[1]
    const begin = subject === undefined ? '' : `globalThis.subject = ${JSON.stringify(`src/lib/${subject}.ts`)};`
    return {contents: begin + withOwnUrl(file, copies[file]), loader: 'ts'}
  }
  await build({
    stdin: {contents, resolveDir: process.cwd()},
    outfile: BUNDLE,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
    plugins: [
      {
        name: 'instrumented',
        setup(esbuild) {
          esbuild.onResolve({filter: /^@jest\/globals$/}, () => ({path: JEST}))
          esbuild.onLoad({filter: /\.ts$/}, load)
        },
      },
    ],
  })
}

function startWorker() {
  const worker = fork(BUNDLE, {stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: ['--max-old-space-size=1500']})
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve(worker))
    worker.once('exit', () => reject(new Error('the tests could not be loaded')))
  })
}

/** The worker's answer; undefined when it came to none in time, or died of the mutant: then it is gone. */
function ask(worker, task, limitMs) {
  return new Promise(resolve => {
    const end = answer => {
      clearTimeout(timer)
      worker.removeAllListeners()
      if (answer === undefined) worker.kill('SIGKILL')
      resolve(answer)
    }
    const timer = setTimeout(end, limitMs)
    worker.once('message', end)
    worker.once('exit', () => end())
    worker.send(task)
  })
}

async function work(queue, reach, told, started) {
  let worker = started ?? (await startWorker())
  for (let mutant = queue.pop(); mutant !== undefined; mutant = queue.pop()) {
    const {reached, limitMs} = testsFor(mutant, reach)
    // Twice when an earlier mutant left something behind: in a new process what fails, fails of this mutant.
    for (const isLast of [false, true]) {
      const answer = await ask(worker, {mutant: mutant.id, reached}, limitMs)
      mutant.found = answer === undefined || answer.killedBy !== undefined
      if (answer?.killedBy !== undefined) (found[mutant.fileName] ??= {})[answer.killedBy] = ++findings
      if (answer !== undefined && !answer.spoilt) break
      worker.kill('SIGKILL')
      worker = await startWorker()
      if (answer === undefined || isLast) break
    }
    mutant.isDone = true
    told()
  }
  worker.kill()
}

/** Which tests run for a mutant, and how long they may take: what found the last ones of its file, then its own, the quick ones first. */
function testsFor({id, fileName}, {covered, durations, efforts, subjects}) {
  const rank = ([at]) => efforts[at] - (subjects[at] === fileName ? 1e5 : 0) - (found[fileName]?.[at] ?? 0) * 1e6
  const reached = []
  let effort = 0
  let usualMs = 0
  for (const [at, hits] of covered[id].sort((a, b) => rank(a) - rank(b))) {
    if (effort > MOST_EFFORT) break
    effort += efforts[at]
    usualMs += durations[at]
    reached.push({at, hits, limitMs: durations[at] * PATIENCE.times + PATIENCE.ms})
  }
  return {reached, limitMs: usualMs * PATIENCE.times + PATIENCE.ms * 2}
}

/** One line per file, then the mutants that lived. What runs only while a module is loaded is not counted. */
function tell(file, mutants, {covered, onlyLoaded}) {
  const counted = mutants.filter(({id, fileName}) => fileName === file && !(id in onlyLoaded))
  const living = counted.filter(({found}) => !found)
  const found = counted.length - living.length
  const share = counted.length === 0 ? 100 : Math.round((found / counted.length) * 1000) / 10
  console.log(`${file}: ${found} of ${counted.length} found (${share} %)`)
  for (const {id, location, mutatorName, replacement} of living) {
    const unreached = covered[id] === undefined ? ' (no test reaches it)' : ''
    const place = `${location.start.line + 1}:${location.start.column + 1}`
    console.log(`  ${file}:${place} ${mutatorName}: ${replacement ?? ''}${unreached}`)
  }
}
