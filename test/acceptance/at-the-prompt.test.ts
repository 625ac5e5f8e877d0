import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {readdirSync} from 'node:fs'
import {startFaultyGateway, type Cell, type FaultyGateway} from '../support/faulty-gateway.js'
import {inTurn} from '../support/property-runs.js'
import {NO_TERMINAL, runOnTerminal, type Step} from '../support/run-on-terminal.js'
import {emptyHome} from '../support/spawn-fireq.js'

const KEY = 'k3y-of-no-known-kind-0123456789'
const CTRL_C = '\u0003'
const CTRL_D = '\u0004'

describe(`a question on a terminal${NO_TERMINAL === null ? '' : `: ${NO_TERMINAL}`}`, () => {
  const onTerminal = NO_TERMINAL === null ? test : test.skip
  let gateway: FaultyGateway

  beforeAll(async () => {
    gateway = await startFaultyGateway()
  })

  afterAll(async () => {
    await gateway.close()
  })

  const patches = ({asked}: Cell) => asked.filter(({method}) => method === 'PATCH').length
  const healthyCell = () => gateway.open(({healthy}) => healthy())
  const set = (cell: Cell, value: string, step: Omit<Step, 'when'>) =>
    runOnTerminal(
      ['quota', 'set', 'monthly-spend-usd', value, '--base-url', cell.url],
      [{when: String.raw`\[y/N\] |account acme: `, ...step}],
      {env: {FIREWORKS_API_KEY: KEY, FIREWORKS_ACCOUNT_ID: 'acme'}},
    )

  onTerminal.each([
    ['Ctrl-C', {type: CTRL_C}, 130, 0],
    ['Ctrl-D', {type: CTRL_D}, 2, 1],
    ['SIGTERM', {signal: 'SIGTERM'}, 143, 2],
    ['SIGHUP', {signal: 'SIGHUP'}, 129, 3],
    ['n', {type: 'n\r'}, 1, 4],
  ] as const)('%s: nothing is sent, the terminal is as it was', async (_name, step, code, at) => {
    // A change that is asked about once, and one that needs the account's name.
    for (const value of inTurn(['450', '90'], 2, at)) {
      const cell = healthyCell()
      const run = await set(cell, value, step)
      expect(run).toMatchObject({code, done: 1, restored: true})
      expect(run.screen).not.toMatch(/\n\s+at /)
      expect(patches(cell)).toBe(0)
    }
  })

  onTerminal('y: it is sent once', async () => {
    const cell = healthyCell()
    expect(await set(cell, '450', {type: 'y\r'})).toMatchObject({code: 0, restored: true})
    expect([patches(cell), cell.value]).toEqual([1, 450])
  })

  onTerminal('the window is closed: nothing is sent, and nothing goes on alone', async () => {
    const cell = healthyCell()
    const run = await set(cell, '450', {close: true})
    expect(run.done).toBe(1)
    // Hung up by the system, or told so by it: over either way.
    expect([run.code, run.signal].filter(each => each !== null)).toHaveLength(1)
    expect(patches(cell)).toBe(0)
  })

  const login = async (step: Omit<Step, 'when'>) => {
    const cell = healthyCell()
    const home = emptyHome()
    const run = await runOnTerminal(
      ['auth', 'login', '--base-url', cell.url],
      [
        {when: 'not shown', type: KEY.slice(0, 12)},
        {when: '', ...step},
      ],
      {env: {HOME: home}},
    )
    return {run, cell, files: readdirSync(home, {recursive: true}).filter(file => String(file).endsWith('.json'))}
  }

  onTerminal.each([
    ['Ctrl-C', {type: CTRL_C}, 130],
    ['SIGTERM', {signal: 'SIGTERM'}, 143],
  ] as const)('%s in the middle of a key: it is not shown, not sent, not kept', async (_name, step, code) => {
    const {run, cell, files} = await login(step)
    expect(run).toMatchObject({code, restored: true})
    expect(run.screen).not.toContain(KEY.slice(0, 6))
    expect([cell.asked.length, files.length]).toEqual([0, 0])
  })

  onTerminal('a key that is typed to its end is kept, and never shown', async () => {
    const {run, files} = await login({type: `${KEY.slice(12)}\r`})
    expect(run).toMatchObject({code: 0, restored: true})
    expect(run.screen).not.toContain(KEY.slice(0, 6))
    expect(files).toHaveLength(1)
  })

  onTerminal(
    'a window made narrower while a probe is watched: the old picture goes entirely, the next one fits',
    async () => {
      const picture = 'Ctrl-C ends it.*\n'
      const run = await runOnTerminal(
        ['limits', 'probe', 'kimi-k3', '--watch', '1', '--sandbox', '--no-color'],
        [{when: picture, columns: NARROW}, {when: picture}, {when: picture, type: CTRL_C}],
        {columns: 110},
      )
      expect(run).toMatchObject({code: 130, done: 3, restored: true})
      // The window broke the lines of the first picture anew: so many lines up begins what has to go.
      const [first = '', second = ''] = run.screen.split(ERASED)
      const shown = first.slice(first.indexOf('every 1 s')).replace(/\r\n$/, '')
      const height = linesOf(shown).reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / NARROW)), 0)
      expect(run.screen).toContain(`\u001B[${height}A\r`)
      // Written over line by line, and what is left below it taken away.
      expect(second).toContain('\u001B[J')
      // The table fits; a sentence may be broken by the window.
      const table = linesOf(second.replaceAll('\u001B[K', '')).filter(line => /^\s*[│┌├└]/.test(line))
      expect(table.length).toBeGreaterThan(3)
      expect(Math.max(...table.map(line => line.length))).toBeLessThanOrEqual(NARROW)
    },
  )
})

const ERASED = new RegExp(String.raw`\u001B\[\d+A\r`)
/** Columns; figures are never cut, and with these names they take 51. */
const NARROW = 60

function linesOf(screen: string): string[] {
  return screen.split('\r\n')
}
