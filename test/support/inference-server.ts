import {readFileSync} from 'node:fs'
import {createServer, type IncomingHttpHeaders, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'

/** An inference answer as recorded under test/fixtures/inference. */
export interface RecordedAnswer {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

export function recordedAnswer(name: string): RecordedAnswer {
  const file = new URL(`../fixtures/inference/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as RecordedAnswer
}

export interface AskedFor {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Of the body; null for a request without one. */
  readonly model: string | null
  readonly body: Record<string, unknown>
}

export interface InferenceServer {
  readonly url: string
  readonly asked: readonly AskedFor[]
  /** The most requests that were under way at the same time. */
  readonly mostUnderWay: number
  close(): Promise<void>
}

export interface InferenceServerOptions {
  /** null: never answered. */
  readonly answer: (asked: AskedFor) => RecordedAnswer | null
  /** No model answers before so many requests are under way: proof that they were sent at once, without a clock. */
  readonly gate?: number
  readonly delayMs?: number
}

/** A server that answers as it is told, and counts. */
export async function startInferenceServer(options: InferenceServerOptions): Promise<InferenceServer> {
  const asked: AskedFor[] = []
  const waiting: (() => void)[] = []
  let [underWay, mostUnderWay] = [0, 0]
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
      const model = typeof body['model'] === 'string' ? body['model'] : null
      const one = {method: request.method ?? '', path: request.url ?? '', headers: request.headers, model, body}
      asked.push(one)
      const answer = options.answer(one)
      if (answer === null) return
      if (!one.path.startsWith('/inference')) return send(response, answer)
      mostUnderWay = Math.max(mostUnderWay, ++underWay)
      waiting.push(() => {
        setTimeout(() => send(response, answer), options.delayMs ?? 0)
        underWay -= 1
      })
      if (underWay >= (options.gate ?? 1)) for (const answerNow of waiting.splice(0)) answerNow()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    get mostUnderWay() {
      return mostUnderWay
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function send(response: ServerResponse, {status, headers, body}: RecordedAnswer): void {
  response.writeHead(status, headers.flat()).end(body)
}
