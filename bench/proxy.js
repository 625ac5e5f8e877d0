// npm run bench:proxy: what the proxy costs (latency, requests a second, memory) and what it brings (429, work done),
// each beside the same without it. Written into bench/results.md under "The proxy". On a machine with other work,
// `chrt -f 10 npm run bench:proxy` (as root) measures the proxy and not the wait for a core.
import {build} from 'esbuild'
import {fork} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import http from 'node:http'
import {cpus, loadavg, tmpdir} from 'node:os'
import path from 'node:path'
import {performance} from 'node:perf_hooks'
import process from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import OpenAI from 'openai'
import {quantile} from './measure.js'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Rounds of latency; each way has its turn in each. */
const ROUNDS = Number(process.argv[2] ?? 20)
const BLOCK_SECONDS = 2
const RATE = 200
/** Requests until V8 has compiled what runs. */
const WARM_REQUESTS = 8000
const WORKERS = 8
const TOKENS = 1200
const PIECES = 40
/** Output tokens a minute at the start. */
const LIMIT = 36_000
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
const [load] = loadavg()
const ideal = idealSeconds()
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
| through a bare \`node:http\` pipe | ${ms(latency.pipe.p50)} | ${ms(latency.pipe.p99)} | |
| through \`fireq proxy\` | ${ms(latency.through.p50)} | ${ms(latency.through.p99)} | ${verdict(latency.quartiles[1], 5, 'ms more at p99')} |

The middle of ${ROUNDS} rounds of ${BLOCK_SECONDS} s each way, load average ${load.toFixed(1)} on ${cpus().length} cores with the bench itself; of the rounds, ${latency.held} held the goal, the middle half lay between ${ms(latency.quartiles[0])} and ${ms(latency.quartiles[2])} ms more.

| cost | | |
|---|---|---|
| requests per second of one core, observe | ${Math.round(throughput.perCore)} | ${throughput.perCore >= 2000 ? 'goal 2,000 held' : 'goal 2,000 MISSED'} |
| the same of a bare \`node:http\` pipe | ${Math.round(barest.perCore)} | ${(throughput.perCore / barest.perCore).toFixed(2)} of it |
| memory with ${streams.count} concurrent streams | ${streams.megabytes.toFixed(0)} MB | ${verdict(streams.megabytes, 200, 'MB')} |

${WORKERS} workers with the \`openai\` client and its default retries do ${PIECES} pieces of ${TOKENS} output tokens, each until it is done, against the sandbox's scenario \`ramp\` (${LIMIT.toLocaleString('en-US')} output tokens a minute, a quarter more every 15 s of use; the bucket is empty at the start). All that flows in is used after ${ideal.toFixed(0)} s; goal of pacing: 0 × 429, at most ${(ideal / 0.9).toFixed(0)} s, and a limit as high:

| mode | seconds | failed | 429 | limit at the end |
|---|---|---|---|---|
${worth.map(one => `| ${one.name} | ${one.seconds.toFixed(0)} | ${one.failed} | ${one.refused} | ${one.limit.toLocaleString('en-US')} |`).join('\n')}

Advice alone: ${((100 * worth[1].refused) / worth[0].refused).toFixed(0)} % of the 429 without it (goal: under 10 %).
`
const file = path.join(root, 'bench/results.md')
const before = readFileSync(file, 'utf8')
const at = before.indexOf('## The proxy')
const next = at === -1 ? -1 : before.indexOf('\n## ', at + 1)
const [head, tail] = [at === -1 ? before : before.slice(0, at), next === -1 ? '' : before.slice(next)]
writeFileSync(file, `${head.trimEnd()}\n\n${section}${tail}`)
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

/**
 * Open loop, in blocks of one way after the other, many times over: a machine that others use too disturbs some rounds,
 * and the middle one is told. Each way gets the whole rate while it is its turn.
 */
async function addedLatency() {
  const agent = new http.Agent({keepAlive: true})
  const ways = {direct: stub.url, through: proxy.url, pipe: pipe.url}
  const block = async url => {
    const times = []
    const open = []
    const started = performance.now()
    for (let count = 0; count < RATE * BLOCK_SECONDS; count++) {
      const due = started + (count * 1000) / RATE
      if (due > performance.now()) await sleep(due - performance.now())
      const sent = performance.now()
      open.push(post(agent, url).then(() => times.push(performance.now() - sent)))
    }
    await Promise.all(open)
    return {p50: quantile(times, 0.5), p99: quantile(times, 0.99)}
  }
  const rounds = []
  for (let round = -1; round < ROUNDS; round++) {
    const one = {}
    for (const [name, url] of Object.entries(ways)) one[name] = await block(url)
    if (round >= 0) rounds.push(one)
  }
  const middle = of => quantile(rounds.map(of), 0.5)
  const way = name => ({p50: middle(one => one[name].p50), p99: middle(one => one[name].p99)})
  const added = rounds.map(one => one.through.p99 - one.direct.p99)
  const quartiles = [0.25, 0.5, 0.75].map(at => quantile(added, at))
  const held = added.filter(value => value <= 5).length
  return {direct: way('direct'), through: way('through'), pipe: way('pipe'), quartiles, held}
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
  const opened = async () => {
    const {snapshot} = await fresh.ask()
    return snapshot.traffic.reduce((sum, row) => sum + row.inFlight, 0)
  }
  for (let second = 0; second < 60 && (await opened()) < count; second++) await sleep(1000)
  await sleep(6000)
  const open = await opened()
  const {rss} = await fresh.ask()
  for (const request of requests) request.destroy()
  return {count: open, megabytes: rss / 1024 / 1024}
}

/** The same work in each mode: pieces that a worker asks for again until it gets them. */
async function work(modes) {
  const sandbox = await start('sandbox', sandboxModule)
  const between = await start('proxy', proxyModule, JSON.stringify({upstream: sandbox.url, ...modes}))
  const ask = (url, tokens, maxRetries = 2) =>
    new OpenAI({apiKey: 'fw_sandbox', baseURL: `${url}/inference/v1`, maxRetries}).chat.completions.create({
      model: 'accounts/fireworks/models/kimi-k3',
      max_tokens: tokens,
      messages: [{role: 'user', content: 'a piece of work'}],
    })
  // The bucket is full at the start; what flows in is what both have to live on.
  await ask(sandbox.url, LIMIT)
  // What a job sends first tells its limits.
  await ask(between.url, 1)
  const started = performance.now()
  let [left, failed] = [PIECES, 0]
  const worker = async () => {
    while (left-- > 0) {
      for (let done = false; !done;) {
        done = await ask(between.url, TOKENS).then(
          () => true,
          () => (failed++, false),
        )
      }
    }
  }
  await Promise.all(Array.from({length: WORKERS}, worker))
  const seconds = (performance.now() - started) / 1000
  const {snapshot} = await between.ask()
  const [row] = snapshot.traffic
  const limit = row.limits.find(({dimension}) => dimension === 'generated').perMinute
  return {seconds, failed, refused: row.status429, limit}
}

/** Seconds that the work takes when all that flows in is used: a quarter more every 15 seconds. */
function idealSeconds() {
  let [seconds, rate, tokens] = [0, LIMIT / 60, PIECES * TOKENS]
  for (; tokens > rate * 15; rate *= 1.25) {
    tokens -= rate * 15
    seconds += 15
  }
  return seconds + tokens / rate
}
