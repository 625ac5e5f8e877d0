import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {spawn, type ChildProcess} from 'node:child_process'
import {readdirSync} from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {COLUMNS, type Column} from '../support/fault-columns.js'
import {startFaultServer, type FaultServer} from '../support/fault-server.js'
import {MATRIX_KEY} from '../support/fault-table.js'
import {startFaultyGateway, type Cell, type Fault, type FaultyGateway} from '../support/faulty-gateway.js'
import {openAddresses} from '../support/matrix-addresses.js'
import {inTurn} from '../support/property-runs.js'
import {documentIn} from '../support/schema-check.js'
import {emptyHome, inLanes, spawnFireq, type SpawnOutcome} from '../support/spawn-fireq.js'

const CODES = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129} as const
type Signal = keyof typeof CODES
/** A run that a signal does not end counts as hung. */
const HUNG_MS = 30_000

const never: Fault = () => undefined
const halfABody: Fault = ({response}) => {
  response.writeHead(200, {'content-type': 'application/json', 'content-length': '2000'})
  response.write('{"name":"accounts/acme","quo')
}
const busy: Fault = ({response}) => {
  response.writeHead(503, {'retry-after': '50', 'content-type': 'application/json'})
  response.end('{"code":14,"message":"busy","details":[]}')
}

/** A moment of a command's life, and how a test sees that it has come. */
interface Stage {
  readonly name: string
  readonly fault: Fault
  readonly reached: (cell: Cell, column: Column, stderr: string) => boolean
}

const asked = ({asked}: Cell, {strikes}: Column) => {
  if (strikes === 'every request') return asked.length > 0
  const change = asked.findIndex(({method}) => method === 'PATCH')
  return strikes === 'the change' ? change !== -1 : change !== -1 && asked.length > change + 1
}
const STAGES: readonly Stage[] = [
  {name: 'while an answer is waited for', fault: never, reached: asked},
  {name: 'in the middle of an answer', fault: halfABody, reached: asked},
  {
    name: 'while a retry is waited for',
    fault: busy,
    reached: (_cell, _column, stderr) => stderr.includes('trying again'),
  },
]

interface Cut {
  readonly stage: Stage
  readonly column: Column
  readonly signal: Signal
}

/** A probe is never sent again, and neither is a change; what asks several accounts at once tells of no single retry. */
const retries = ({name}: Column) => !['limits probe', 'the change', 'quota diff', 'quota apply'].includes(name)
/** A file of changes has a test of its own, below: what became of them is a document, also in the middle. */
const INTERRUPTED = COLUMNS.filter(
  ({strikes, few}) => strikes !== 'the change, which is made' && (few !== true || strikes === 'every request'),
)
const ALL_CUTS: readonly Cut[] = INTERRUPTED.flatMap((column, at) =>
  STAGES.filter(({fault}) => fault !== busy || retries(column)).map((stage, stageAt) => ({
    stage,
    column,
    signal: (['SIGINT', 'SIGTERM', 'SIGHUP'] as const)[(at + stageAt) % 3]!,
  })),
)
/** In the short run a fortieth of them, and every stage of a change. */
const CUTS = [
  ...new Set([...inTurn(ALL_CUTS, 40, 0), ...ALL_CUTS.filter(({column}) => column.strikes !== 'every request')]),
]

