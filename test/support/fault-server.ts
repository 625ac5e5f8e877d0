import {readFileSync} from 'node:fs'
import {createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse} from 'node:http'
import {createServer as createTlsServer} from 'node:https'
import {connect, type AddressInfo, type Socket} from 'node:net'
import type {Duplex} from 'node:stream'

/** A request as the server received it. */
export interface Seen {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | string[]>>
  /** Text or bytes as they are; anything else as JSON. */
  readonly body?: unknown
  /** What goes wrong instead of, or after, the answer above. */
  readonly fault?:
    | 'reset' // the connection ends before a byte is sent
    | 'hang' // nothing is ever sent
    | 'stall' // headers and some of the body, then nothing
    | 'truncate' // some of the body, then the connection ends
    | 'flood' // a body without end
    | 'garbage' // not HTTP at all
}

export interface FaultServer {
  readonly url: string
  readonly port: number
  readonly seen: readonly Seen[]
  /** Connections accepted so far. */
  readonly connections: number
  close(): Promise<void>
}

/** Answers the requests with the replies in their order, the last one again and again; a function decides by request. */
export async function startFaultServer(
  replies: readonly Reply[] | ((request: Seen) => Reply),
  {tls = false} = {},
): Promise<FaultServer> {
  const seen: Seen[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const {method = '', url = '', headers} = request
      const one: Seen = {method, url, headers, body: Buffer.concat(chunks).toString()}
      seen.push(one)
      const reply = typeof replies === 'function' ? replies(one) : replies[Math.min(seen.length, replies.length) - 1]
      send(response, reply ?? {status: 500, body: 'no reply was set up'})
    })
  }
  const server = tls ? createTlsServer(selfSigned(), onRequest) : createServer(onRequest)
  server.on('connection', (socket: Socket) => {
    connections++
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
  })
  const port = await listen(server)
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    seen,
    get connections() {
      return connections
    },
    close: () => closeAll(server, sockets),
  }
}

function send(response: ServerResponse, {status = 200, headers = {}, body = {}, fault}: Reply): void {
  const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  const socket = response.socket!
  switch (fault) {
    case undefined:
      response.writeHead(status, {...headers}).end(bytes)
      return
    case 'hang':
      return
    case 'reset':
      socket.resetAndDestroy()
      return
    case 'garbage':
      socket.end('SSH-2.0-OpenSSH_9.6\r\n')
      return
    case 'stall':
    case 'truncate':
      response.writeHead(status, {...headers, 'content-length': String(Buffer.byteLength(bytes) + 1000)})
      response.write(bytes, () => {
        if (fault === 'truncate') socket.destroy()
      })
      return
    case 'flood': {
      response.writeHead(status, {...headers})
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(256 * 1024, 'a')));
      }
      response.on('drain', more)
      more()
    }
  }
}

export interface TunnelProxy {
  readonly port: number
  /** `host:port` of every CONNECT, with its proxy-authorization header. */
  readonly tunnels: readonly {readonly target: string; readonly authorization: string | undefined}[]
  /** Sockets now open. */
  readonly open: number
  close(): Promise<void>
}

/** A proxy that opens CONNECT tunnels, wants a certain authorization, or never answers. */
export async function startTunnelProxy({authorization, hang = false}: {authorization?: string; hang?: boolean} = {}) {
  const tunnels: {target: string; authorization: string | undefined}[] = []
  const sockets = new Set<Duplex>()
  const server = createServer((_, response) => response.writeHead(400).end('only CONNECT'))
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    const target = request.url ?? ''
    const given = request.headers['proxy-authorization']
    tunnels.push({target, authorization: given})
    sockets.add(client)
    client.on('error', () => undefined).on('close', () => sockets.delete(client))
    if (hang) return void client.on('end', () => client.destroy()).resume() // reads, or it would not see the end
    if (authorization !== undefined && given !== authorization) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nconnection: close\r\n\r\n')
      return
    }
    const [host = '', port = ''] = target.split(':')
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    sockets.add(upstream)
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy())
  })
  const port = await listen(server)
  const proxy: TunnelProxy = {
    port,
    tunnels,
    get open() {
      return sockets.size
    },
    close: () => closeAll(server, sockets),
  }
  return proxy
}

/** Key and certificate of 127.0.0.1, signed by itself; made with `openssl req -x509 -newkey ec -days 36500`. */
function selfSigned(): {key: Buffer; cert: Buffer} {
  const file = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url))
  return {key: file('self-signed-key.pem'), cert: file('self-signed-cert.pem')}
}

type Listening = ReturnType<typeof createServer>

async function listen(server: Listening | ReturnType<typeof createTlsServer>): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function closeAll(server: Pick<Listening, 'close'>, sockets: Iterable<Duplex>): Promise<void> {
  for (const socket of sockets) socket.destroy()
  await new Promise<void>(resolve => server.close(() => resolve()))
}
