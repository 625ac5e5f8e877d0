// npm run test:monitoring: the files of docs/monitoring against the real Prometheus and Alertmanager, fed by an exporter
// that reads simulated accounts. Each alert fires and is resolved, each panel has series, the README's commands work.
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {checkAlerts} from '../test/monitoring/alerts.js'
import {checkPanels} from '../test/monitoring/dashboard.js'
import {installServers} from '../test/monitoring/install.js'
import {outputs, run, stop, stopAll} from '../test/monitoring/processes.js'
import {runReadme} from '../test/monitoring/readme.js'
import {startExporters, startSandboxes, startServers} from '../test/monitoring/stack.js'

/** Milliseconds that SIGTERM may take; source: fireq's own contract. The rest is a busy machine's. */
const LONGEST_END_MS = 1500

const reason = installServers()
if (reason !== null) {
  process.stdout.write(`test:monitoring skipped: ${reason}\n`)
  process.exit(0)
}
const say = text => process.stdout.write(`${text}\n`)
const started = Date.now()
const folder = mkdtempSync(path.join(tmpdir(), 'fireq-monitoring-'))
let sandboxes = {}
try {
  const cwd = 'docs/monitoring'
  run('promtool', ['check', 'rules', 'fireworks.rules.yml'], {cwd})
  run('promtool', ['test', 'rules', 'fireworks.rules.test.yml'], {cwd})
  run('promtool', ['check', 'config', '--syntax-only', 'prometheus.yml'], {cwd})
  run('amtool', ['check-config', 'alertmanager.yml'], {cwd})
  say('promtool and amtool accept the files')
  const printed = await runReadme(folder)
  if (!printed.includes('fireworks_spend_month_to_date_dollars{account="acme"} 376.48')) throw new Error(printed)
  say("the README's commands show the first series")

  sandboxes = await startSandboxes(folder)
  const exporters = await startExporters(folder, sandboxes)
  for (const port of exporters.ports) {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    run('promtool', ['check', 'metrics'], {input: metrics})
  }
  say('promtool check metrics has nothing to say')
  const servers = await startServers(folder, exporters.ports)
  await checkAlerts({sandboxes, exporters, servers, folder}, async () => {
    say(`${await checkPanels(servers.prometheus)} queries of panels return series`)
  })
  const before = Date.now()
  const code = await stop(exporters.all)
  const took = Date.now() - before
  if (code !== 143 || took > LONGEST_END_MS) throw new Error(`SIGTERM: exit ${code} after ${took} ms`)
  say(`test:monitoring passed in ${Math.round((Date.now() - started) / 1000)} s`)
} catch (error) {
  process.stdout.write(`test:monitoring failed: ${error.message}\n${outputs()}\n`)
  process.exitCode = 1
} finally {
  await stopAll()
  await Promise.all(Object.values(sandboxes).map(sandbox => sandbox.close()))
  rmSync(folder, {recursive: true, force: true, maxRetries: 5})
}
