import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import {createServer as createTlsServer} from 'node:https'
import {createServer as createPlainServer, type AddressInfo, type Socket} from 'node:net'

/** A request as it came, the cell's own part of the path taken off. */
export interface Asked {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
  readonly authorization: string
}

/** One request that a fault answers, or does not. */
export interface Exchange {
  readonly asked: Asked
  readonly response: ServerResponse
  /** The gateway's address as the client was told it. */
  readonly url: string
  /** An address on another port, where no request may ever arrive. */
  readonly elsewhere: string
  /** Answers as a healthy gateway does. */
  readonly healthy: () => void
}

export type Fault = (exchange: Exchange) => void

/** Where in a command's conversation the fault strikes. */
export type Strikes = 'every request' | 'the change' | 'the change, which is made' | 'the reading after it'

/** One run's own gateway: account acme, with one quota that can be changed. */
export interface Cell {
  readonly url: string
  readonly asked: readonly Asked[]
  /** The quota's value now. */
  readonly value: number
}

export interface FaultyGateway {
  open(fault: Fault, strikes?: Strikes): Cell
  /** Requests that a redirect carried away. */
  readonly carriedAway: number
  close(): Promise<void>
}

export const HEALTHY_VALUE = 400

/** One server for all runs of a matrix; every run has a path of its own, so that many can go on at once. */
export async function startFaultyGateway({tls}: {tls?: {key: Buffer; cert: Buffer}} = {}): Promise<FaultyGateway> {
  const cells = new Map<string, OpenCell>()
  const sockets = new Set<Socket>()
  let carriedAway = 0
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => receive(cells, request, Buffer.concat(chunks).toString(), response, elsewhereUrl))
  }
  const server = tls ? createTlsServer(tls, onRequest) : createServer(onRequest)
  const elsewhere = createPlainServer(socket => {
    carriedAway++
    socket.destroy()
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
  })
  const url = (await listen(server)).replace('http:', tls ? 'https:' : 'http:')
  const elsewhereUrl = await listen(elsewhere)
  return {
    open: (fault, strikes = 'every request') => {
      const id = `cell${cells.size}`
      const cell: OpenCell = {url: `${url}/${id}`, asked: [], value: HEALTHY_VALUE, fault, strikes}
      cells.set(id, cell)
      return cell
    },
    get carriedAway() {
      return carriedAway
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await Promise.all([server, elsewhere].map(each => new Promise<void>(resolve => each.close(() => resolve()))))
    },
  }
}

interface OpenCell extends Cell {
  readonly asked: Asked[]
  value: number
  readonly fault: Fault
  readonly strikes: Strikes
}

function receive(
  cells: ReadonlyMap<string, OpenCell>,
  {method = '', url = '', headers}: IncomingMessage,
  body: string,
  response: ServerResponse,
  elsewhere: string,
): void {
  const [, id = '', path = '', query = ''] = /^\/(cell\d+)([^?]*)\??(.*)$/.exec(url) ?? []
  const cell = cells.get(id)
  if (!cell) return void response.writeHead(404).end()
  const asked: Asked = {
    method,
    path,
    query: new URLSearchParams(query),
    body,
    authorization: headers.authorization ?? '',
  }
  const changed = cell.asked.some(one => one.method === 'PATCH')
  cell.asked.push(asked)
  const healthy = () => answerHealthily(cell, asked, response)
  if (!isStruck(cell.strikes, method, changed)) return healthy()
  if (cell.strikes === 'the change, which is made') cell.value = valueIn(body)
  cell.fault({asked, response, url: cell.url, elsewhere, healthy})
}

function isStruck(strikes: Strikes, method: string, changed: boolean): boolean {
  switch (strikes) {
    case 'every request':
      return true
    case 'the change':
    case 'the change, which is made':
      return method === 'PATCH'
    case 'the reading after it':
      return changed && method === 'GET'
  }
}

const valueIn = (body: string) => Number((JSON.parse(body) as {value: string}).value)

/** What each path answers when nothing is wrong. Source of the shapes: Fireworks API reference. */
function answerHealthily(cell: OpenCell, {method, path, body}: Asked, response: ServerResponse): void {
  if (method === 'PATCH') cell.value = valueIn(body)
  const quota = {
    name: 'accounts/acme/quotas/monthly-spend-usd',
    value: String(cell.value),
    maxValue: '500',
    usage: 100,
    updateTime: '2026-11-01T00:00:00Z',
  }
  const account = {name: 'accounts/acme', state: 'READY', suspendState: 'UNSUSPENDED'}
  const model = {
    name: 'accounts/fireworks/models/kimi-k3',
    kind: 'HF_BASE_MODEL',
    supportsServerless: true,
    baseModelDetails: {parameterCount: '1000000'},
  }
  const answers: Record<string, unknown> = {
    '/verifyApiKey': {},
    '/v1/accounts': {accounts: [account], nextPageToken: ''},
    '/v1/accounts/acme': account,
    '/v1/accounts/acme/quotas': {quotas: [quota], nextPageToken: ''},
    '/v1/accounts/acme/quotas/monthly-spend-usd': quota,
    '/v1/accounts/fireworks/models': {models: [model], nextPageToken: ''},
    '/v1/accounts/acme/deployments': {deployments: []},
    '/v1/accounts/acme/users/-/apiKeys': {apiKeys: [{keyId: 'key_ci', displayName: 'ci'}]},
    '/v1/accounts/acme/usageCosts:query': {rows: [], evaluationTime: '2026-11-21T00:00:00Z'},
    '/v1/accounts/acme/billing/summary': {lineItems: []},
    '/inference/v1/chat/completions': {choices: [{message: {content: ''}, finish_reason: 'length'}], usage: {}},
  }
  const known = path in answers
  response.writeHead(known ? 200 : 404, {'content-type': 'application/json', 'x-fireworks-account-id': 'acme'})
  response.end(JSON.stringify(answers[path] ?? {code: 5, message: `nothing at ${path}`, details: []}))
}

async function listen(server: ReturnType<typeof createPlainServer>): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
