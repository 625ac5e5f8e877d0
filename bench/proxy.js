// npm run bench:proxy: what the proxy costs (latency, requests a second, memory) and what it brings (429, work done),
// each beside the same without it. Written into bench/results.md under "The proxy".
import {build} from 'esbuild'
import {fork} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import http from 'node:http'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {performance} from 'node:perf_hooks'
import process from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import OpenAI from 'openai'
import {quantile} from './measure.js'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Seconds that eight workers work in each mode. */
const WORK_SECONDS = Number(process.argv[2] ?? 40)
const RATE = 200
/** Requests until V8 has compiled what runs. */
const WARM_REQUESTS = 8000
const WORKERS = 8
const TOKENS = 3000
const BODY = JSON.stringify({
  model: 'accounts/fireworks/models/kimi-k3',
  max_tokens: 100,
  messages: [{role: 'user', content: 'How much does it cost to ask through the proxy? '.repeat(4)}],
})

const folder = mkdtempSync(path.join(tmpdir(), 'fireq-bench-'))
const children = []
const proxyModule = await bundled('src/lib/proxy/index.ts')
const sandboxModule = await bundled('src/lib/sandbox/index.ts')

const stub = await start('stub')
const proxy = await start('proxy', proxyModule, JSON.stringify({upstream: stub.url}))

const pipe = await start('pipe', stub.url)
// First, so that both are compiled when latency is looked at.
const throughput = await requestsPerCore(proxy)
const barest = await requestsPerCore(pipe)
const latency = await addedLatency()
const streams = await memoryOfStreams(500)
const worth = []
for (const [name, modes] of [
  ['observe', {}],
  ['advise', {advise: true}],
  ['pace', {pace: {target: 0.95, maxWaitMs: 600_000}}],
]) {
  worth.push({name, ...(await work(modes))})
}
for (const child of children) child.disconnect()
rmSync(folder, {recursive: true})

const ms = value => value.toFixed(2)
const section = `## The proxy

\`npm run bench:proxy\`, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}; upstream, proxy and clients share two cores.

| at ${RATE} requests a second | p50 ms | p99 ms | |
|---|---|---|---|
| without | ${ms(latency.direct.p50)} | ${ms(latency.direct.p99)} | |
| through \`fireq proxy\` | ${ms(latency.through.p50)} | ${ms(latency.through.p99)} | ${verdict(latency.through.p99 - latency.direct.p99, 5, 'ms more at p99')} |

| cost | | |
|---|---|---|
| requests per second of one core, observe | ${Math.round(throughput.perCore)} | ${throughput.perCore >= 2000 ? 'goal 2,000 held' : 'goal 2,000 MISSED'} |
| the same of a bare \`node:http\` pipe | ${Math.round(barest.perCore)} | ${(throughput.perCore / barest.perCore).toFixed(2)} of it |
| memory with ${streams.count} concurrent streams | ${streams.megabytes.toFixed(0)} MB | ${verdict(streams.megabytes, 200, 'MB')} |

${WORKERS} workers with the \`openai\` client and its default retries, ${TOKENS} output tokens a request, ${WORK_SECONDS} s against the adaptive sandbox (36,000 tokens a minute):

| mode | done | failed | 429 | 429 per request done |
|---|---|---|---|---|
${worth.map(one => `| ${one.name} | ${one.done} | ${one.failed} | ${one.refused} | ${(one.refused / Math.max(1, one.done)).toFixed(2)} |`).join('\n')}

The bucket is full at the start: without pacing twelve requests go at once, which a paced job does not do; both then get what flows in.
`
const file = path.join(root, 'bench/results.md')
const before = readFileSync(file, 'utf8')
const at = before.indexOf('## The proxy')
writeFileSync(file, `${(at === -1 ? before : before.slice(0, at)).trimEnd()}\n\n${section}`)
process.stdout.write(section)
process.exit(0)

function verdict(value, goal, unit) {
  return `${value.toFixed(2)} ${unit}, goal ${goal} ${value <= goal ? 'held' : 'MISSED'}`
}

