import {writeFileSync} from 'node:fs'
import {createServer, type IncomingMessage, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import path from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'

/** Thirteen quotas: cuts and raises in turn, never at or below what is used; a move of GPUs from one kind to another among them. */
export const THIRTEEN_QUOTAS = [
  {id: 'global--h100-count', value: 8, maxValue: 32, usage: 4, to: 6},
  {id: 'global--h200-count', value: 8, maxValue: 32, usage: 2, to: 16},
  {id: 'global--a100-count', value: 16, maxValue: 32, usage: 3, to: 5},
  {id: 'global--b200-count', value: 0, maxValue: 32, usage: 0, to: 8},
  {id: 'training-h100-count', value: 16, maxValue: 32, usage: 1, to: 8},
  {id: 'training-h200-count', value: 8, maxValue: 32, usage: 7, to: 24},
  {id: 'training-b200-count', value: 8, maxValue: 32, usage: 0, to: 4},
  {id: 'us--h100-count', value: 1, maxValue: 32, usage: 1, to: 2},
  {id: 'europe--h100-count', value: 9, maxValue: 32, usage: 2, to: 3},
  {id: 'deployed-model-count', value: 90, maxValue: 100, usage: 40, to: 100},
  {id: 'job-submission-count', value: 16, maxValue: 16, usage: 1, to: 8},
  {id: 'serverless-inference-rpm', value: 6000, maxValue: 20_000, to: 20_000},
  {id: 'monthly-spend-usd', value: 400, maxValue: 500, usage: 12.5, to: 450},
] as const
/** A change as the gateway got it. */
export interface SentChange {
  readonly account: string
  readonly quota: string
  readonly value: number
}

/** One gateway with many accounts behind it, each a sandbox of its own. The key says which: `fw_test_<account>`. */
export interface ManyAccounts {
  readonly url: string
  readonly names: readonly string[]
  /** In the order of their arrival. */
  readonly changes: readonly SentChange[]
  /** The most accounts that were being asked at one time. */
  readonly mostAtOnce: number
  sandbox(name: string): Sandbox
  close(): Promise<void>
}

/** Milliseconds an answer takes at least: what is sent together is seen together. */
const LATENCY_MS = 5

/** Starts so many accounts, each with the thirteen quotas. */
export async function createManyAccounts(count: number): Promise<ManyAccounts> {
  const quotas = THIRTEEN_QUOTAS.map(({to: _, ...quota}) => quota)
  const names = Array.from({length: count}, (_, at) => `team-${at}`)
  const sandboxes = new Map<string, Sandbox>()
  for (const accountId of names) sandboxes.set(accountId, await createSandbox({overrides: {accountId, quotas}}))
  const changes: SentChange[] = []
  const asking = new Map<string, number>()
  let mostAtOnce = 0
  const server: Server = createServer((request, response) => {
    void (async () => {
      const account = /^Bearer fw_test_(\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
      asking.set(account, (asking.get(account) ?? 0) + 1)
      mostAtOnce = Math.max(mostAtOnce, [...asking.values()].filter(open => open > 0).length)
      const body = await textOf(request)
      const quota = /\/quotas\/([^/?]+)/.exec(request.url ?? '')?.[1]
      if (request.method === 'PATCH') {
        changes.push({account, quota: quota!, value: Number((JSON.parse(body) as {value: string}).value)})
      }
      await sleep(LATENCY_MS)
      const sent = fetch(`${sandboxes.get(account)!.url}${request.url}`, {
        method: request.method ?? 'GET',
        headers: {authorization: request.headers.authorization!, 'content-type': 'application/json'},
        ...(body === '' ? {} : {body}),
      })
      const answer = await sent.then(
        async got => ({got, text: await got.text()}),
        () => null,
      )
      asking.set(account, asking.get(account)! - 1)
      // A connection that the sandbox drops is dropped here too.
      if (answer === null) response.destroy()
      else response.writeHead(answer.got.status, Object.fromEntries(answer.got.headers)).end(answer.text)
    })()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    names,
    changes,
    get mostAtOnce() {
      return mostAtOnce
    },
    sandbox: name => sandboxes.get(name)!,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await Promise.all([...sandboxes.values()].map(sandbox => sandbox.close()))
    },
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

/** A file that asks every account for the thirteen quotas as they are to be. */
export function writeQuotasFile(folder: string, {names}: ManyAccounts): string {
  const rules = THIRTEEN_QUOTAS.map(({id, to}) => `      ${id}: {exactly: ${to}}\n`).join('')
  const file = path.join(folder, 'quotas.yaml')
  writeFileSync(file, `fireq: quotas/v1\naccounts:\n${names.map(name => `  ${name}:\n    quotas:\n${rules}`).join('')}`)
  return file
}
