import {connect, type Socket} from 'node:net'
import {Worker} from 'node:worker_threads'

/** Listens with the shortest queue there is and never accepts: its thread is asleep. */
const NEVER_ACCEPTS = `
const {parentPort} = require('node:worker_threads')
const server = require('node:net').createServer()
server.listen({port: 0, host: '127.0.0.1', backlog: 1}, () => {
  parentPort.postMessage(server.address().port)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})`

/** Milliseconds after which a connection on loopback that is not there will not come. */
const PENDING_MS = 400
/** Linux takes two connections with a backlog of 1; other kernels a few more. */
const MOST_CONNECTIONS = 16

export interface SaturatedListener {
  readonly port: number
  close(): Promise<void>
}

/**
 * A port on loopback where a connection is neither made nor refused: the queue of its listener is full, so the kernel
 * lets the handshake wait. What a host behind a firewall that drops packets looks like, without leaving the machine.
 * @throws Error on a system whose queue cannot be filled
 */
export async function startSaturatedListener(): Promise<SaturatedListener> {
  const worker = new Worker(NEVER_ACCEPTS, {eval: true})
  const port = await new Promise<number>((resolve, reject) => worker.once('message', resolve).once('error', reject))
  const sockets: Socket[] = []
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    await worker.terminate()
  }
  while (sockets.length < MOST_CONNECTIONS) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    sockets.push(socket)
    const connected = await new Promise<boolean>(resolve => {
      const timer = setTimeout(() => resolve(false), PENDING_MS)
      socket.once('connect', () => {
        clearTimeout(timer)
        resolve(true)
      })
    })
    if (!connected) return {port, close}
  }
  await close()
  throw new Error('this system lets every connection in: no slow connect can be made here')
}
