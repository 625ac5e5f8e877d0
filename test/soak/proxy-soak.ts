// A simulated day of `fireq proxy --pace --advise --record` in front of a sandbox full of faults; run.js builds this and
// starts it with --expose-gc.
import http from 'node:http'
import path from 'node:path'
import process from 'node:process'
import {Worker} from 'node:worker_threads'
import {startProxy, type Proxy} from '../../src/lib/proxy/index.js'
import {SharedTime} from '../support/shared-time.js'
import type {NextRound, Served} from './sandbox-thread.js'
import {roundsPlannedBy} from './soak-faults.js'

const MINUTE_MS = 60_000
const INTERVAL_MS = 10_000
/** Minute of simulated time at which the heap is measured first: everything is loaded and warm by then. */
const FIRST_MEASURE_MIN = 120
/** A slow answer, real seconds. */
const SLOW_SECONDS = 0.02
/** One client in so many goes away before its answer has ended. */
const GONE_EVERY = 17
/** Keys and models that the proxy has to tell apart. */
const KEYS = ['fw_sandbox', 'fw_member']
const MODELS = ['kimi-k3', 'glm-5p3', 'gpt-oss-120b']

interface SoakReport {
  readonly simulatedMinutes: number
  readonly rounds: number
  readonly faults: number
  readonly statuses: Readonly<Record<string, number>>
  readonly readings: number
  readonly heapAtFirst: number
  readonly heapAtEnd: number
  readonly growth: number
  /** What was not as promised; empty when all was. */
  readonly findings: readonly string[]
}

void soak(Number(process.argv[2] ?? 1440), Number(process.argv[3] ?? 1)).then(report => {
  process.stdout.write(`${JSON.stringify(report)}\n`)
  process.exit(report.findings.length === 0 ? 0 : 1)
})

async function soak(simulatedMinutes: number, seed: number): Promise<SoakReport> {
  const worker = new Worker(path.join(__dirname, 'sandbox-thread.cjs'))
  worker.on('error', error => {
    throw error
  })
  const {url} = await nextMessage<{url: string}>(worker)
  const time = new SharedTime()
  const findings: string[] = []
  let readings = 0
  const proxy = await startProxy({
    upstream: {url: new URL(url), agent: new http.Agent({keepAlive: true, timeout: 4000})},
    port: 0,
    version: 'soak',
    advise: true,
    pace: {target: 0.95, maxWaitMs: 10 * MINUTE_MS},
    clock: time,
    record: lines => (readings += lines.length),
    onOwnFault: message => findings.push(`a fault of its own: ${message}`),
  })
  const plan = roundsPlannedBy(seed)
  const agent = new http.Agent({keepAlive: true})
  const statuses: Record<string, number> = {}
  const waiting = () => proxy.snapshot().traffic.reduce((sum, row) => sum + row.waiting, 0)
  const quiet = () => waiting() > 0 && proxy.open === waiting()
  const rounds = (simulatedMinutes * MINUTE_MS) / INTERVAL_MS
  let [faults, heapAtFirst, before] = [0, 0, time.now()]
  for (let round = 0; round < rounds; round++) {
    const {fault} = plan()
    if (fault !== null) faults++
    const advanceMs = time.now() - before
    before = time.now()
    const armed = fault === null ? null : {...fault, seconds: SLOW_SECONDS}
    await tell(worker, {advanceMs, fault: armed})
    const gone = round % GONE_EVERY === 0
    const status = await time.run(ask(agent, proxy, round, gone), quiet)
    statuses[status] = (statuses[status] ?? 0) + 1
    for (let turn = 0; proxy.open > 0 && turn < 1000; turn++) await new Promise(resolve => setTimeout(resolve, 1))
    if (proxy.open > 0) findings.push(`round ${round}: something is still open`)
    const {requests} = await tell(worker, {advanceMs: 0, fault: null})
    const sent = requests.filter(line => line.includes('POST ')).length
    if (sent > 1 || (sent === 0 && !gone)) findings.push(`round ${round}: ${sent} requests upstream`)
    await time.run(time.sleep(INTERVAL_MS), () => true)
    if (heapAtFirst === 0 && round * INTERVAL_MS >= FIRST_MEASURE_MIN * MINUTE_MS) heapAtFirst = collectedHeap()
    if (findings.length > 20) break
  }
  const heapAtEnd = collectedHeap()
  const growth = heapAtEnd / heapAtFirst - 1
  if (!(growth <= 0.05)) findings.push(`the heap grew by ${(growth * 100).toFixed(1)} %`)
  await proxy.close(0)
  await worker.terminate()
  return {simulatedMinutes, rounds, faults, statuses, readings, heapAtFirst, heapAtEnd, growth, findings}
}

/** @returns the status, `gone` where the client left, `cut` where the connection ended */
function ask(agent: http.Agent, proxy: Proxy, round: number, gone: boolean): Promise<string> {
  const model = `accounts/fireworks/models/${MODELS[round % MODELS.length]}`
  const authorization = `Bearer ${KEYS[round % KEYS.length]}`
  const headers = {authorization, 'content-type': 'application/json'}
  return new Promise(resolve => {
    const request = http.request(
      `${proxy.url}/inference/v1/chat/completions`,
      {method: 'POST', agent, headers},
      answer => {
        if (gone) {
          request.destroy()
          return resolve('gone')
        }
        answer.on('error', () => resolve('cut')).on('end', () => resolve(String(answer.statusCode)))
        answer.resume()
      },
    )
    request.on('error', () => resolve(gone ? 'gone' : 'cut'))
    request.end(
      JSON.stringify({model, max_tokens: 20, stream: round % 2 === 0, messages: [{role: 'user', content: 'hi'}]}),
    )
  })
}

/** Bytes that are still in use. */
function collectedHeap(): number {
  for (let pass = 0; pass < 4; pass++) globalThis.gc!()
  return process.memoryUsage().heapUsed
}

function nextMessage<T>(worker: Worker): Promise<T> {
  return new Promise(resolve => worker.once('message', resolve))
}

async function tell(worker: Worker, round: NextRound): Promise<Served> {
  const served = nextMessage<Served>(worker)
  worker.postMessage(round)
  return served
}
