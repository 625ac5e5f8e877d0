import {expect} from '@jest/globals'
import {readdirSync} from 'node:fs'
import type {Column} from './fault-columns.js'
import {MATRIX_KEY, type FaultRow} from './fault-table.js'
import {HEALTHY_VALUE, type Cell} from './faulty-gateway.js'
import {documentIn} from './schema-check.js'

/** What a run of one cell left behind. */
export interface MatrixRun {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
  readonly cell: Cell
  readonly home: string
}

const changes = ({words}: Column) => words.includes('set') || words.includes('apply')

/** Exactly one document, true to its schema, that says what the exit code says. */
export function holdDocument({stdout, code}: MatrixRun, row: FaultRow, column: Column): void {
  const promise = column.promise(row)!
  expect(stdout.endsWith('}\n')).toBe(true)
  expect(stdout.trimEnd()).not.toContain('\n')
  const document = documentIn<Record<string, unknown>>(stdout)
  expect({code, document: document.schema.startsWith('fireq.error/') ? 'error' : 'result'}).toEqual({
    code: promise.exitCode,
    document: promise.document,
  })
  if (promise.document === 'error') {
    const {error} = document as unknown as {error: {code: string; exitCode: number; hints: string[]}}
    expect(promise.told).toContain(error.code)
    expect(error.exitCode).toBe(code)
    expect(error.hints.length).toBeGreaterThan(0)
  } else {
    const told = toldBy(column, document.data, document.warnings)
    if (told !== null) expect(promise.told).toContain(told)
    if (promise.warning) expect(document.warnings.map(warning => warning.code)).toContain(promise.warning)
  }
}

/** What a document that is not an error says of the fault; null where its exit code says all. */
function toldBy(
  {name}: Column,
  data: Record<string, unknown>,
  warnings: readonly {readonly code: string}[],
): string | null {
  if (name === 'limits probe') return (data['probes'] as {outcome: string}[])[0]!.outcome
  if (name === 'diagnose') return data['cause'] as string
  if (name === 'tier list') return warnings[0]?.code ?? 'ok'
  return null
}

const COMPLETIONS = '/inference/v1/chat/completions'
/** Posts that change nothing: a probe, and the query of costs, which has its filter in a body. */
const READING_POSTS: ReadonlySet<string> = new Set([COMPLETIONS, '/v1/accounts/acme/usageCosts:query'])

/** No key, nothing sent that was not asked for, nothing half-changed. */
export function holdHarmless({stdout, stderr, code, cell, home}: MatrixRun, row: FaultRow, column: Column): void {
  expect(stdout + stderr).not.toContain(MATRIX_KEY)
  for (const {authorization} of cell.asked) expect(authorization).toBe(`Bearer ${MATRIX_KEY}`)
  const sent = cell.asked.filter(({method}) => method !== 'GET').map(({method, path, body}) => ({method, path, body}))
  if (changes(column)) holdChange(sent, cell, code, row, column)
  else expect(sent.filter(({path}) => !READING_POSTS.has(path))).toEqual([])
  expect(sent.filter(({path}) => path === COMPLETIONS).length).toBeLessThanOrEqual(1)
  // A login keeps nothing unless it succeeded, and no other command writes.
  const written = readdirSync(home, {recursive: true}).filter(file => String(file).endsWith('.json'))
  expect(written.length).toBe(column.name === 'auth login' && code === 0 ? 1 : 0)
}

/** The change is sent once, with the value that was asked for; what fireq says of it is what the server holds. */
function holdChange(
  sent: readonly {method: string; path: string; body: string}[],
  {value}: Cell,
  code: number | null,
  row: FaultRow,
  {strikes}: Column,
): void {
  const unread = strikes === 'every request' && row.account !== 'ok' && !row.listsOnly
  // No 400 of the matrix is about the field mask: only such a one is sent again without it.
  const times = unread ? 0 : 1
  expect(sent).toEqual(
    Array.from({length: times}, () => ({
      method: 'PATCH',
      path: '/v1/accounts/acme/quotas/monthly-spend-usd',
      body: '{"value":"450"}',
    })),
  )
  expect(value).toBe(code === 0 ? 450 : HEALTHY_VALUE)
}

/** For a person: nothing but data on stdout, at most four lines on stderr, the last of them a way out. */
export function holdText({stdout, stderr, code}: MatrixRun, row: FaultRow, column: Column): void {
  const promise = column.promise(row)!
  expect(code).toBe(promise.exitCode)
  if (promise.document === 'result') return void expect(stdout).not.toBe('')
  expect(stdout).toBe('')
  const lines = stderr.trimEnd().split('\n')
  const told = lines.slice(lines.findIndex(line => line.startsWith('error: ')))
  expect(told.filter(line => line.startsWith('error: '))).toHaveLength(1)
  expect(told.at(-1)).toMatch(/^hint: \S/)
  if (!changes(column)) expect(lines.length).toBeLessThanOrEqual(4)
}
