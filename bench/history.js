// npm run bench:history [LINES]: how fast, and in how much memory, a history is read. Needs a build.
// Goal: 1,000,000 lines in under 2 s and 60 MB more than the start takes.
import {spawn} from 'node:child_process'
import {createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync} from 'node:fs'
import {once} from 'node:events'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {performance} from 'node:perf_hooks'
import {fileURLToPath} from 'node:url'

const LINES = Number(process.argv[2] ?? 1_000_000)
const root = fileURLToPath(new URL('..', import.meta.url))
const home = mkdtempSync(path.join(os.tmpdir(), 'fireq-bench-history-'))
const folder = path.join(home, '.local/state/fireq/history/acme')
mkdirSync(folder, {recursive: true})
const MODELS = ['kimi-k3', 'glm-5p3', 'gpt-oss-120b', 'minimax-m3', 'ember-1', 'qwen3p8-max', 'deepseek-v4p1-flash']
const DIMENSIONS = ['prompt', 'uncached-prompt', 'generated']
const END = Date.now()
const START = END - 80 * 86_400_000

/** Readings of seven models, three limits each, and of a quota, over 80 days. */
function line(at) {
  const t = new Date(START + Math.floor(((END - START) * at) / LINES)).toISOString()
  const known = {schema: 'fireq.reading/v1', t, account: 'acme', source: 'probe'}
  if (at % 22 === 21)
    return JSON.stringify({...known, kind: 'quota', quota: 'monthly-spend-usd', limit: 400, usage: at % 400})
  const model = `accounts/fireworks/models/${MODELS[at % 7]}`
  const limit = at % 4000 < 2000 ? 216_000 : 172_800
  const unit = {raw: limit, unit: 'per-minute', unitSource: 'documented'}
  return JSON.stringify({
    ...known,
    kind: 'limit',
    model,
    dimension: DIMENSIONS[at % 3],
    limit,
    remaining: at % limit,
    ...unit,
  })
}

const files = new Map()
for (let at = 0; at < LINES; at++) {
  const text = line(at)
  const file = path.join(folder, `${/"t":"(\d{4}-\d\d)/.exec(text)[1]}.ndjson`)
  if (!files.has(file)) files.set(file, createWriteStream(file))
  if (!files.get(file).write(`${text}\n`)) await once(files.get(file), 'drain')
}
for (const out of files.values()) {
  out.end()
  await once(out, 'close')
}
const megabytes = [...files.keys()].reduce((sum, file) => sum + statSync(file).size, 0) / 1e6

for (const [what, words] of Object.entries({
  'nothing but the start': ['version'],
  'a day of one limit': ['limits', 'history', 'kimi-k3', '--dimension', 'generated', '--json'],
  'all of one limit': ['limits', 'history', 'kimi-k3', '--dimension', 'generated', '--since', '90d', '--json'],
  'all of one quota': ['quota', 'history', 'monthly-spend-usd', '--since', '90d', '-o', 'csv'],
})) {
  const {seconds, peak} = await measured([...words, ...(words[0] === 'version' ? [] : ['-a', 'acme'])])
  process.stdout.write(`${what}: ${seconds.toFixed(2)} s, ${peak} MB (${LINES} lines, ${megabytes.toFixed(0)} MB)\n`)
}
rmSync(home, {recursive: true})

/** Peak memory as the process itself counts it, in MB. */
async function measured(words) {
  const report = fileURLToPath(new URL('report-memory.cjs', import.meta.url))
  const start = performance.now()
  const child = spawn(process.execPath, ['--require', report, path.join(root, 'bin/run.js'), ...words], {
    env: {PATH: process.env.PATH, HOME: home, FIREWORKS_API_KEY: 'fw_bench'},
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
  let told = ''
  child.stdio[3].setEncoding('utf8').on('data', part => (told += part))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`fireq ${words.join(' ')}: exit ${code}`)
  return {seconds: (performance.now() - start) / 1000, peak: Math.round(Number(told) / 1024)}
}
