// npm run bench:exporter: how long fifty accounts take to refresh, and how many scrapes one core answers. Written into
// bench/results.md under "The exporter".
import {build} from 'esbuild'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import http from 'node:http'
import os, {tmpdir} from 'node:os'
import path from 'node:path'
import {performance} from 'node:perf_hooks'
import process from 'node:process'
import {fileURLToPath, pathToFileURL} from 'node:url'

const loadBefore = os.loadavg()[0]
const ACCOUNTS = 50
const SCRAPES = 10_000
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(path.join(tmpdir(), 'fireq-bench-'))
const source = file => JSON.stringify(path.join(root, 'src/lib', file))
const outfile = path.join(folder, 'parts.cjs')
await build({
  stdin: {
    contents: `export * from ${source('exporter/index.ts')}
      export {connectFireworks} from ${source('fireworks/index.ts')}
      export {createSandbox} from ${source('sandbox/index.ts')}
      export {systemClock} from ${source('cli/context.ts')}`,
    resolveDir: root,
  },
  ...{bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'error', outfile},
})
const {default: parts} = await import(pathToFileURL(outfile).href)
const {connectFireworks, createSandbox, Exporter, serveMetrics, systemClock} = parts

const names = Array.from({length: ACCOUNTS}, (_, at) => `team-${at}`)
const sandboxes = await Promise.all(names.map(accountId => createSandbox({overrides: {accountId}})))
const controller = new AbortController()
function openAt(baseUrl, accountId, apiKey = 'fw_sandbox') {
  const {gateway, inference, ...connection} = connectFireworks({
    ...{baseUrl, apiKey, timeoutMs: 30_000, env: {}, clock: systemClock, userAgent: 'fireq/bench'},
    onWait: () => undefined,
    signal: controller.signal,
  })
  const close = () => Promise.resolve(connection.close())
  return Promise.resolve({gateway, inference, account: () => Promise.resolve(accountId), close})
}
const targets = sandboxes.map(({url, apiKey, accountId}) => ({
  profile: null,
  account: accountId,
  open: () => openAt(url, accountId, apiKey),
}))
const exporterOf = chosen =>
  new Exporter(
    {
      ...{targets: chosen, version: '0.0.0', clock: systemClock, intervalMs: 60_000, limitsIntervalMs: 300_000},
      ...{staleAfterMs: null, probeModels: [], history: null, log: () => undefined},
    },
    controller.signal,
  )
const exporter = exporterOf(targets)

const rounds = []
const ownWork = []
for (let round = 0; round < 3; round++) {
  const from = performance.now()
  const work = process.cpuUsage()
  const {failures} = await exporter.refreshOnce()
  if (failures.length > 0) throw failures[0]
  rounds.push((performance.now() - from) / 1000)
  const {user, system} = process.cpuUsage(work)
  ownWork.push((user + system) / 1e6)
}
const first = rounds[0]
const later = Math.min(...rounds.slice(1))

process.stdout.write(`refreshed in ${rounds.map(seconds => seconds.toFixed(2)).join(', ')} s\n`)

// An API that hangs: the last readings are there, their age is told, and nobody waits for it.
const hanging = http.createServer(() => undefined)
await new Promise(resolve => hanging.listen(0, '127.0.0.1', resolve))
let hangs = false
const gone = `http://127.0.0.1:${hanging.address().port}`
const hangingTargets = targets.map(target => ({
  ...target,
  open: async () => {
    const [good, bad] = [await target.open(), await openAt(gone, target.account)]
    const gateway = new Proxy(good.gateway, {get: (_, name) => Reflect.get(hangs ? bad.gateway : good.gateway, name)})
    return {...good, gateway, close: () => Promise.all([good.close(), bad.close()])}
  },
}))
const stuck = exporterOf(hangingTargets)
await stuck.refreshOnce()
hangs = true
const stuckServer = await serveMetrics(stuck, {host: '127.0.0.1', port: 0})
void stuck.run()
const scraper = new http.Agent({keepAlive: true, maxSockets: 1})
const scrape = url =>
  new Promise((resolve, reject) => {
    const options = {agent: scraper, headers: {accept: 'application/openmetrics-text'}}
    const request = http.get(`${url}/metrics`, options, response => {
      let bytes = 0
      response.on('data', chunk => (bytes += chunk.length))
      response.on('end', () => resolve(bytes))
    })
    request.on('error', reject)
  })
const text = await (await fetch(`${stuckServer.url}/metrics`)).text()
if (!text.includes('fireworks_last_success_timestamp_seconds{account="team-49",source="quotas"}')) throw new Error(text)
const waits = []
const stuckCpu = process.cpuUsage()
for (let done = 0; done < 500; done++) {
  const began = performance.now()
  await scrape(stuckServer.url)
  waits.push(performance.now() - began)
}
const ofScrape = (({user, system}) => (user + system) / 1000 / waits.length)(process.cpuUsage(stuckCpu))
waits.sort((a, b) => a - b)
const [median, slow] = [waits[250], waits[494]]
stuckServer.close()
hanging.closeAllConnections()
hanging.close()

const one = exporterOf(targets.slice(0, 1))
await one.refreshOnce()
const server = await serveMetrics(one, {host: '127.0.0.1', port: 0})
const bytes = await scrape(server.url)
const cpu = process.cpuUsage()
const from = performance.now()
for (let done = 0; done < SCRAPES; done++) await scrape(server.url)
const elapsed = (performance.now() - from) / 1000
const {user, system} = process.cpuUsage(cpu)
const perCore = SCRAPES / ((user + system) / 1e6)
controller.abort(new Error('done'))
await server.close()
await Promise.all([exporter.close(), one.close()])
await Promise.all(sandboxes.map(sandbox => sandbox.close()))
rmSync(folder, {recursive: true})

const verdict = held => (held ? 'held' : 'MISSED')
const section = `## The exporter

\`npm run bench:exporter\`, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}; exporter, scraper and ${ACCOUNTS} simulated accounts share one process on two cores, load average ${loadBefore.toFixed(1)} before it began.

| | | |
|---|---|---|
| ${ACCOUNTS} accounts, every source, the first time | ${first.toFixed(2)} s | |
| again, connections open | ${later.toFixed(2)} s | goal 2 s ${verdict(later < 2)} |
| a scrape of all ${ACCOUNTS} while the API hangs: median, the slowest of 99 %, its work on a core | ${median.toFixed(1)} ms, ${slow.toFixed(0)} ms, ${ofScrape.toFixed(1)} ms | goal 50 ms ${verdict(median < 50)} at the median |
| work of that, the simulated servers' own included | ${Math.min(...ownWork).toFixed(2)} s of a core | goal 2 s ${verdict(Math.min(...ownWork) < 2)} |
| ${SCRAPES} scrapes of an account, ${Math.round(bytes / 1024)} KB, in a row | ${Math.round(SCRAPES / elapsed)} a second | |
| scrapes per second of one core, the scraper's own work included | ${Math.round(perCore)} | goal 500 ${verdict(perCore > 500)} |
`
const file = path.join(root, 'bench/results.md')
const before = readFileSync(file, 'utf8')
const start = before.indexOf('## The exporter')
const next = before.indexOf('\n## ', start + 1)
const rest = start === -1 || next === -1 ? '' : before.slice(next + 1)
const kept = (start === -1 ? before : before.slice(0, start)).trimEnd()
writeFileSync(file, `${kept}\n\n${section}${rest === '' ? '' : `\n${rest}`}`)
process.stdout.write(section)
