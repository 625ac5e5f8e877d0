// npm run bench:history [LINES]: how fast, and in how much memory, a history is read. Needs a build.
// Goal: 1,000,000 lines in under 2 s and 60 MB more than the start takes. Where other work keeps the machine busy, the
// seconds of a core say what the wall clock cannot.
import {spawn} from 'node:child_process'
import {createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync} from 'node:fs'
import {once} from 'node:events'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {performance} from 'node:perf_hooks'
import {fileURLToPath} from 'node:url'

const LINES = Number(process.argv[2] ?? 1_000_000)
const ROUNDS = 3
const root = fileURLToPath(new URL('..', import.meta.url))
const home = mkdtempSync(path.join(os.tmpdir(), 'fireq-bench-history-'))
const MODELS = ['kimi-k3', 'glm-5p3', 'gpt-oss-120b', 'minimax-m3', 'ember-1', 'qwen3p8-max', 'deepseek-v4p1-flash']
const DIMENSIONS = ['prompt', 'uncached-prompt', 'generated']
const END = Date.now()
const START = END - 80 * 86_400_000

/** Readings of seven models, three limits each, and of a quota, over 80 days; or all of one limit. */
function line(at, account) {
  const t = new Date(START + Math.floor(((END - START) * at) / LINES)).toISOString()
  const known = {schema: 'fireq.reading/v1', t, account, source: 'probe'}
  const only = account === 'one-limit'
  if (!only && at % 22 === 21)
    return JSON.stringify({...known, kind: 'quota', quota: 'monthly-spend-usd', limit: 400, usage: at % 400})
  const model = `accounts/fireworks/models/${MODELS[only ? 0 : at % 7]}`
  const limit = at % 4000 < 2000 ? 216_000 : 172_800
  const unit = {raw: limit, unit: 'per-minute', unitSource: 'documented'}
  const dimension = only ? 'generated' : DIMENSIONS[at % 3]
  return JSON.stringify({...known, kind: 'limit', model, dimension, limit, remaining: at % limit, ...unit})
}

/** @returns its size in MB */
async function writeHistory(account) {
  const folder = path.join(home, '.local/state/fireq/history', account)
  mkdirSync(folder, {recursive: true})
  const files = new Map()
  for (let at = 0; at < LINES; at++) {
    const text = line(at, account)
    const file = path.join(folder, `${/"t":"(\d{4}-\d\d)/.exec(text)[1]}.ndjson`)
    if (!files.has(file)) files.set(file, createWriteStream(file))
    if (!files.get(file).write(`${text}\n`)) await once(files.get(file), 'drain')
  }
  for (const out of files.values()) {
    out.end()
    await once(out, 'close')
  }
  return [...files.keys()].reduce((sum, file) => sum + statSync(file).size, 0) / 1e6
}

const megabytes = await writeHistory('acme')
await writeHistory('one-limit')
const LIMIT = ['limits', 'history', 'kimi-k3', '--dimension', 'generated']
let start = 0
for (const [what, words] of Object.entries({
  'nothing but the start': ['version'],
  'no history at all': [...LIMIT, '--json', '-a', 'nobody'],
  'a day of one limit': [...LIMIT, '--json', '-a', 'acme'],
  'all of one limit': [...LIMIT, '--since', '90d', '--json', '-a', 'acme'],
  'all of one limit, as text': [...LIMIT, '--since', '90d', '-a', 'acme'],
  'all of one model': ['limits', 'history', 'kimi-k3', '--since', '90d', '--json', '-a', 'acme'],
  'all of one quota': ['quota', 'history', 'monthly-spend-usd', '--since', '90d', '-o', 'csv', '-a', 'acme'],
  'every line is of the one limit': [...LIMIT, '--since', '90d', '--json', '-a', 'one-limit'],
})) {
  const rounds = []
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measured(words))
  const least = name => Math.min(...rounds.map(round => round[name]))
  if (what === 'nothing but the start') start = least('peak')
  const [seconds, core] = [least('seconds').toFixed(2), least('core').toFixed(2)]
  process.stdout.write(`| ${what} | ${seconds} | ${core} | ${least('peak')} | ${least('peak') - start} |\n`)
}
// Paired: what the least of tools takes for the same bytes at the same time.
const counted = []
for (let round = 0; round < ROUNDS; round++) {
  const begun = performance.now()
  const files = path.join(home, '.local/state/fireq/history/acme')
  await once(spawn('sh', ['-c', 'cat "$0"/*.ndjson | grep -c kimi-k3 | cat', files], {stdio: 'ignore'}), 'close')
  counted.push((performance.now() - begun) / 1000)
}
process.stdout.write(`| cat and grep -c of the same files | ${Math.min(...counted).toFixed(2)} | | | |\n`)
process.stdout.write(`(${LINES} lines, ${megabytes.toFixed(0)} MB; the least of ${ROUNDS} rounds)\n`)
rmSync(home, {recursive: true})

/** Peak memory as the process itself counts it, in MB, and the seconds of the wall and of a core. */
async function measured(words) {
  const report = fileURLToPath(new URL('report-memory.cjs', import.meta.url))
  const start = performance.now()
  const child = spawn(process.execPath, ['--require', report, path.join(root, 'bin/run.js'), ...words], {
    // Without a key nothing is asked of Fireworks.
    env: {PATH: process.env.PATH, HOME: home},
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  let told = ''
  child.stdio[3].setEncoding('utf8').on('data', part => (told += part))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`fireq ${words.join(' ')}: exit ${code}`)
  const [peak, core] = told.split(' ').map(Number)
  return {seconds: (performance.now() - start) / 1000, core, peak: Math.round(peak / 1024)}
}
