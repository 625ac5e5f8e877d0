import * as Flags from '@oclif/core/flags'
import {FireqCommand} from '../lib/cli/base-command.js'
import {countFlag} from '../lib/cli/flags.js'
import {write} from '../lib/cli/io.js'
import {modeFlags, modeOf} from '../lib/cli/proxy/flags.js'

/** Beside the ports that local model servers take. */
const DEFAULT_PORT = 4020

export default class Proxy extends FireqCommand {
  static override summary = 'a local proxy that reads rate limits from real traffic, and paces it'
  static override description =
    'A reverse proxy on 127.0.0.1 in front of the gateway. Requests and answers pass byte for byte; each client keeps its own key, and the proxy stores none. It reads limits, usage and outcomes on the way: GET /_fireq/limits, /_fireq/metrics (Prometheus) and /_fireq/healthz. --advise gives a 429 the retry-after that it lacks; --pace holds requests back until they fit within the limits. Ctrl-C ends it. docs/proxy.md says which mode is for what.'
  static override examples = [
    {command: 'fireq proxy', description: 'read along; point clients at http://127.0.0.1:4020/inference/v1'},
    {command: 'fireq proxy --pace --max-wait 2m', description: 'a batch job of many workers without a 429'},
    {command: 'fireq proxy --advise --port 0 --quiet', description: 'tell the retries of SDKs how long to wait'},
    {command: 'fireq proxy --sandbox', description: 'try it without an account'},
  ]
  static override flags = {
    port: countFlag('port', 0, 65_535, `port on 127.0.0.1; 0 takes a free one (default ${DEFAULT_PORT})`),
    ...modeFlags,
    record: Flags.boolean({description: 'keep what answers tell of limits in the history'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(Proxy)
    const {openProxy} = await import('../lib/cli/proxy/open.js')
    const {proxy, close} = await openProxy(this.io, flags, {port: flags.port ?? DEFAULT_PORT, ...modeOf(flags)})
    await write(this.io.stdout, `listening on ${proxy.url}\n`)
    await this.note(`for OpenAI clients:\n  export OPENAI_BASE_URL=${proxy.url}/inference/v1`)
    try {
      if (!flags.quiet) await (await import('../lib/cli/proxy/live.js')).showTraffic(this.io, flags, proxy)
      else if (!this.io.signal.aborted)
        await new Promise(resolve => this.io.signal.addEventListener('abort', resolve, {once: true}))
    } finally {
      await close()
    }
  }
}
