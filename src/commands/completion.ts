import * as Args from '@oclif/core/args'
import {FireqCommand} from '../lib/cli/base-command.js'
import {VERSION} from '../lib/cli/version.js'
import {SHELLS, type Shell} from '../lib/help/completion/shells.js'
import type {CommandResult} from '../lib/cli/result.js'
import {SCENARIOS} from '../lib/sandbox/scenario-names.js'

export default class Completion extends FireqCommand {
  static override summary = 'print a completion script for your shell'
  static override description = [
    'The script completes commands, flags and their values, well-known quota ids, models, settings and their values, profiles, sandbox scenarios and help topics. It runs no program, sends no request and needs no key; print it again after an update.',
    '',
    'bash: add the first example to ~/.bashrc, or put the script into ~/.local/share/bash-completion/completions/fireq.',
    'zsh: put the script as _fireq into a folder of $fpath before compinit runs, or add the second example to ~/.zshrc after it.',
    'fish: put the script into ~/.config/fish/completions/fireq.fish.',
    'PowerShell: add the last example to $PROFILE.',
  ].join('\n')
  static override examples = [
    {command: 'source <(fireq completion bash)', description: 'bash, in ~/.bashrc'},
    {command: 'source <(fireq completion zsh)', description: 'zsh, in ~/.zshrc, after compinit'},
    {command: 'fireq completion fish | source', description: 'fish, in ~/.config/fish/config.fish'},
    {
      command: 'fireq completion powershell >> $PROFILE',
      description: 'PowerShell, once',
    },
  ]
  static override args = {SHELL: Args.string({description: SHELLS.join(', '), options: [...SHELLS], required: true})}

  async run(): Promise<CommandResult<{shell: Shell; script: string}>> {
    const {args} = await this.parse(Completion)
    const shell = args.SHELL as Shell
    const {completionScript} = await import('../lib/help/completion/index.js')
    const commands = await this.descriptions()
    const script = completionScript(shell, {commands, scenarios: SCENARIOS, version: VERSION})
    return this.result('fireq.completion/v1', {
      data: {shell, script},
      text: () => script,
    })
  }
}
