import {describe, expect, it, test} from '@jest/globals'
import process from 'node:process'
import stringWidth from 'string-width'
import type {ExplainedQuota} from '../../src/lib/domain/quota/holders.js'
import {quotaListText, type QuotaListInput} from '../../src/lib/render/views/quota-list.js'
import {expectGolden} from './golden.js'
import {EMPTY, HOSTILE, LIVED_IN, manyQuotas, quota, SUSPENDED, UNLIMITED} from './sample-quotas.js'
import {pipe, terminal} from './surfaces.js'

const LISTS: Record<string, QuotaListInput> = {
  'lived-in': LIVED_IN,
  unlimited: UNLIMITED,
  suspended: SUSPENDED,
  empty: EMPTY,
  hostile: HOSTILE,
}
const WIDTHS = [60, 80, 120, 200]
// oxlint-disable-next-line no-control-regex -- escape sequences are what is looked for
const SGR = /\u001b\[[0-9;]*m/g

describe.each(Object.entries(LISTS))('the list of a %s account', (name, list) => {
  test.each(WIDTHS)('is as drawn on a terminal of %i columns', async columns => {
    expectGolden(`quota-list/${name}.${columns}.txt`, await quotaListText(list, terminal(columns)))
    expectGolden(
      `quota-list/${name}.${columns}.colour.txt`,
      await quotaListText(list, terminal(columns, {colour: true})),
    )
  })

  test('is as laid out in a pipe', async () => {
    expectGolden(`quota-list/${name}.pipe.txt`, await quotaListText(list, pipe()))
    expectGolden(`quota-list/${name}.pipe.colour.txt`, await quotaListText(list, pipe({colour: true})))
  })

  test('is as drawn with nothing but ASCII', async () => {
    expectGolden(`quota-list/${name}.80.ascii.txt`, await quotaListText(list, terminal(80, {unicode: false})))
  })

  test.each([40, ...WIDTHS])('fits a terminal of %i columns, every line of the box equally wide', async columns => {
    const lines = (await quotaListText(list, terminal(columns))).split('\n')
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns)
    const boxed = lines.filter(line => /^[╭│├╰]/.test(line))
    expect(new Set(boxed.map(line => stringWidth(line))).size).toBeLessThanOrEqual(1)
  })

  test('differs with colour by nothing but colour', async () => {
    for (const columns of WIDTHS) {
      const plain = await quotaListText(list, terminal(columns))
      const coloured = await quotaListText(list, terminal(columns, {colour: true}))
      expect(coloured).not.toBe(plain)
      expect(coloured.replace(SGR, '')).toBe(plain)
    }
  })
})

describe('who holds a quota', () => {
  const holder = (name: string, amount: number) => ({name, amount}) as unknown as ExplainedQuota['holders'][number]
  const explained = (more: Partial<ExplainedQuota>): ExplainedQuota => ({
    quota: 'global--h100-count',
    unit: 'gpu',
    limit: 8,
    reported: 8,
    computed: 7,
    unexplained: 1,
    readable: true,
    unreadable: [],
    attributable: true,
    holders: [holder('small', 1), holder('chat-prod', 4), holder('rollout-9', 2)],
    ...more,
  })
  const shown = (one: ExplainedQuota, columns: number) =>
    quotaListText(LIVED_IN, terminal(columns), {held: new Map([['global--h100-count', one]])})

  it('is named on a wide terminal, the largest first, and what nobody explains is counted', async () => {
    expect(await shown(explained({}), 200)).toContain(' chat-prod (4), rollout-9 (2), 1 more, 1 unexplained ')
    expect(await shown(explained({}), 200)).toContain(' UPDATED ')
    expect(await shown(explained({}), 80)).not.toContain('chat-prod')
  })

  it('is – where it cannot be read', async () => {
    const row = (await shown(explained({readable: false, holders: []}), 200))
      .split('\n')
      .find(line => line.includes('global--h100'))
    expect(row).toMatch(/ – /)
  })

  it('stands under the profile that was chosen', async () => {
    expect(await quotaListText(LIVED_IN, terminal(120), {profile: 'work'})).toMatch(/^acme.* · profile work$/m)
  })
})

