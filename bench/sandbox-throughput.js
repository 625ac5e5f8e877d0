// How many plain chat completions the sandbox serves in a second, over HTTP on loopback.
// The server runs in a process of its own (one core); this process is the client: raw keep-alive sockets, one request at
// a time on each. Usage: node bench/sandbox-throughput.js [seconds] [connections]. Exits 1 below the goal of 2,000.
import {build} from 'esbuild'
import {fork} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import net from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {performance} from 'node:perf_hooks'

const GOAL = 2_000
const seconds = Number(process.argv[2] ?? 5)
const connections = Number(process.argv[3] ?? 32)

const folder = mkdtempSync(join(tmpdir(), 'fireq-bench-'))
const sandboxFile = join(folder, 'sandbox.mjs')
const root = new URL('..', import.meta.url).pathname
await build({
  entryPoints: [join(root, 'src/lib/sandbox/index.ts')],
  outfile: sandboxFile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'error',
})
const serverFile = join(folder, 'server.mjs')
// Limits are lifted, not switched off: every request still goes through the ceiling, the three buckets and the ledger.
writeFileSync(
  serverFile,
  `import {createSandbox} from './sandbox.mjs'
const sandbox = await createSandbox({scenario: 'enterprise', overrides: {
  quotas: [{id: 'serverless-inference-rpm', value: 1e9}],
  adaptive: {startPrompt: 1e12, startUncachedPrompt: 1e12, startGenerated: 1e12},
}})
process.send({url: sandbox.url})
process.on('message', () => {
  process.send({summary: sandbox.summary(), cpu: process.cpuUsage()}, () => process.exit(0))
})
`,
)
const server = fork(serverFile, {stdio: 'inherit'})
const {url} = await nextMessage()
const {hostname, port} = new URL(url)

const body = JSON.stringify({
  model: 'accounts/fireworks/models/kimi-k3',
  messages: [
    {role: 'system', content: 'You are a helpful assistant that answers in one line.'},
    {role: 'user', content: 'How many requests can this sandbox answer in one second on one core?'},
  ],
})
const request = Buffer.from(
  'POST /inference/v1/chat/completions HTTP/1.1\r\n' +
    `host: ${hostname}:${port}\r\nauthorization: Bearer fw_sandbox\r\ncontent-type: application/json\r\n` +
    `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
)

await load(1)
const {latencies, failed} = await load(seconds)
server.send('stop')
const {cpu} = await nextMessage()
rmSync(folder, {recursive: true})

latencies.sort((left, right) => left - right)
const rate = latencies.length / seconds
const at = share => `${latencies[Math.floor(latencies.length * share)].toFixed(2)} ms`
const cpuSeconds = (cpu.user + cpu.system) / 1e6
console.log(`${Math.round(rate)} completions/s over ${seconds} s on ${connections} connections`)
console.log(`latency p50 ${at(0.5)}, p99 ${at(0.99)}; not 200: ${failed}; server CPU ${cpuSeconds.toFixed(1)} s`)
if (rate < GOAL || failed > 0) {
  console.log(`below the goal of ${GOAL}/s`)
  process.exitCode = 1
}

function nextMessage() {
  return new Promise(resolve => server.once('message', resolve))
}

async function load(duration) {
  const end = performance.now() + duration * 1000
  const latencies = []
  let failed = 0
  await Promise.all(
    Array.from({length: connections}, () => {
      return new Promise((resolve, reject) => {
        const socket = net.connect(Number(port), hostname)
        let started = 0
        let received = ''
        const send = () => {
          received = ''
          started = performance.now()
          socket.write(request)
        }
        socket.setNoDelay(true)
        socket.on('error', reject)
        socket.on('connect', send)
        socket.on('data', chunk => {
          received += chunk.toString('latin1')
          const headEnd = received.indexOf('\r\n\r\n')
          if (headEnd === -1) return
          const length = Number(/content-length: (\d+)/.exec(received)[1])
          if (received.length < headEnd + 4 + length) return
          if (!received.startsWith('HTTP/1.1 200')) failed += 1
          const now = performance.now()
          latencies.push(now - started)
          if (now < end) send()
          else socket.end(resolve)
        })
      })
    }),
  )
  return {latencies, failed}
}
