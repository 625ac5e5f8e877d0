// One part of bench/proxy.js in a process of its own: the upstream stub, the proxy, or the sandbox.
import {Agent, createServer, request} from 'node:http'
import process from 'node:process'
import {clearInterval, setInterval} from 'node:timers'
import {setTimeout as sleep} from 'node:timers/promises'

const [part, module, argument] = process.argv.slice(2)
const clock = {now: () => Date.now(), sleep: (ms, signal) => sleep(ms, undefined, {signal})}

const ANSWER = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'accounts/fireworks/models/kimi-k3',
  choices: [{index: 0, message: {role: 'assistant', content: 'words '.repeat(100)}, finish_reason: 'stop'}],
  usage: {prompt_tokens: 40, total_tokens: 140, completion_tokens: 100},
})
const LIMITS = {
  'content-type': 'application/json',
  'x-ratelimit-limit-tokens-prompt': '43200000',
  'x-ratelimit-remaining-tokens-prompt': '43000000',
  'x-ratelimit-limit-tokens-cache-adjusted-prompt': '10800000',
  'x-ratelimit-remaining-tokens-cache-adjusted-prompt': '10700000',
  'x-ratelimit-limit-tokens-generated': '432000',
  'x-ratelimit-remaining-tokens-generated': '430000',
  'x-ratelimit-over-limit': 'no',
}
/** A stream tells a token every so many milliseconds. */
const TOKEN_MS = 50

const parts = {
  stub: async () => {
    const server = createServer((asked, response) => {
      asked.resume()
      asked.on('end', () => {
        if (!asked.url.includes('stream')) {
          response.writeHead(200, {...LIMITS, 'content-length': Buffer.byteLength(ANSWER)})
          response.end(ANSWER)
          return
        }
        response.writeHead(200, {...LIMITS, 'content-type': 'text/event-stream'})
        const timer = setInterval(
          () => response.write('data: {"choices":[{"delta":{"content":"word "}}]}\n\n'),
          TOKEN_MS,
        )
        response.on('close', () => clearInterval(timer))
      })
    })
    // Longer than anything here is idle.
    server.keepAliveTimeout = 120_000
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
    return {url: `http://127.0.0.1:${server.address().port}`, tell: () => ({})}
  },
  // The least that a reverse proxy on Node can be: what is measured beside fireq's.
  pipe: async () => {
    const {hostname, port} = new URL(module)
    const agent = new Agent({keepAlive: true, maxSockets: 4096, timeout: 4000})
    const server = createServer((incoming, outgoing) => {
      const {method, url, headers} = incoming
      const sent = request({hostname, port, agent, method, path: url, headers}, answer => {
        outgoing.writeHead(answer.statusCode, answer.headers)
        answer.pipe(outgoing)
      })
      incoming.pipe(sent)
    })
    server.keepAliveTimeout = 120_000
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
    return {url: `http://127.0.0.1:${server.address().port}`, tell: () => ({cpu: process.cpuUsage()})}
  },
  sandbox: async () => {
    const {createSandbox} = await import(module)
    const sandbox = await createSandbox({scenario: 'ramp'})
    return {url: sandbox.url, tell: () => sandbox.summary()}
  },
  proxy: async () => {
    const {startProxy} = await import(module)
    const {upstream, ...modes} = JSON.parse(argument)
    const agent = new Agent({keepAlive: true, maxSockets: 4096, timeout: 4000})
    const options = {port: 0, version: 'bench', advise: false, pace: null, clock, ...modes}
    const proxy = await startProxy({...options, upstream: {url: new URL(upstream), agent}})
    let highest = 0
    setInterval(() => (highest = Math.max(highest, process.memoryUsage().rss)), 50).unref()
    return {url: proxy.url, tell: () => ({snapshot: proxy.snapshot(), cpu: process.cpuUsage(), rss: highest})}
  },
}

const {url, tell} = await parts[part]()
process.send({url})
process.on('message', () => process.send(tell()))
process.on('disconnect', () => process.exit(0))
