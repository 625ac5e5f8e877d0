import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {COLUMNS, wordsOf, type Column} from '../support/fault-columns.js'
import {FAULTS, MATRIX_KEY, type FaultRow} from '../support/fault-table.js'
import {startFaultyGateway, type FaultyGateway} from '../support/faulty-gateway.js'
import {holdDocument, holdHarmless, holdText, type MatrixRun} from '../support/hold-cell.js'
import {CERTIFICATE, openAddresses} from '../support/matrix-addresses.js'
import {inTurn} from '../support/property-runs.js'
import {emptyHome, inLanes, spawnFireq} from '../support/spawn-fireq.js'

/** Seconds for `--timeout` where the fault is that nothing comes, and where a machine that is busy may be late. */
const SLOW_TIMEOUT_S = 2
const TIMEOUT_S = 20
/** Milliseconds after which a run counts as hung: starting takes its time. */
const HUNG_MS = 60_000

const columnsOf = (row: FaultRow) => COLUMNS.filter(column => column.promise(row) !== null)

/**
 * Every command meets every kind of fault in the full matrix, in process; here each fault meets one, in turn: in the short run every twelfth
 * fault, and those that only a process of its own can meet every sixteenth command.
 */
const CELLS = inTurn(FAULTS, 12, 0).flatMap((row, at): {row: FaultRow; column: Column}[] => {
  const columns = columnsOf(row)
  return row.spawned
    ? inTurn(columns, 16, at).map(column => ({row, column}))
    : [{row, column: columns[at % columns.length]!}]
})

describe('the shipped bundle, a fault at a time', () => {
  let gateway: FaultyGateway
  let places: Awaited<ReturnType<typeof openAddresses>>
  const runs = new Map<(typeof CELLS)[number], {machine: MatrixRun; person: MatrixRun}>()

  async function run(row: FaultRow, column: Column, more: readonly string[]): Promise<MatrixRun> {
    const cell = gateway.open(row.variants[0]!.fault, column.strikes)
    const home = emptyHome()
    const url = row.address === undefined ? cell.url : places.addresses[row.address]
    const timeout = String(row.slow ? SLOW_TIMEOUT_S : TIMEOUT_S)
    const words = [...wordsOf(column, row), ...more, '--base-url', url, '--timeout', timeout]
    const outcome = await spawnFireq(words, {
      env: {
        HOME: home,
        FIREWORKS_API_KEY: MATRIX_KEY,
        ...(column.noAccount ? {} : {FIREWORKS_ACCOUNT_ID: 'acme'}),
        ...(row.spawned ? {NODE_EXTRA_CA_CERTS: CERTIFICATE} : {}),
      },
      ...(column.stdin === undefined ? {} : {stdin: `${MATRIX_KEY}\n`}),
      killAfterMs: HUNG_MS,
    })
    return {...outcome, cell, home}
  }

  beforeAll(async () => {
    gateway = await startFaultyGateway()
    places = await openAddresses()
    await inLanes(
      4,
      CELLS.map(cell => async () => {
        const machine = await run(cell.row, cell.column, ['--json', '--debug'])
        runs.set(cell, {machine, person: await run(cell.row, cell.column, [])})
      }),
    )
  }, 300_000)

  afterAll(async () => {
    await Promise.all([gateway.close(), places.close()])
  })

  test.each(CELLS.map(cell => [cell.row.group, cell.row.name, cell.column.name, cell] as const))(
    '%s: %s: %s',
    (_group, _name, _column, cell) => {
      const {row, column} = cell
      const {machine, person} = runs.get(cell)!
      holdDocument(machine, row, column)
      // The healthy gateway behind an address of its own keeps no record for the run.
      if (row.address === undefined) for (const each of [machine, person]) holdHarmless(each, row, column)
      holdText(person, row, column)
      for (const each of [machine, person]) expect(each.stdout + each.stderr).not.toContain(MATRIX_KEY)
      expect(gateway.carriedAway).toBe(0)
    },
  )
})
