// npm run test:mutants [FILES…]: which changes of the code would no test notice? One report per file, kept incrementally.
// Stryker is no dependency: it would double what `npm ci` installs, for a nightly look. It is installed into .cache/.
import {execFileSync, spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import path from 'node:path'
import process from 'node:process'

const HOME = '.cache/stryker'
const PACKAGES = ['@stryker-mutator/core@9.6.1', '@stryker-mutator/jest-runner@9.6.1']
/** As `stryker.config.json` has it. */
const REPORT = `${HOME}/report.json`
const PROGRAM = `${HOME}/node_modules/@stryker-mutator/core/bin/stryker.js`
/** What decides about money, limits and exit codes; `all` is everything in `domain/` and `app/`. */
const MOST_IMPORTANT = [
  ...['quota/quota', 'quota/change', 'check/threshold', 'text/units', 'limits/headers', 'answer/classify'].map(
    name => `domain/${name}`,
  ),
  ...['set-quota', 'check-quotas', 'probe-limits', 'list-quotas'].map(name => `app/${name}`),
].map(name => `src/lib/${name}.ts`)

if (!existsSync(PROGRAM)) {
  mkdirSync(HOME, {recursive: true})
  execFileSync('npm', ['install', '--prefix', HOME, '--no-save', '--no-audit', '--no-fund', ...PACKAGES], {
    stdio: 'inherit',
  })
}

const everything = () =>
  ['domain', 'app'].flatMap(layer =>
    readdirSync(`src/lib/${layer}`, {recursive: true})
      .filter(name => name.endsWith('.ts'))
      .map(name => `src/lib/${layer}/${name}`),
  )
const asked = process.argv.slice(2)
const files = asked[0] === 'all' ? everything() : asked.length > 0 ? asked : MOST_IMPORTANT

for (const file of files) {
  const env = {...process.env, FIREQ_MUTATED: file, FIREQ_PROPERTY_RUNS: process.env.FIREQ_PROPERTY_RUNS ?? '50'}
  const incremental = ['--incrementalFile', `${HOME}/${file.replaceAll(path.sep, '-')}.incremental.json`]
  rmSync(REPORT, {force: true})
  const {stdout} = spawnSync(process.execPath, [PROGRAM, 'run', '--mutate', file, ...incremental], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (existsSync(REPORT)) tell(file)
  else {
    console.log(`${file}: Stryker came to no end\n${stdout}`)
    process.exitCode = 1
  }
}

/** One line per file, then the mutants that lived. */
function tell(file) {
  const report = JSON.parse(readFileSync(REPORT, 'utf8'))
  const {mutants = []} = report.files[file] ?? {}
  const count = (...states) => mutants.filter(({status}) => states.includes(status)).length
  const found = count('Killed', 'Timeout')
  const all = found + count('Survived', 'NoCoverage')
  console.log(`${file}: ${found} of ${all} found (${all === 0 ? 100 : Math.round((found / all) * 1000) / 10} %)`)
  for (const {status, location, mutatorName, replacement} of mutants) {
    if (status !== 'Survived' && status !== 'NoCoverage') continue
    console.log(`  ${file}:${location.start.line}:${location.start.column} ${mutatorName}: ${replacement ?? ''}`)
  }
}