test('60 columns lose MAX, then the box, and keep USE% and STATUS', async () => {
  const text = await quotaListText(LIVED_IN, terminal(60))
  expect(text).not.toContain('MAX  ')
  expect(text).not.toContain('╭')
  expect(text).toMatch(/^NAME +LIMIT +USE% +STATUS$/m)
})

describe('in a pipe', () => {
  it('prints a header row and one line per quota, groups in order with the pressing first, nothing else', async () => {
    const lines = (await quotaListText(LIVED_IN, pipe())).trimEnd().split('\n')
    expect(lines).toHaveLength(1 + LIVED_IN.quotas.length)
    expect(lines[0]).toMatch(/^NAME {2,}USED {2,}LIMIT {2,}MAX {2,}USE% {2,}STATUS$/)
    expect(lines.slice(1).map(line => line.split(' ')[0])).toEqual([
      'monthly-spend-usd',
      'serverless-inference-rpm',
      'us-iowa-1--b200-count',
      'global--h100-count',
      'global--a100-count',
      'ap-tokyo-1--h100-count',
      'training-b200-count',
      'training-h200-count',
      'deployed-model-count',
      'job-submission-count',
      'eval-protocol-free-daily-credits',
      'quantum-annealer-count',
    ])
  })

  it('gives every row six cells, two spaces or more apart, whatever the names', async () => {
    for (const list of [LIVED_IN, UNLIMITED, HOSTILE]) {
      const rows = (await quotaListText(list, pipe())).trimEnd().split('\n')
      for (const row of rows) expect(row.split(/ {2,}/)).toHaveLength(6)
    }
  })

  it('never cuts a name, never ends a line in a space, never sends an escape', async () => {
    const text = await quotaListText(HOSTILE, pipe())
    expect(text).toContain(`${'very-'.repeat(30)}long-count`)
    expect(text).not.toMatch(/ $/m)
    expect(text).not.toContain('\u001b')
    expect(text).not.toContain('\u202e')
  })
})

describe('on a terminal', () => {
  it('tells every status by a word and a symbol of its own', async () => {
    const text = await quotaListText({...LIVED_IN, quotas: [...LIVED_IN.quotas, ...UNLIMITED.quotas]}, terminal(120))
    const statuses = ['✓ ok', '△ warning', '▲ critical', '✗ exceeded', '∞ unlimited', '? unknown']
    for (const status of statuses) expect(text).toContain(status)
  })

  it('leaves columns out before it cuts a name that matters, and says so', async () => {
    const text = await quotaListText(LIVED_IN, terminal(60))
    expect(text).toContain('serverless-inference-rpm ')
    expect(text).toContain('No room for USED, MAX')
    expect(text).not.toMatch(/NAME.*MAX/)
  })

  it('keeps the order given, without headings, when a list was asked for in an order', async () => {
    const text = await quotaListText(LIVED_IN, terminal(80), {grouped: false})
    expect(text).not.toContain('Models and jobs')
    expect(text.indexOf('global--h100-count')).toBeLessThan(text.indexOf('serverless-inference-rpm'))
  })

  it('calls an unknown number `–`, never 0', async () => {
    const list = {...LIVED_IN, quotas: [quota('mystery-count', null, null, null, null)]}
    const row = (await quotaListText(list, terminal(80))).split('\n').find(line => line.includes('mystery'))
    expect(row).toMatch(/mystery-count +– +– +– +– +\? unknown/)
    expect(row).not.toContain('0')
  })
})

describe('a thousand quotas', () => {
  it.each([
    ['on a terminal', terminal(80, {colour: true})],
    ['in a pipe', pipe()],
  ])('are all drawn %s, well within a second', async (_, surface) => {
    // Processor time, not the clock's: other work on the machine is none of the table's.
    const before = process.cpuUsage()
    const text = await quotaListText(manyQuotas(1000), surface)
    const {user, system} = process.cpuUsage(before)
    expect((user + system) / 1e6).toBeLessThan(1)
    expect(text.match(/region-\d+--h100-count/g)).toHaveLength(1000)
  })
})
