import {readFileSync} from 'node:fs'
import {createServer, type AddressInfo, type Socket} from 'node:net'
import type {Addresses} from './fault-table.js'
import {startFaultyGateway} from './faulty-gateway.js'
import {startSaturatedListener} from './saturated-listener.js'

/** The certificate that a corporate CA would have signed: named in NODE_EXTRA_CA_CERTS it is trusted. */
export const CERTIFICATE = 'test/fixtures/tls/self-signed-cert.pem'

/** Opens every address that is itself the fault. */
export async function openAddresses(): Promise<{addresses: Addresses; close(): Promise<void>}> {
  const tls = {key: readFileSync('test/fixtures/tls/self-signed-key.pem'), cert: readFileSync(CERTIFICATE)}
  const corporate = await startFaultyGateway({tls})
  const plain = await startFaultyGateway()
  const silent = await silentServer()
  const saturated = await startSaturatedListener()
  const healthy = corporate.open(({healthy}) => healthy()).url
  return {
    addresses: {
      noSuchName: 'https://no-such-host.invalid',
      refused: `http://127.0.0.1:${await closedPort()}`,
      selfSigned: healthy,
      corporate: healthy,
      plainAskedForTls: plain.open(({healthy}) => healthy()).url.replace('http:', 'https:'),
      silentAskedForTls: `https://127.0.0.1:${silent.port}`,
      neverConnects: `http://127.0.0.1:${saturated.port}`,
    },
    close: async () => void (await Promise.all([corporate, plain, silent, saturated].map(each => each.close()))),
  }
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const {port} = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

/** Accepts, and says nothing. */
async function silentServer(): Promise<{port: number; close(): Promise<void>}> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => void sockets.add(socket.on('error', () => undefined)))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}
