// Two simulated hours of `limits probe --watch`; run.js builds this and starts it with --expose-gc.
import path from 'node:path'
import process from 'node:process'
import {PassThrough, Readable, Writable} from 'node:stream'
import {Worker} from 'node:worker_threads'
import type {Clock} from '../../src/lib/app/ports.js'
import {runFireq} from '../../src/dispatch.js'
import {AppError} from '../../src/lib/domain/errors.js'
import type {NextRound, Served} from './sandbox-thread.js'
import {roundsPlannedBy, type PlannedRound} from './soak-faults.js'

const MINUTE_MS = 60_000
const INTERVAL_S = 5
/** Real seconds: what a slow answer costs the soak. */
const TIMEOUT_S = 2
/** Minute of simulated time at which the heap is measured first: everything is loaded and warm by then. */
const FIRST_MEASURE_MIN = 10

interface SoakReport {
  readonly simulatedMinutes: number
  readonly rounds: number
  readonly faults: number
  readonly heapAtMinute10: number
  readonly heapAtEnd: number
  readonly growth: number
  readonly exitCode: number
  /** What was not as promised; empty when all was. */
  readonly findings: readonly string[]
}

const minutes = Number(process.argv[2] ?? 120)
const seed = Number(process.argv[3] ?? 1)
void soak(minutes, seed).then(report => {
  process.stdout.write(`${JSON.stringify(report)}\n`)
  process.exit(report.findings.length === 0 ? 0 : 1)
})

async function soak(simulatedMinutes: number, seedOfFaults: number): Promise<SoakReport> {
  const worker = new Worker(path.join(__dirname, 'sandbox-thread.cjs'))
  const {url, apiKey} = await nextMessage<{url: string; apiKey: string}>(worker)
  const watch = new Watch(worker, roundsPlannedBy(seedOfFaults), simulatedMinutes * MINUTE_MS)
  const words = ['limits', 'probe', 'kimi-k3', '--watch', String(INTERVAL_S), '--json', '--timeout', String(TIMEOUT_S)]
  const exitCode = await runFireq([...words, '--base-url', url], {
    env: {FIREWORKS_API_KEY: apiKey, FIREWORKS_ACCOUNT_ID: 'acme'},
    stdin: Readable.from([]),
    stdout: watch.stdout,
    stderr: new PassThrough().resume(),
    clock: watch,
    home: null,
    platform: 'linux',
    signal: watch.controller.signal,
  })
  await worker.terminate()
  return watch.report(simulatedMinutes, exitCode)
}

/** The clock on which the rounds wait, and the reader who checks each document as it comes and keeps none. */
class Watch implements Clock {
  readonly controller = new AbortController()
  readonly stdout: Writable
  private readonly start = Date.parse('2026-11-21T12:00:00Z')
  private time = this.start
  private planned: PlannedRound = {fault: null, outcome: 'ok'}
  private document: ProbeDocument | null = null
  private rounds = 0
  private faults = 0
  private heapAtMinute10 = 0
  private heapAtEnd = 0
  private readonly findings: string[] = []

  constructor(
    private readonly sandbox: Worker,
    private readonly plan: () => PlannedRound,
    private readonly lengthMs: number,
  ) {
    this.stdout = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.take(chunk.toString())
        done()
      },
    })
  }

  now(): number {
    return this.time
  }

  /** Between two rounds: what came is held to what was planned, and the next round is prepared. */
  async sleep(ms: number): Promise<void> {
    const next = this.plan()
    const {requests} = await tell(this.sandbox, {advanceMs: ms, fault: next.fault})
    this.holdRound(requests)
    this.planned = next
    if (next.fault) this.faults++
    this.time += ms
    const elapsed = this.time - this.start
    if (this.heapAtMinute10 === 0 && elapsed >= FIRST_MEASURE_MIN * MINUTE_MS) this.heapAtMinute10 = collectedHeap()
    if (elapsed < this.lengthMs) return
    this.heapAtEnd = collectedHeap()
    // The last fault was armed for a round that will not be.
    if (next.fault) this.faults--
    this.controller.abort(new AppError('unknown', 'interrupted by SIGINT', {exitCode: 130}))
  }

  private take(text: string): void {
    if (this.document !== null) this.find('two documents in one round')
    if (!/^\{.*\}\n$/.test(text)) this.find(`no whole line: ${text.slice(0, 80)}`)
    this.document = JSON.parse(text) as ProbeDocument
  }

  private holdRound(requests: readonly string[]): void {
    const {document, planned} = this
    this.document = null
    this.rounds++
    if (document === null) return this.find('no document')
    const probe = document.data?.probes?.[0]
    if (!probe || document.data.probes.length !== 1) return this.find(`not one sample: ${document.schema}`)
    if (Date.parse(document.generatedAt) !== this.time) this.find(`a sample of another time: ${document.generatedAt}`)
    if (probe.outcome !== planned.outcome) {
      this.find(`${planned.fault?.kind ?? 'no fault'} told as ${probe.outcome}, not ${planned.outcome}`)
    }
    const sent = requests.filter(line => line.includes('POST '))
    if (sent.length !== 1) this.find(`${sent.length} requests in one round`)
    const id = sent[0]?.split(' ').at(-1) ?? ''
    if (probe.requestId !== null && !probe.requestId.startsWith(id)) this.find(`a sample of another request: ${id}`)
  }

  private find(what: string): void {
    if (this.findings.length < 20) this.findings.push(`round ${this.rounds}: ${what}`)
  }

  report(simulatedMinutes: number, exitCode: number): SoakReport {
    const {rounds, faults, heapAtMinute10, heapAtEnd, findings} = this
    const growth = heapAtEnd / heapAtMinute10 - 1
    const wanted = (simulatedMinutes * MINUTE_MS) / (INTERVAL_S * 1000)
    if (rounds !== wanted) findings.push(`${rounds} rounds, not ${wanted}`)
    if (exitCode !== 130) findings.push(`exit code ${exitCode}`)
    if (!(growth <= 0.05)) findings.push(`the heap grew by ${(growth * 100).toFixed(1)} %`)
    return {simulatedMinutes, rounds, faults, heapAtMinute10, heapAtEnd, growth, exitCode, findings}
  }
}

interface ProbeDocument {
  readonly schema: string
  readonly generatedAt: string
  readonly data: {readonly probes: readonly {readonly outcome: string; readonly requestId: string | null}[]}
}

/** Bytes that are still in use. */
function collectedHeap(): number {
  for (let pass = 0; pass < 4; pass++) globalThis.gc!()
  return process.memoryUsage().heapUsed
}

function nextMessage<T>(worker: Worker): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

async function tell(worker: Worker, round: NextRound): Promise<Served> {
  const served = new Promise<Served>(resolve => worker.once('message', resolve))
  worker.postMessage(round)
  return served
}
