import * as Flags from '@oclif/core/flags'
import {FireqCommand} from '../lib/cli/base-command.js'
import {modeFlags} from '../lib/cli/proxy/flags.js'
import type {CommandResult} from '../lib/cli/result.js'
import {splitCommand} from '../lib/cli/run/split-command.js'

export default class Run extends FireqCommand {
  static override summary = 'run a command behind a proxy of its own, and report its requests'
  static override description =
    "Starts `fireq proxy` on a free port, sets OPENAI_BASE_URL, OPENAI_API_BASE, ANTHROPIC_BASE_URL and FIREWORKS_BASE_URL for the command, and ends with the command's own exit code. Signals reach the command. A summary goes to stderr, the document `fireq.run/v1` to --report FILE, or with --json to stdout after the command's own output."
  static override examples = [
    {command: 'fireq run -- python job.py', description: 'what did it send, and did it meet a limit?'},
    {command: 'fireq run --pace -- python job.py', description: 'the same without a 429'},
    {command: 'fireq run --pace --report run.json -- npm run evaluate', description: 'keep the numbers'},
    {
      command: 'fireq run --sandbox -- python job.py',
      description: 'against the simulated Fireworks, no account needed',
    },
  ]
  static override flags = {
    ...modeFlags,
    report: Flags.string({description: 'write the document `fireq.run/v1` to this file', helpValue: 'FILE'}),
  }
  static override strict = false

  async run(): Promise<CommandResult> {
    const {own, command} = splitCommand(this.argv)
    const {flags} = await this.parse(Run, own)
    const {runBehindProxy} = await import('../lib/cli/run/run.js')
    return runBehindProxy(this.io, flags, command)
  }
}
