import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {parse} from 'yaml'
import {NO_SELECTOR} from '../../src/lib/domain/action.js'
import type {ShapingFlagValues} from '../../src/lib/cli/list/shaping.js'
import type {CommandResult} from '../../src/lib/cli/result.js'
import {resultText, shapedResult} from '../../src/lib/cli/show.js'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {readCsv, readTsv} from '../render/delimited-reader.js'
import {commandResult, silentIo} from '../support/command-result.js'
import {newHome, writeProfile} from '../support/profile-home.js'
import {runCli} from '../support/run-cli.js'
import {documentIn} from '../support/schema-check.js'

type Cells = Readonly<Record<string, string>>
type Item = Readonly<Record<string, unknown>>

/** A list with rows, and the same list without any. */
interface ListCase {
  readonly id: string
  readonly words: readonly string[]
  /** Of the scenario that has rows. */
  readonly scenario?: string
  /** Words that leave no row of the account that has some; without: an account that has nothing. */
  readonly emptyWords?: readonly string[]
  /** The column of what `-o name` prints. */
  readonly name: string
  readonly sort: string
  readonly where: string
  readonly short?: Pick<ShapingFlagValues, 'status' | 'group'>
  /** The rows of a document, each as far as these columns name it. */
  readonly items: (data: never) => readonly Item[]
}

interface Holders {
  readonly quotas: readonly {readonly quota: string; readonly holders: readonly Item[]}[]
}
interface Series {
  readonly series: readonly (Item & {readonly points: readonly Item[]})[]
}

const inSeries = (data: Series) => data.series.flatMap(({points, ...of}) => points.map(point => ({...of, ...point})))

const LISTS: readonly ListCase[] = [
  {
    id: 'quota list',
    words: [],
    name: 'id',
    sort: 'utilization',
    where: 'group',
    short: {status: ['ok,full'], group: ['on-demand-gpu']},
    items: (data: {quotas: Item[]}) => data.quotas,
  },
  {
    id: 'model list',
    words: [],
    name: 'name',
    sort: 'outputUsd',
    where: 'sizeClass',
    items: (data: {models: Item[]}) => data.models,
  },
  {
    id: 'key list',
    words: [],
    scenario: 'expiring-keys',
    name: 'id',
    sort: 'daysLeft',
    where: 'owner',
    items: (data: {keys: Item[]}) => data.keys,
  },
  {
    id: 'account list',
    words: [],
    name: 'id',
    sort: 'displayName',
    where: 'state',
    items: (data: {accounts: Item[]}) => data.accounts,
  },
  {
    id: 'limits probe',
    words: ['kimi-k3', 'gpt-oss-120b'],
    emptyWords: ['--free'],
    name: 'model',
    sort: 'perMinute',
    where: 'dimension',
    items: (data: {probes: (Item & {limits: Item[]})[]}) =>
      data.probes.flatMap(({limits, ...probe}) => limits.map(limit => ({...probe, ...limit}))),
  },
  {
    id: 'spend',
    words: ['--by', 'day,model', '--since', '7d'],
    name: 'model',
    sort: 'usd',
    where: 'model',
    items: (data: {rows: Item[]}) => data.rows,
  },
  {
    id: 'quota explain',
    words: [],
    scenario: 'gpu-leak',
    name: 'name',
    sort: 'amount',
    where: 'kind',
    items: (data: Holders) => data.quotas.flatMap(({quota, holders}) => holders.map(holder => ({quota, ...holder}))),
  },
  {
    id: 'limits history',
    words: ['kimi-k3'],
    emptyWords: ['nobody-recorded-this'],
    name: 'model',
    sort: 'limit',
    where: 'dimension',
    items: inSeries,
  },
  {
    id: 'quota history',
    words: ['global--h100-count'],
    emptyWords: ['global--b300-count'],
    name: 'quota',
    sort: 't',
    where: 'source',
    items: inSeries,
  },
  {
    id: 'auth list',
    words: [],
    name: 'name',
    sort: 'file',
    where: 'owner',
    items: (data: {profiles: Item[]}) => data.profiles,
  },
]

const home = newHome()
const sandboxes = new Map<string, Sandbox>()
let nothing: Server

/** What an account says that has nothing. */
const NOTHING = {
  name: 'accounts/acme',
  ...Object.fromEntries(
    ['accounts', 'quotas', 'models', 'apiKeys', 'rateLimits', 'series', 'lineItems', 'rows'].map(name => [name, []]),
  ),
}

