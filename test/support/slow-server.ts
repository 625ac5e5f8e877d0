import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'

/** A request from its arrival to the end of its answer. */
export interface Span {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly authorization: string
  readonly from: number
  /** Infinity while it is open. */
  to: number
}

export interface SlowServer {
  readonly url: string
  readonly spans: readonly Span[]
  close(): Promise<void>
}

/**
 * A gateway that keeps every request open for a while. Whether two were asked at the same time is seen here, where they
 * overlap or do not, whatever else keeps the machine busy.
 * @param answer body of a path, as JSON; a number is a status with an empty error
 */
export async function startSlowServer(delayMs: number, answer: (path: string) => unknown): Promise<SlowServer> {
  const spans: Span[] = []
  let events = 0
  const server = createServer((request, response) => {
    const {method = '', url = '', headers} = request
    const path = url.split('?')[0]!
    // Counted events instead of the clock: their order is all that matters.
    const span: Span = {
      method,
      path,
      authorization: headers.authorization ?? '',
      from: events++,
      to: Number.POSITIVE_INFINITY,
    }
    spans.push(span)
    request.resume()
    setTimeout(() => {
      span.to = events++
      const body = answer(path)
      const status = typeof body === 'number' ? body : 200
      response.writeHead(status, {'content-type': 'application/json'})
      response.end(JSON.stringify(typeof body === 'number' ? {code: 13, message: 'injected', details: []} : body))
    }, delayMs)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}

/** Whether all of these were open at one moment. */
export function overlap(spans: readonly Span[]): boolean {
  return Math.max(...spans.map(({from}) => from)) < Math.min(...spans.map(({to}) => to))
}
