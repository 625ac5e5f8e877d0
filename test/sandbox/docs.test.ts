import {afterEach, describe, expect, it} from '@jest/globals'
import {execFile, spawnSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import process from 'node:process'
import {promisify} from 'node:util'
import {ACCOUNT} from '../../src/lib/sandbox/account/account-constants.js'
import type {Constant} from '../../src/lib/sandbox/constant.js'
import {FAULTS, SCENARIOS} from '../../src/lib/sandbox/index.js'
import {ADAPTIVE, DYNAMIC, SERVERLESS} from '../../src/lib/sandbox/limits/limit-constants.js'
import {ROUTES} from '../../src/lib/sandbox/routes.js'
import {call, closeAll, start} from './http-call.js'

afterEach(closeAll)

const PAGE = new URL('../../docs/sandbox.md', import.meta.url)
let page = readFileSync(PAGE, 'utf8')
/** `UPDATE_GOLDEN=1` writes what the code says into the page. */
const UPDATE = process.env['UPDATE_GOLDEN'] === '1'
const run = promisify(execFile)

type Row = readonly string[]

/** Puts rows into the table between two markers, in place of those that are there. */
function updateTable(name: string, rows: readonly Row[]): void {
  if (!UPDATE) return
  const [before = '', after = ''] = page.split(`<!-- ${name} -->`)
  const [inside = '', rest = ''] = after.split(`<!-- /${name} -->`)
  const head = inside.split('\n').filter(line => line.startsWith('|'))
  const table = [...head.slice(0, 2), ...rows.map(row => `| ${row.join(' | ')} |`)].join('\n')
  page = `${before}<!-- ${name} -->\n\n${table}\n\n<!-- /${name} -->${rest}`
  writeFileSync(PAGE, page)
}

/** The rows of the table between two markers, cells trimmed, without head and rule. */
function table(name: string): string[][] {
  const [, after = ''] = page.split(`<!-- ${name} -->`)
  const [inside = ''] = after.split(`<!-- /${name} -->`)
  const rows = inside.split('\n').filter(line => line.startsWith('|'))
  return rows.slice(2).map(row =>
    row
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  )
}

describe('docs/sandbox.md', () => {
  const curl = spawnSync('curl', ['--version']).status === 0

  // Each `sh` block is followed by a `text` block with exactly what it prints.
  ;(curl ? it : it.skip)('holds curl examples that print what it says', async () => {
    const sandbox = await start()
    const examples = [...page.matchAll(/```sh\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)]
    expect(examples.length).toBe(page.split('```sh\n').length - 1)
    expect(examples.length).toBeGreaterThanOrEqual(15)
    for (const [, command = '', printed] of examples) {
      const {stdout} = await run('sh', ['-c', command.replaceAll('http://127.0.0.1:4010', sandbox.url)])
      const shown = stdout.replaceAll('\r', '').trimEnd()
      if (UPDATE)
        page = page.replace(
          `${command}\`\`\`\n\n\`\`\`text\n${printed}`,
          () => `${command}\`\`\`\n\n\`\`\`text\n${shown}\n`,
        )
      else expect(`${command}${shown}\n`).toBe(`${command}${printed}`)
    }
    if (UPDATE) writeFileSync(PAGE, page)
  })

  it('names every scenario, fault and constant as the code has them', () => {
    const scenarios = SCENARIOS.map(({name, summary}) => [`\`${name}\``, summary])
    const faults = Object.entries(FAULTS)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([kind, what]) => [`\`${kind}\``, what])
    const tables: readonly (readonly [name: string, rows: readonly Row[]])[] = [
      ['scenarios', scenarios],
      ['routes', Object.entries(ROUTES).map(([route, what]) => [`\`${route}\``, what])],
      ['faults', faults],
      ['adaptive', constantRows(ADAPTIVE)],
      ['dynamic', constantRows(DYNAMIC)],
      ['serverless', constantRows(SERVERLESS)],
      ['account', constantRows(ACCOUNT)],
    ]
    for (const [name, rows] of tables) {
      updateTable(name, rows)
      expect([name, table(name)]).toEqual([name, rows])
    }
  })
})

describe('the routes of the page', () => {
  it('are answered, each of them', async () => {
    const sandbox = await start({scenario: 'enterprise'})
    const ids: Readonly<Record<string, string>> = {a: 'acme', u: 'dana'}
    for (const route of Object.keys(ROUTES)) {
      const [method = '', path = ''] = route.replace(/\[.*\]/, '').split(' ')
      const target = path.replaceAll(/\{(\w)\}/g, (_match, name: string) => ids[name] ?? 'none')
      const {status} = await call(sandbox, target, {method, ...(method === 'GET' ? {} : {body: '{}'})})
      // A body without fields, a query without times and a quota that does not exist are refused by the route itself.
      expect([route, [200, 400, 404].includes(status)]).toEqual([route, true])
      if (method === 'GET' && !path.includes('billing')) expect([route, status]).toEqual([route, 200])
    }
  })
})

function constantRows(constants: Readonly<Record<string, Constant>>): Row[] {
  return Object.entries(constants).map(([name, {value, unit, mark, source}]) => [
    `\`${name}\``,
    String(Math.round(value * 1e3) / 1e3),
    unit,
    mark,
    source,
  ])
}
