import * as Flags from '@oclif/core/flags'
import {printable} from '../domain/text/printable.js'
import type {CommandResult} from './result.js'
import type {Session} from './session.js'

/** A request that only reads, as it would be sent; the key is in none of it. */
export interface ReadRequest {
  readonly method: 'GET'
  readonly url: string
  readonly body: null
}

/** firectl's `get` has it too: it shows the request and does not run it. */
export const dryRunFlag = Flags.boolean({description: 'print the request, do not send it'})

/** What a `get` with `--dry-run` answers: the requests it would have sent for these resource names. */
export function dryRunOf(
  session: Session,
  account: string,
  names: readonly string[],
): CommandResult<{requests: readonly ReadRequest[]}> {
  const requests = names.map(name => ({method: 'GET', url: resourceUrl(session.baseUrl, name), body: null}) as const)
  return {
    schema: 'fireq.dry-run/v1',
    source: session.source,
    account,
    data: {requests},
    warnings: session.warnings,
    text: () => requests.map(({method, url}) => `${method} ${printable(url)}\n`).join(''),
  }
}

function resourceUrl(baseUrl: string, name: string): string {
  return `${baseUrl}/v1/${name.split('/').map(encodeURIComponent).join('/')}`
}
