import * as Args from '@oclif/core/args'
import {FireqCommand} from '../lib/cli/base-command.js'
import {openPage} from '../lib/cli/open-page.js'
import type {CommandResult} from '../lib/cli/result.js'
import {WEB_PAGES} from '../lib/domain/facts/web-pages.js'

const PAGES = Object.keys(WEB_PAGES)

export default class Open extends FireqCommand {
  static override summary = 'open a page of Fireworks in the browser, or print its URL'
  static override description = Object.entries(WEB_PAGES)
    .map(([name, {summary}]) => `${name}: ${summary}.`)
    .join('\n')
  static override examples = [
    {command: 'fireq open billing', description: 'in a terminal with a browser: opens it'},
    {command: 'fireq open status | cat', description: 'in a pipe: prints the URL'},
  ]
  static override args = {PAGE: Args.string({description: PAGES.join(', '), options: PAGES, required: true})}

  async run(): Promise<CommandResult<{page: string; url: string; opened: boolean}>> {
    const {args, flags} = await this.parse(Open)
    const page = args.PAGE
    const url = WEB_PAGES[page]!.url.value
    const asText = flags.json !== true && (flags.output ?? 'text') === 'text'
    const opened = asText && (await openPage(this.io, flags, url))
    return this.result('fireq.open/v1', {
      data: {page, url, opened},
      text: () => `${url}\n`,
      names: () => [url],
    })
  }
}
