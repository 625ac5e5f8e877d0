import type {Proxy, ProxyOptions} from './options.js'
import {ProxyServer} from './server.js'

export type {Upstream} from './exchange.js'
export type {Proxy, ProxyOptions} from './options.js'
export type {PaceOptions} from './pacer.js'

/** Milliseconds that requests on their way get when the proxy ends. */
const GRACE_MS = 1500

/**
 * Starts the proxy on 127.0.0.1 and resolves once it listens.
 * @throws {NodeJS.ErrnoException} `EADDRINUSE` where another program has the port
 */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const server = new ProxyServer(options)
  await server.listen(options.port)
  return {
    url: server.url,
    port: server.port,
    get open() {
      return server.open
    },
    snapshot: () => server.snapshot(),
    close: (graceMs = GRACE_MS) => server.close(graceMs),
  }
}