describe('a signal ends every command at every stage', () => {
  let gateway: FaultyGateway
  let places: Awaited<ReturnType<typeof openAddresses>>
  const runs = new Map<Cut, {text: SpawnOutcome; json: SpawnOutcome; cells: Cell[]; homes: string[]}>()

  async function cutShort({stage, column, signal}: Cut, more: readonly string[]) {
    const cell = gateway.open(stage.fault, column.strikes)
    const home = emptyHome()
    const model = column.name === 'limits probe' ? ['kimi-k3'] : []
    const outcome = await spawnFireq([...column.words, ...model, ...more, '--base-url', cell.url], {
      env: {HOME: home, FIREWORKS_API_KEY: MATRIX_KEY, ...(column.noAccount ? {} : {FIREWORKS_ACCOUNT_ID: 'acme'})},
      ...(column.stdin === undefined ? {} : {stdin: MATRIX_KEY}),
      during: child => signalWhen(child, signal, stderr => stage.reached(cell, column, stderr)),
      killAfterMs: HUNG_MS,
    })
    return {outcome, cell, home}
  }

  beforeAll(async () => {
    gateway = await startFaultyGateway()
    places = await openAddresses()
    await inLanes(
      4,
      CUTS.map(cut => async () => {
        const text = await cutShort(cut, [])
        const json = await cutShort(cut, ['--json'])
        const cells = [text.cell, json.cell]
        runs.set(cut, {text: text.outcome, json: json.outcome, cells, homes: [text.home, json.home]})
      }),
    )
  }, 300_000)

  afterAll(async () => {
    await Promise.all([gateway.close(), places.close()])
  })

  test.each(CUTS.map(cut => [cut.column.name, cut.signal, cut.stage.name, cut] as const))(
    '%s: %s %s',
    (_column, _signal, _stage, cut) => {
      const {text, json, cells, homes} = runs.get(cut)!
      for (const outcome of [text, json]) {
        expect(outcome).toMatchObject({code: CODES[cut.signal], signal: null})
        expect(outcome.stdout + outcome.stderr).not.toMatch(/\n\s+at |Warning|fireq: |k3y-of/)
      }
      const told = documentIn(json.stdout)
      if (cut.column.strikes === 'the reading after it') {
        // The change was accepted: that stays true, and is told with the line that undoes it.
        expect(told.data).toMatchObject({applied: true, verified: false})
        expect(text.stdout).toContain('undo: fireq quota set monthly-spend-usd 400')
      } else {
        expect(text.stdout).toBe('')
        if (cut.column.name === 'limits probe') expect(told.data).toMatchObject({probes: []})
        else expect(told).toMatchObject({schema: 'fireq.error/v1', error: {exitCode: CODES[cut.signal]}})
      }
      expect(text.stderr).toContain('interrupted')
      expect(json.stdout).toContain('interrupted')
      const changed = cut.column.words.includes('set') && cut.column.strikes !== 'every request'
      for (const cell of cells)
        expect(cell.asked.filter(({method}) => method === 'PATCH')).toHaveLength(changed ? 1 : 0)
      // What was sent cannot be taken back: it is said how to find out.
      if (cut.column.strikes === 'the change') expect(text.stderr).toContain('fireq quota get monthly-spend-usd')
      for (const home of homes) expect(filesOf(home)).toEqual([])
    },
  )

  test.each(['SIGINT', 'SIGTERM'] as const)('%s while a connection is being made', async signal => {
    const run = await spawnFireq(['quota', 'list', '--debug', '--base-url', places.addresses.silentAskedForTls], {
      env: {FIREWORKS_API_KEY: MATRIX_KEY, FIREWORKS_ACCOUNT_ID: 'acme'},
      // The connection is made before its first byte: the trace tells it.
      during: child => signalWhen(child, signal, stderr => stderr.includes('> GET')),
      killAfterMs: HUNG_MS,
    })
    expect(run).toMatchObject({code: CODES[signal], signal: null, stdout: ''})
  })
})

describe('output that nobody takes, more than a pipe holds', () => {
  let server: FaultServer
  beforeAll(async () => {
    const quotas = Array.from({length: 5000}, (_, index) => ({
      name: `accounts/acme/quotas/team-${index}-widgets`,
      value: '100',
    }))
    server = await startFaultServer(() => ({body: {quotas, totalSize: quotas.length}}))
  })
  afterAll(() => server.close())

  /** Milliseconds from the last of so many Ctrl-C to the end, and how it ended. */
  async function interrupted(times: number) {
    const line = ['quota', 'list', '--json', '--base-url', server.url]
    const env = {PATH: process.env['PATH'] ?? '', HOME: emptyHome(), FIREWORKS_API_KEY: MATRIX_KEY}
    const child = spawn(process.execPath, [path.resolve('bin/run.js'), ...line], {
      env: {...env, FIREWORKS_ACCOUNT_ID: 'acme'},
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ended = new Promise<number | null>(resolve => child.on('exit', resolve))
    // The first bytes have come, the rest waits for a reader.
    await new Promise(resolve => child.stdout.once('readable', resolve))
    await sleep(300)
    child.kill('SIGINT')
    for (let more = 1; more < times; more++) {
      await sleep(300)
      child.kill('SIGINT')
    }
    const last = Date.now()
    const code = await ended
    child.stdout.destroy()
    return {code, ms: Date.now() - last}
  }

  test('one Ctrl-C gives it two seconds, and then ends it', async () => {
    const {code, ms} = await interrupted(1)
    expect(code).toBe(130)
    expect(ms).toBeGreaterThan(1500)
    expect(ms).toBeLessThan(8000)
  }, 60_000)

  test('a second Ctrl-C ends it at once', async () => {
    const {code, ms} = await interrupted(2)
    expect(code).toBe(130)
    // Of its two seconds it had 300 ms.
    expect(ms).toBeLessThan(1500)
  }, 60_000)
})

function filesOf(home: string): string[] {
  return readdirSync(home, {recursive: true})
    .map(String)
    .filter(file => file.endsWith('.json') || file.endsWith('.lock'))
}

/** Sends the signal once its time has come. */
function signalWhen(child: ChildProcess, signal: Signal, reached: (stderr: string) => boolean): void {
  let stderr = ''
  child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const poll = setInterval(() => {
    if (child.exitCode !== null) return clearInterval(poll)
    if (!reached(stderr)) return
    clearInterval(poll)
    child.kill(signal)
  }, 15)
  child.on('close', () => clearInterval(poll))
}
