import type {Buffer} from 'node:buffer'
import type {IncomingMessage} from 'node:http'

/** Bytes of one request held while it waits; what is more stays with the client until it is sent. Prompts are smaller. */
const MOST_HELD = 32 * 1024 * 1024

/**
 * Takes in a request's body before it is sent, so that what it asks for is known.
 * @returns the chunks in order, or null when the client has gone
 */
export function holdBody(request: IncomingMessage, seen: (chunk: Buffer) => void): Promise<Buffer[] | null> {
  return new Promise(resolve => {
    const held: Buffer[] = []
    let size = 0
    const settle = (result: Buffer[] | null) => {
      request.off('data', take).off('end', done).off('close', gone).off('error', gone)
      request.pause()
      resolve(result)
    }
    const take = (chunk: Buffer) => {
      seen(chunk)
      held.push(chunk)
      size += chunk.length
      if (size >= MOST_HELD) settle(held)
    }
    const done = () => settle(held)
    const gone = () => settle(null)
    // Told again when the connection ends; nobody else may be listening then.
    request.on('error', () => undefined)
    request.on('data', take).on('end', done).on('close', gone).on('error', gone)
  })
}
