import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {readFileSync, writeFileSync} from 'node:fs'
import process from 'node:process'
import {instantClock} from '../support/connection.js'
import {COLUMNS, wordsOf, type Column} from '../support/fault-columns.js'
import {FAULTS, MATRIX_KEY, type FaultRow} from '../support/fault-table.js'
import {startFaultyGateway, type FaultyGateway} from '../support/faulty-gateway.js'
import {holdDocument, holdHarmless, holdText, type MatrixRun} from '../support/hold-cell.js'
import {openAddresses} from '../support/matrix-addresses.js'
import {MATRIX_END, MATRIX_START, matrixText} from '../support/matrix-text.js'
import {inTurn} from '../support/property-runs.js'
import {runCli} from '../support/run-cli.js'
import {emptyHome, inLanes} from '../support/spawn-fireq.js'

/** `--timeout` of a run whose fault takes that long, and of every other one: which must not wait for it. */
const SLOW_TIMEOUT_S = 0.4
const TIMEOUT_S = 60
/** Milliseconds that a slow run may take beyond its timeouts, on a machine that is busy with other things. */
const MARGIN_MS = 20_000
/** The longest that a server's `retry-after` is believed. */
const LONGEST_WAIT_MS = 60_000
const PAGE = 'docs/reliability.md'

let gateway: FaultyGateway
let places: Awaited<ReturnType<typeof openAddresses>>

beforeAll(async () => {
  gateway = await startFaultyGateway()
  places = await openAddresses()
  // One after the other first: jest cannot load one module for several commands at once.
  const healthy = FAULTS[0]!
  for (const column of COLUMNS) await run(healthy, column, 0, [])
}, 60_000)

afterAll(async () => {
  await Promise.all([gateway.close(), places.close()])
})

async function run(row: FaultRow, column: Column, at: number, more: readonly string[]): Promise<MatrixRun> {
  const cell = gateway.open(row.variants[at]!.fault, column.strikes)
  const home = emptyHome()
  const clock = instantClock()
  const url = row.address === undefined ? cell.url : places.addresses[row.address]
  const timeout = String(row.slow ? SLOW_TIMEOUT_S : TIMEOUT_S)
  const started = performance.now()
  const outcome = await runCli([...wordsOf(column, row), ...more, '--base-url', url, '--timeout', timeout], {
    env: {FIREWORKS_API_KEY: MATRIX_KEY, ...(column.noAccount ? {} : {FIREWORKS_ACCOUNT_ID: 'acme'})},
    home,
    clock,
    ...(column.stdin === undefined ? {} : {stdin: `${MATRIX_KEY}\n`}),
  })
  for (const wait of clock.slept) expect(wait).toBeLessThanOrEqual(LONGEST_WAIT_MS)
  // One attempt after the other: of the questions of a command at most six depend on each other.
  expect(performance.now() - started).toBeLessThan(
    (row.slow ? 6 * SLOW_TIMEOUT_S * 1000 : 0) + (row.long ? 3 : 1) * MARGIN_MS,
  )
  expect(gateway.carriedAway).toBe(0)
  return {...outcome, cell, home}
}

/** Each fault meets every n-th command in the short run, the next one the commands after those; `npm run test:deep` crosses all. */
const EVERY = 50

describe.each(FAULTS.filter(row => !row.spawned).map((row, at) => [row.group, row.name, row, at] as const))(
  '%s: %s',
  (_group, _name, row, turn) => {
    const promised = COLUMNS.filter(({promise}) => promise(row) !== null)
    const kept = inTurn(promised, EVERY, turn)
    const variants = row.variants.map((variant, at) => ({...variant, at}))

    // All commands at once: what is slow here waits, it does not compute.
    test(`${kept.length} commands, ${variants.length === 1 ? 'one way' : `${variants.length} ways`}`, async () => {
      const failures: string[] = []
      const cells = kept.flatMap(column =>
        (column.few ? variants.slice(0, 1) : variants).map(({name, at}) => ({column, name, at})),
      )
      const hold = async ({column, name, at}: (typeof cells)[number]) => {
        const machine = await run(row, column, at, ['--json', '--debug'])
        const person = at === 0 && !row.long ? await run(row, column, at, []) : null
        try {
          holdDocument(machine, row, column)
          holdHarmless(machine, row, column)
          if (person) holdHarmless(person, row, column)
          if (person) holdText(person, row, column)
        } catch (error) {
          const printed = [machine, person].map(each => `${each?.stdout}\n${each?.stderr}`).join('\n')
          failures.push(`${column.name}, ${name}: ${(error as Error).message}\n${printed}`)
        }
      }
      await inLanes(
        row.slow ? cells.length : 4,
        cells.map(cell => () => hold(cell)),
      )
      expect(failures.join('\n\n')).toBe('')
    }, 180_000)
  },
)

test('the page shows this matrix', () => {
  const page = readFileSync(PAGE, 'utf8')
  const [before, , after] = page.split(new RegExp(`(?<=${MATRIX_START}\\n)|(?=${MATRIX_END})`))
  const written = `${before}\n${matrixText(FAULTS, COLUMNS)}\n${after}`
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(PAGE, written)
  else expect(page).toBe(written)
})
