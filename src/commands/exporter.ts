import {FireqCommand} from '../lib/cli/base-command.js'
import {exporterFlags} from '../lib/cli/exporter/flags.js'
import {write} from '../lib/cli/io.js'

export default class Exporter extends FireqCommand {
  static override summary = 'Prometheus metrics of quotas, spend, rate limits and models'
  static override description =
    'Serves /metrics (Prometheus text, OpenMetrics when asked for), /healthz and /readyz. It reads in the background; a scrape gets the last readings and never waits. What is unknown or unlimited has no series; a source that fails keeps its values for --stale-after, and fireworks_up and fireworks_last_success_timestamp_seconds say so. Ctrl-C ends it. docs/monitoring has Prometheus, alert and dashboard files.'
  static override examples = [
    {command: 'fireq exporter', description: 'one account on http://127.0.0.1:9464/metrics'},
    {command: 'fireq exporter --sandbox', description: 'try it without an account'},
    {command: 'fireq exporter --all-profiles --listen :9464', description: 'every profile, for other machines too'},
    {command: 'fireq exporter --probe-model kimi-k3', description: 'also what is left of rate limits'},
    {
      command: 'fireq exporter --once --textfile fireq.prom',
      description: "from cron, for node_exporter's textfile collector",
    },
  ]
  static override flags = exporterFlags

  async run(): Promise<void> {
    const {flags} = await this.parse(Exporter)
    const {exportOnce, openExporter, serveExporter} = await import('../lib/cli/exporter/open.js')
    const {exporter, close} = await openExporter(this.io, flags, () => this.session())
    try {
      if (flags.textfile !== undefined) this.exit(await exportOnce(this.io, exporter, flags.textfile))
      const server = await serveExporter(exporter, flags)
      await write(this.io.stdout, `listening on ${server.url}\n`)
      await exporter.run()
      await server.close()
    } finally {
      await close()
    }
  }
}
