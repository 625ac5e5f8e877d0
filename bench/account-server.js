import {fork} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {createServer} from 'node:http'
import {createServer as createTlsServer} from 'node:https'
import process from 'node:process'
import {fileURLToPath} from 'node:url'

const self = fileURLToPath(import.meta.url)

/**
 * An account with so many quotas, and an inference route, in a process of its own: the plainest server there is, so that
 * only the client is measured.
 * @param {number} count quotas
 * @param {'http' | 'https'} scheme https with the certificate of the tests
 */
export function accountServer(count, scheme = 'http') {
  const child = fork(self, [String(count), scheme])
  return new Promise(resolve => {
    child.once('message', port => resolve({url: `${scheme}://127.0.0.1:${port}`, close: () => child.kill()}))
  })
}

/** A certificate for 127.0.0.1, to be trusted with `NODE_EXTRA_CA_CERTS`. */
export const CERTIFICATE = fileURLToPath(new URL('../test/fixtures/tls/self-signed-cert.pem', import.meta.url))

if (process.argv[1] === self) serve(Number(process.argv[2]), process.argv[3])

function serve(count, scheme) {
  const quotas = Array.from({length: count}, (_, index) => ({
    name: `accounts/acme/quotas/${index === 0 ? 'monthly-spend-usd' : `global--gpu${index}-count`}`,
    value: '400',
    maxValue: '500',
    usage: 12.5,
    updateTime: '2026-04-12T13:52:45.123456789Z',
  }))
  const account = JSON.stringify({name: 'accounts/acme', state: 'READY', suspendState: 'UNSUSPENDED'})
  const completion = JSON.stringify({
    id: 'x',
    choices: [{message: {role: 'assistant', content: 'a'}, finish_reason: 'length'}],
    usage: {prompt_tokens: 1, completion_tokens: 1},
  })
  const limits = {
    'x-ratelimit-limit-tokens-generated': '36000',
    'x-ratelimit-remaining-tokens-generated': '35999',
    'x-ratelimit-over-limit': 'no',
  }
  const answer = (request, response) => {
    const url = new URL(request.url, 'http://x')
    response.setHeader('content-type', 'application/json')
    request.resume()
    if (request.method === 'POST') return response.writeHead(200, limits).end(completion)
    if (!url.pathname.endsWith('/quotas')) return response.end(account)
    const size = Math.min(200, Number(url.searchParams.get('pageSize') ?? 50))
    const start = Number(url.searchParams.get('pageToken') ?? 0)
    const end = start + size
    response.end(
      JSON.stringify({
        quotas: quotas.slice(start, end),
        totalSize: count,
        nextPageToken: end < count ? String(end) : '',
      }),
    )
  }
  const key = () => readFileSync(CERTIFICATE.replace('-cert', '-key'))
  const tls = () => createTlsServer({key: key(), cert: readFileSync(CERTIFICATE)}, answer)
  const server = scheme === 'https' ? tls() : createServer(answer)
  server.listen(0, '127.0.0.1', () => process.send(server.address().port))
}