async function bundled(entry) {
  const outfile = path.join(folder, `${path.basename(path.dirname(entry))}.mjs`)
  const options = {bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error'}
  await build({...options, entryPoints: [path.join(root, entry)], outfile})
  return outfile
}

async function start(...args) {
  const child = fork(path.join(root, 'bench/proxy-worker.js'), args, {stdio: 'inherit'})
  children.push(child)
  const next = () => new Promise(resolve => child.once('message', resolve))
  const {url} = await next()
  const ask = () => {
    const told = next()
    child.send('tell')
    return told
  }
  return {url, ask}
}

function post(agent, url, target = '/inference/v1/chat/completions') {
  return new Promise((resolve, reject) => {
    const headers = {authorization: 'Bearer fw_bench', 'content-type': 'application/json'}
    const request = http.request(url + target, {agent, method: 'POST', headers}, response => {
      response.resume()
      response.on('end', () => resolve(response.statusCode))
    })
    request.on('error', reject)
    request.end(BODY)
  })
}

/** Open loop, direct and through in turn, so that the machine's moods hit both. */
async function addedLatency() {
  const agent = new http.Agent({keepAlive: true})
  const times = {direct: [], through: []}
  const one = async (name, url) => {
    const started = performance.now()
    await post(agent, url)
    times[name].push(performance.now() - started)
  }
  const rounds = RATE * 8
  const started = performance.now()
  const open = []
  for (let round = 0; round < rounds; round++) {
    const due = started + (round * 1000) / RATE
    if (due > performance.now()) await sleep(due - performance.now())
    open.push(round % 2 === 0 ? one('direct', stub.url) : one('through', proxy.url))
  }
  await Promise.all(open)
  const of = list => ({p50: quantile(list.slice(50), 0.5), p99: quantile(list.slice(50), 0.99)})
  return {direct: of(times.direct), through: of(times.through)}
}

/** Requests over the CPU seconds of the proxy's own process: what one core does, whoever shares the machine. */
async function requestsPerCore(server) {
  const agent = new http.Agent({keepAlive: true, maxSockets: 32})
  const lanes = async most => {
    let count = 0
    const lane = async () => {
      for (; count < most; count++) await post(agent, server.url)
    }
    await Promise.all(Array.from({length: 32}, lane))
    return count
  }
  await lanes(WARM_REQUESTS)
  const {cpu: before} = await server.ask()
  const count = await lanes(10_000)
  const {cpu: after} = await server.ask()
  return {perCore: count / ((after.user + after.system - before.user - before.system) / 1e6)}
}

async function memoryOfStreams(count) {
  const fresh = await start('proxy', proxyModule, JSON.stringify({upstream: stub.url}))
  const agent = new http.Agent({keepAlive: false})
  const requests = Array.from({length: count}, () => {
    const request = http.request(
      `${fresh.url}/inference/v1/chat/completions?stream`,
      {agent, method: 'POST'},
      response => response.resume(),
    )
    request.on('error', () => undefined)
    request.end(BODY)
    return request
  })
  await sleep(6000)
  const {rss, snapshot} = await fresh.ask()
  const open = snapshot.traffic.reduce((sum, row) => sum + row.inFlight, 0)
  for (const request of requests) request.destroy()
  return {count: open, megabytes: rss / 1024 / 1024}
}

async function work(modes) {
  const sandbox = await start('sandbox', sandboxModule)
  const between = await start('proxy', proxyModule, JSON.stringify({upstream: sandbox.url, ...modes}))
  const client = new OpenAI({apiKey: 'fw_sandbox', baseURL: `${between.url}/inference/v1`})
  const end = performance.now() + WORK_SECONDS * 1000
  let [done, failed] = [0, 0]
  const worker = async () => {
    while (performance.now() < end) {
      await client.chat.completions
        .create({
          model: 'accounts/fireworks/models/kimi-k3',
          max_tokens: TOKENS,
          messages: [{role: 'user', content: 'a piece of work'}],
        })
        .then(
          () => (performance.now() < end ? done++ : 0),
          () => failed++,
        )
    }
  }
  await Promise.all(Array.from({length: WORKERS}, worker))
  const {snapshot} = await between.ask()
  return {done, failed, refused: snapshot.traffic.reduce((sum, row) => sum + row.status429, 0)}
}
