import {once} from 'node:events'
import {createServer, type AddressInfo, type Socket} from 'node:net'
import {describe, expect, test} from '@jest/globals'
import {connection, failureOf} from '../support/connection.js'

/** A server that writes the same bytes to every client and never closes. */
async function startKeeper(bytes: string) {
  const sockets: Socket[] = []
  const server = createServer(socket => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => socket.write(bytes))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  }
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets, stop}
}

describe('a server that keeps its socket', () => {
  test('that switches protocols is told at once, and its socket is closed with the answer', async () => {
    const keeper = await startKeeper('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n')
    const {gateway, inference, close} = connection(keeper.url, {timeoutMs: 5000})
    const started = Date.now()
    expect(await failureOf(gateway.getAccount('acme'))).toMatchObject({code: 'bad-response', httpStatus: 101})
    const request = {model: 'm', maxTokens: 1, serviceTier: null, headers: {}}
    expect((await inference.chatCompletion(request)).status).toBe(101)
    expect(Date.now() - started).toBeLessThan(4000)
    close()
    await keeper.stop()
  })

  test.each([
    ['switches to another protocol', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'],
    ['says 101 and nothing else', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['goes on with early hints', 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'],
    ['answers and sends more', 'HTTP/1.1 400 Bad\r\nContent-Length: 2\r\n\r\n{}more and more'],
  ])('keeps no client: it %s', async (_, bytes) => {
    const keeper = await startKeeper(bytes)
    const {gateway, close} = connection(keeper.url, {timeoutMs: 300})
    await failureOf(gateway.getAccount('acme'))
    close()
    const ended = Promise.all(keeper.sockets.filter(socket => !socket.destroyed).map(socket => once(socket, 'close')))
    const late = new Promise(resolve => setTimeout(() => resolve('kept'), 2000).unref())
    expect(await Promise.race([ended.then(() => 'ended'), late])).toBe('ended')
    await keeper.stop()
  })
})