beforeAll(async () => {
  for (const scenario of ['tier2', 'expiring-keys', 'gpu-leak']) {
    sandboxes.set(scenario, await createSandbox({scenario}))
  }
  nothing = createServer((request, response) => {
    request.resume()
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(NOTHING))
  })
  await new Promise<void>(resolve => nothing.listen(0, '127.0.0.1', resolve))
  for (const name of ['work', 'side', 'lab']) writeProfile(home, name, sandboxes.get('tier2')!)
  for (let times = 0; times < 3; times++) {
    const {code, stderr} = await runCli(['history', 'record', '--probe', 'kimi-k3', ...connectionTo('tier2')], {home})
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('error')])
  }
}, 60_000)
afterAll(async () => {
  nothing.close()
  await Promise.all([...sandboxes.values()].map(sandbox => sandbox.close()))
})

function connectionTo(scenario: string): string[] {
  const {url, apiKey} = sandboxes.get(scenario)!
  return ['--base-url', url, '--api-key', apiKey, '-a', 'acme']
}

const connectionToNothing = () => {
  const url = `http://127.0.0.1:${(nothing.address() as AddressInfo).port}`
  return ['--base-url', url, '--api-key', 'fw_test_nothing', '-a', 'acme']
}

const isLocal = (list: ListCase) => list.id.endsWith('history')

/** The list with its rows, and without any. */
async function resultsOf(list: ListCase): Promise<readonly (readonly [kind: string, result: CommandResult])[]> {
  const [full, empty] = [connectionTo(list.scenario ?? 'tier2'), connectionToNothing()]
  const io = silentIo(home)
  return [
    ['full', await commandResult(list.id, [...list.words, ...(list.id === 'auth list' ? [] : full)], io)],
    [
      'empty',
      list.id === 'auth list'
        ? await commandResult(list.id, [], silentIo(newHome()))
        : await commandResult(
            list.id,
            [...(list.emptyWords ?? list.words), ...(isLocal(list) ? full : empty)],
            silentIo(home),
          ),
    ],
  ]
}

async function inForm(result: CommandResult, flags: ShapingFlagValues, output: string): Promise<string> {
  const given = {...flags, ...(output === 'json' ? {json: true} : {output})}
  return resultText(silentIo(home), given, shapedResult(given, result), NO_SELECTOR)
}

/** Each shaping flag, with what it says to the oracle. */
function flagsOf(list: ListCase, rows: readonly Cells[]): ShapingFlagValues[] {
  const value = rows.at(-1)?.[list.where] ?? 'x'
  return [
    {columns: [`${list.sort},${list.name}`]},
    {'no-headers': true},
    {sort: `${list.sort}:desc`},
    {limit: 2},
    {where: [`${list.where}=${value}`]},
    {where: [`${list.name}=nothing-of-this-name`]},
    ...(list.short?.status ? [{status: list.short.status}] : []),
    ...(list.short?.group ? [{group: list.short.group}] : []),
  ]
}

function both(one: ShapingFlagValues, other: ShapingFlagValues): ShapingFlagValues {
  const where = [...(one.where ?? []), ...(other.where ?? [])]
  return {...one, ...other, ...(where.length > 0 ? {where} : {})}
}

/** The rows that flags choose, worked out on the cells of csv, apart from the program. */
function expectedRows(rows: readonly Cells[], {where = [], status, group, sort, limit}: ShapingFlagValues): Cells[] {
  const conditions = [
    ...where.map(text => [text.slice(0, text.indexOf('=')), [text.slice(text.indexOf('=') + 1)]] as const),
    ...(status ? [['status', status.join(',').split(',')] as const] : []),
    ...(group ? [['group', group.join(',').split(',')] as const] : []),
  ]
  let chosen = rows.filter(row => conditions.every(([field, values]) => values.includes(row[field]!)))
  if (sort !== undefined) {
    const field = sort.split(':')[0]!
    const numeric = rows.every(row => row[field] === '' || Number.isFinite(Number(row[field])))
    const known = chosen.filter(row => row[field] !== '')
    const compare = (a: string, b: string) => (numeric ? Number(b) - Number(a) : a < b ? 1 : a > b ? -1 : 0)
    chosen = [...known.sort((a, b) => compare(a[field]!, b[field]!)), ...chosen.filter(row => row[field] === '')]
  }
  return limit === undefined ? chosen : chosen.slice(0, limit)
}

