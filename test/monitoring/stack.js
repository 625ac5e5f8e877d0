import {build} from 'esbuild'
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import {pathToFileURL} from 'node:url'
import {parse, stringify} from 'yaml'
import {freePort, start, stop, until} from './processes.js'

const FIREQ = path.resolve('bin/run.js')
const DOCS = path.resolve('docs/monitoring')

/** A simulated Fireworks per account of the alerts, each behind a profile of its own. */
export async function startSandboxes(folder) {
  const outfile = path.join(folder, 'sandbox.mjs')
  const options = {bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error'}
  await build({...options, entryPoints: ['src/lib/sandbox/index.ts'], outfile})
  const {createSandbox} = await import(pathToFileURL(outfile).href)
  const open = (accountId, scenario, overrides = {}) => createSandbox({scenario, overrides: {accountId, ...overrides}})
  const almostFull = {id: 'job-submission-count', value: 10, maxValue: 20, usage: 9}
  const full = {id: 'global--h100-count', value: 8, maxValue: 16, usage: 8}
  return {
    // The first of the profiles reads the catalogue.
    'a-retiring': await open('a-retiring', 'retiring-models'),
    busy: await open('busy', 'tier2', {quotas: [almostFull, full]}),
    down: await open('down', 'tier2'),
    shrunk: await open('shrunk', 'burst-shrink'),
    stopped: await open('stopped', 'suspended-payment', {invoiceClearDelayMs: 1}),
    throttled: await open('throttled', 'throttled'),
  }
}

/** A control route of a sandbox. */
export async function control({url}, route, body) {
  const answer = await fetch(`${url}/_sandbox/${route}`, {method: 'POST', body: JSON.stringify(body)})
  if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`)
}

/** Raises a limit as its owner would. */
export function setQuota(folder, account, sandbox, quota, value) {
  const flags = ['--base-url', sandbox.url, '--api-key', sandbox.apiKey, '-a', account, '--yes', '--no-input']
  const one = start(
    'quota set',
    process.execPath,
    [FIREQ, 'quota', 'set', quota, String(value), ...flags],
    place(folder),
  )
  return one.ended.then(code => {
    if (code !== 0) throw new Error(`quota set ${quota}: exit ${code}\n${one.output}`)
  })
}

const place = folder => ({env: {PATH: process.env.PATH, HOME: path.join(folder, 'home')}})

/** An exporter of every profile but the throttled account, which has one of its own: only that one probes. */
export async function startExporters(folder, sandboxes) {
  const profiles = path.join(folder, 'home', '.config', 'fireq', 'profiles')
  mkdirSync(profiles, {recursive: true, mode: 0o700})
  for (const [name, {url, apiKey}] of Object.entries(sandboxes)) {
    if (name === 'throttled') continue
    const file = path.join(profiles, `${name}.json`)
    writeFileSync(file, JSON.stringify({apiKey, baseUrl: url, accountId: name}), {mode: 0o600})
  }
  const [all, probing] = [await freePort(), await freePort()]
  const often = ['--interval', '2s', '--limits-interval', '2s']
  const all_ = start(
    'exporter',
    process.execPath,
    [FIREQ, 'exporter', '--all-profiles', '--listen', String(all), ...often],
    place(folder),
  )
  const startProbing = () =>
    start(
      'probing exporter',
      process.execPath,
      [FIREQ, 'exporter', '--listen', String(probing), ...often, '--probe-model', 'kimi-k3'].concat([
        '--base-url',
        sandboxes.throttled.url,
        '--api-key',
        sandboxes.throttled.apiKey,
        '-a',
        'throttled',
      ]),
      place(folder),
    )
  let probe = startProbing()
  for (const port of [all, probing]) {
    await until(`/readyz of ${port}`, async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok)
  }
  return {
    ports: [all, probing],
    all: all_,
    /** Probes are a minute apart; a new exporter sends its first at once. */
    probeAgain: async () => {
      await stop(probe)
      probe = startProbing()
    },
  }
}

/** The rules as they are shipped, in haste: no waiting, and days that are seconds. */
function hastyRules(folder) {
  const rules = readFileSync(path.join(DOCS, 'fireworks.rules.yml'), 'utf8')
  const hasty = rules.replace(/for: \d+m/g, 'for: 0s').replace(/\[(?:1d|6h)\]/g, '[20s]')
  writeFileSync(path.join(folder, 'fireworks.rules.yml'), hasty)
}

/** Prometheus and Alertmanager with the shipped files; addresses and times alone are other ones. */
export async function startServers(folder, exporterPorts) {
  hastyRules(folder)
  const [prometheusPort, alertmanagerPort] = [await freePort(), await freePort()]
  const config = parse(readFileSync(path.join(DOCS, 'prometheus.yml'), 'utf8'))
  config.global = {scrape_interval: '1s', evaluation_interval: '1s'}
  config.alerting.alertmanagers[0].static_configs[0].targets = [`127.0.0.1:${alertmanagerPort}`]
  config.scrape_configs = config.scrape_configs.filter(({job_name: name}) => name === 'fireq')
  config.scrape_configs[0].static_configs[0].targets = exporterPorts.map(port => `127.0.0.1:${port}`)
  const file = path.join(folder, 'prometheus.yml')
  writeFileSync(file, stringify(config))
  const listen = port => `--web.listen-address=127.0.0.1:${port}`
  start('prometheus', 'prometheus', [
    `--config.file=${file}`,
    `--storage.tsdb.path=${path.join(folder, 'tsdb')}`,
    listen(prometheusPort),
  ])
  start('alertmanager', 'prometheus-alertmanager', [
    `--config.file=${path.join(DOCS, 'alertmanager.yml')}`,
    `--storage.path=${path.join(folder, 'alertmanager')}`,
    '--cluster.listen-address=',
    listen(alertmanagerPort),
  ])
  const prometheus = `http://127.0.0.1:${prometheusPort}`
  const alertmanager = `http://127.0.0.1:${alertmanagerPort}`
  for (const url of [prometheus, alertmanager]) {
    await until(`${url}/-/ready`, async () => (await fetch(`${url}/-/ready`)).ok)
  }
  return {prometheus, alertmanager}
}