const lines = (text: string) => text.split('\n').slice(0, -1)
const cellsOf = ([header = [], ...records]: string[][]): Cells[] =>
  records.map(record => Object.fromEntries(record.map((cell, at) => [header[at]!, cell])))

describe.each(LISTS)('$id', list => {
  test('takes every shaping flag alone and with every other, in every format, with rows and without', async () => {
    for (const [kind, result] of await resultsOf(list)) {
      const whole = cellsOf(readCsv(await inForm(result, {}, 'csv')))
      const names = Object.keys(whole[0] ?? {})
      expect([kind, whole.length > 0]).toEqual([kind, kind === 'full'])
      const single = flagsOf(list, whole)
      const pairs = single.flatMap((one, at) => single.slice(at + 1).map(other => both(one, other)))
      for (const flags of [{}, ...single, ...pairs]) {
        const rows = expectedRows(whole, flags)
        const columns = flags.columns?.flatMap(text => text.split(',')) ?? (names.length > 0 ? names : null)
        const told = [kind, flags] as const

        const csv = readCsv(await inForm(result, flags, 'csv'))
        if (flags['no-headers'] !== true) {
          const header = csv.shift()
          if (columns !== null) expect([...told, header]).toEqual([...told, columns])
        }
        expect([...told, csv]).toEqual([...told, rows.map(row => columns!.map(name => row[name]!))])
        const tsv = await inForm(result, flags, 'tsv')
        expect(tsv === '' ? 0 : readTsv(tsv).length).toBe(rows.length + Number(flags['no-headers'] !== true))

        const ids = [...new Set(rows.map(row => row[list.name]!))].filter(name => name !== '')
        expect([...told, lines(await inForm(result, flags, 'name'))]).toEqual([...told, ids])

        const document = JSON.parse(await inForm(result, flags, 'json')) as {data: never; generatedAt: string}
        const items = list.items(document.data)
        const wanted = rows.map(row => row[list.name]!)
        // A document that groups its rows keeps its groups; a flat one the order that was asked for.
        expect([...told, items.map(item => (item[list.name] as string | null | undefined) ?? '').sort()]).toEqual([
          ...told,
          wanted.sort(),
        ])
        const yaml = parse(await inForm(result, flags, 'yaml')) as Item
        expect({...yaml, generatedAt: ''}).toEqual({...document, generatedAt: ''})

        const text = lines(await inForm(result, flags, 'text'))
        if (flags.columns !== undefined || flags['no-headers'] === true) {
          expect([...told, text.length]).toEqual([...told, rows.length + Number(flags['no-headers'] !== true)])
        } else {
          // More than the rows: a header, sums, verdicts.
          expect([...told, text.length > rows.length]).toEqual([...told, true])
        }
      }
    }
  })

  test('takes them on a real command line, all at once', async () => {
    if (list.id === 'auth list') return
    const words = [...list.id.split(' '), ...list.words, ...connectionTo(list.scenario ?? 'tier2')]
    const run = async (...more: string[]) => {
      const {stdout, stderr, code} = await runCli([...words, ...more], {home})
      expect([code, stderr]).toEqual([0, expect.not.stringContaining('error')])
      return stdout
    }
    const [value] = readCsv(await run('-o', 'csv', '--no-headers', '--columns', list.where, '--limit', '1'))[0]!
    const shaping = ['--where', `${list.where}=${value}`, '--sort', `${list.sort}:desc`, '--limit', '2']
    const chosen = [...shaping, '--columns', `${list.name},${list.where}`]
    const csv = readCsv(await run(...chosen, '-o', 'csv'))
    expect(csv[0]).toEqual([list.name, list.where])
    const rows = csv.slice(1)
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.every(([, cell]) => cell === value)).toBe(true)
    expect(lines(await run(...chosen, '--no-headers'))).toHaveLength(rows.length)
    expect(lines(await run(...chosen, '-o', 'name'))).toEqual([...new Set(rows.map(([name]) => name))])
    const document = documentIn(await run(...chosen, '--json'))
    expect(list.items(document.data as never)).toHaveLength(rows.length)
    expect((parse(await run(...chosen, '-o', 'yaml')) as Item)['schema']).toBe(document.schema)
    const counted = await run(...chosen, '--query', `length(keys(data))`)
    expect(counted).toMatch(/^\d+\n$/)
  })
})
