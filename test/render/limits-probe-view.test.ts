import {describe, expect, it, test} from '@jest/globals'
import stringWidth from 'string-width'
import {readRateLimitHeaders, type ReadHeadersOptions} from '../../src/lib/domain/limits/headers.js'
import type {SizeClassId} from '../../src/lib/domain/facts/rate-limits.js'
import {classifyAnswer} from '../../src/lib/domain/answer/classify.js'
import {summariseSamples} from '../../src/lib/domain/limits/probe-samples.js'
import {LIMIT_FIELDS, limitRows} from '../../src/lib/render/views/limits-probe-table.js'
import {limitsProbeText, type LimitsProbeInput} from '../../src/lib/render/views/limits-probe.js'
import type {ShownProbe} from '../../src/lib/render/views/limits-probe-lines.js'
import {expectGolden} from './golden.js'
import {pipe, terminal} from './surfaces.js'

const limits = (prompt: number, uncached: number, generated: number, left: number): [string, string][] => [
  ['x-ratelimit-limit-tokens-prompt', String(prompt)],
  ['x-ratelimit-remaining-tokens-prompt', String(prompt)],
  ['x-ratelimit-limit-tokens-cache-adjusted-prompt', String(uncached)],
  ['x-ratelimit-remaining-tokens-cache-adjusted-prompt', String(uncached - 9)],
  ['x-ratelimit-limit-tokens-generated', String(generated)],
  ['x-ratelimit-remaining-tokens-generated', String(left)],
]
const COMPLETION = '{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":1}}'

interface Answer {
  readonly status?: number
  readonly headers?: readonly [string, string][]
  readonly body?: string
  readonly serviceTier?: string
  readonly sizeClass?: SizeClassId
  readonly unit?: ReadHeadersOptions['unit']
}

function probe(id: string, {status = 200, headers = [], body = COMPLETION, ...asked}: Answer = {}): ShownProbe {
  const model = id.startsWith('accounts/') ? id : `accounts/fireworks/models/${id}`
  const all: [string, string][] = [
    ...headers,
    ['x-request-id', 'req-7f31'],
    ['fireworks-server-time-to-first-token', '0.18'],
  ]
  const snapshot = readRateLimitHeaders(all, {unit: asked.unit ?? 'auto', sizeClass: asked.sizeClass ?? null})
  const outcome = classifyAnswer({status, headers: all, body, model}, {snapshot, completionExpected: true})
  return {
    result: {
      model,
      serviceTier: asked.serviceTier ?? null,
      outcome: outcome.code,
      httpStatus: status,
      latencyMs: 312,
      ttftMs: snapshot.ttftMs,
      requestId: outcome.requestId,
      overLimit: snapshot.overLimit,
      retryAfterSeconds: snapshot.retryAfterSeconds,
      promptTokens: 9,
      message: outcome.message,
      limits: snapshot.limits,
      headers: snapshot.headers,
    },
    outcome,
    usage: status === 200 ? {prompt: 9, generated: 1} : null,
  }
}

const ESCAPES = '\u001b[31m\u001b]0;owned\u0007\u202e'
const LAST = probe('glm-5p3', {headers: limits(3_600_000, 900_000, 36_000, 12_000)})
const REPORTS: Record<string, LimitsProbeInput> = {
  one: {
    probes: [probe('gpt-oss-120b', {headers: limits(21_600_000, 5_400_000, 216_000, 41_000), sizeClass: 'small'})],
  },
  several: {
    probes: [
      probe('kimi-k3', {headers: limits(3_600_000, 900_000, 36_000, 35_999)}),
      probe('minimax-m3', {
        status: 429,
        headers: [...limits(3_600_000, 900_000, 36_000, 0), ['retry-after', '2']],
        body: '{"error":"rate limit exceeded, please try again later"}',
      }),
      probe('glm-5p3', {status: 503, body: '{"error":{"message":"Service Overloaded"}}'}),
      probe('glm-5p3', {headers: limits(60_000, 15_000, 600, 30), serviceTier: 'priority'}),
      probe('strange', {headers: limits(2_000_000, 500_000, 20_000, 19_000)}),
    ],
  },
  dynamic: {
    probes: [
      probe('deepseek-v4p1-flash', {
        headers: [
          ['x-ratelimit-limit-requests', '120'],
          ['x-ratelimit-remaining-requests', '0'],
          ['x-ratelimit-limit-tokens-generated', '12000'],
          ['x-ratelimit-remaining-tokens-generated', '11000'],
          ['x-ratelimit-over-limit', 'yes'],
        ],
      }),
    ],
  },
  'no-headers': {probes: [probe('kimi-k3')]},
  compared: {
    probes: [
      probe('glm-5p3', {status: 503, body: '{"error":"Service Overloaded"}'}),
      {...LAST, result: {...LAST.result, serviceTier: 'priority'}},
    ],
    comparisons: [
      {message: 'Them: standard requests to glm-5p3 are turned away by the service while Priority gets through.'},
    ],
  },
  sampled: {
    probes: [],
    samples: [
      {
        last: LAST,
        usage: {prompt: 360, generated: 38},
        summary: summariseSamples([
          {
            outcome: 'ok',
            latencyMs: 190,
            limits: readRateLimitHeaders(limits(21_600_000, 5_400_000, 216_000, 200_000)).limits,
          },
          {outcome: 'rate-limited', latencyMs: 840, limits: []},
          {outcome: 'ok', latencyMs: 210, limits: LAST.result.limits},
        ]),
      },
    ],
  },
  hostile: {
    probes: [
      probe(`accounts/${ESCAPES}/models/x${ESCAPES}y`, {
        status: 400,
        body: `{"error":"${'no '.repeat(90)}\\u001b[2J"}`,
      }),
      probe(`${'very-'.repeat(30)}long`, {headers: limits(3_600_000, 900_000, 36_000, -120)}),
    ],
  },
  nothing: {probes: []},
}
const WIDTHS = [60, 80, 120, 200]
// oxlint-disable-next-line no-control-regex -- escape sequences are what is looked for
const SGR = /\u001b\[[0-9;]*m/g

describe.each(Object.entries(REPORTS))('the report %s', (name, report) => {
  test.each(WIDTHS)('is as drawn on a terminal of %i columns', async columns => {
    const plain = await limitsProbeText(report, terminal(columns))
    const coloured = await limitsProbeText(report, terminal(columns, {colour: true}))
    expectGolden(`limits-probe/${name}.${columns}.txt`, plain)
    if (columns === 80) expectGolden(`limits-probe/${name}.80.colour.txt`, coloured)
    expect(coloured.replace(SGR, '')).toBe(plain)
  })

  test('is as laid out in a pipe, and in ASCII', async () => {
    expectGolden(`limits-probe/${name}.pipe.txt`, await limitsProbeText(report, pipe()))
    expectGolden(`limits-probe/${name}.pipe.colour.txt`, await limitsProbeText(report, pipe({colour: true})))
    expectGolden(`limits-probe/${name}.80.ascii.txt`, await limitsProbeText(report, terminal(80, {unicode: false})))
  })

  test('sends no escape of a server’s, and ends no line in a space', async () => {
    for (const surface of [terminal(80), pipe()]) {
      const text = await limitsProbeText(report, surface)
      // oxlint-disable-next-line no-control-regex -- escape sequences are what is looked for
      expect(text).not.toMatch(/[\u001b\u0007\u202e]/)
      expect(text).not.toMatch(/ $/m)
    }
  })
})

describe('on a terminal', () => {
  const fitting = Object.entries(REPORTS).filter(([name]) => name !== 'hostile')
  test.each(fitting)('%s fits, every line of the box equally wide', async (_, report) => {
    for (const columns of WIDTHS) {
      const lines = (await limitsProbeText(report, terminal(columns))).split('\n')
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns)
      const boxed = lines.filter(line => /^[╭│├╰]/.test(line))
      expect(new Set(boxed.map(line => stringWidth(line))).size).toBeLessThanOrEqual(1)
    }
  })

  it('draws a bar for a limit that presses and for no other, full only when nothing is left', async () => {
    const barOf = async (left: number) => {
      const text = await limitsProbeText(
        {probes: [probe('m', {headers: limits(3_600_000, 900_000, 36_000, left)})]},
        terminal(120),
      )
      expect(text.match(/[█░]{10}/g)?.length ?? 0).toBeLessThanOrEqual(1)
      return /output.*?([█░]{10})/.exec(text)?.[1]
    }
    expect(await barOf(36_000)).toBeUndefined()
    expect(await barOf(35_999)).toBeUndefined()
    expect(await barOf(7_200)).toBe('████████░░')
    expect(await barOf(1)).toBe('█████████░')
    expect(await barOf(0)).toBe('██████████')
    expect(await barOf(-500)).toBe('██████████')
  })

  it('one model fits 24 rows with the prompt, the verdict first and one step last', async () => {
    const single = Object.entries(REPORTS).filter(([name, {probes}]) => probes.length === 1 && name !== 'hostile')
    for (const [, report] of single) {
      const lines = (await limitsProbeText(report, terminal(80))).split('\n')
      expect(lines.length).toBeLessThanOrEqual(22)
      expect(lines[0]).toMatch(/^\S \S+: (ok|over-limit|rate-limited) · HTTP /)
    }
    const limited = {probes: [REPORTS['several']!.probes[1]!]}
    const lines = (await limitsProbeText(limited, terminal(80))).split('\n')
    expect(lines.slice(0, 1)).toEqual(['▲ minimax-m3: rate-limited · HTTP 429 · 312 ms · request id req-7f31'])
    expect(lines).toContain('  fireq limits wait minimax-m3')
    expect(lines.length).toBeLessThanOrEqual(22)
  })

  it('leaves out UNIT, LIMIT/SEC, the bar and the box, in this order, before a name is cut', async () => {
    const named = (id: string) => ({probes: [probe(id, {headers: limits(3_600_000, 900_000, 36_000, 0)})]})
    const shows = async (length: number) => {
      const text = await limitsProbeText(named('m'.repeat(length)), terminal(80))
      expect(text).toMatch(new RegExp(` ?${'m'.repeat(length)} {2,}prompt `))
      return ['UNIT', 'LIMIT/SEC', '█', '╭'].map(sign => (text.includes(sign) ? sign : ' ')).join('')
    }
    const seen = new Set<string>()
    for (let length = 1; length <= 34; length++) seen.add(await shows(length))
    expect([...seen]).toEqual([' LIMIT/SEC█╭', '  █╭', '   ╭', '    '])
  })

  /** The sentence tells the place of the tightest limit, the drawing those of the others. */
  const TIGHTER: [string, string][] = [
    ['x-ratelimit-limit-tokens-prompt', '1000'],
    ['x-ratelimit-remaining-tokens-prompt', '1'],
  ]

  it('draws where a limit stands, also above its bound', async () => {
    const scaleOf = async (generated: number) => {
      const headers: [string, string][] = [['x-ratelimit-limit-tokens-generated', String(generated)]]
      const text = await limitsProbeText(
        {probes: [probe('m', {headers: [...headers, ...TIGHTER], unit: 'minute', sizeClass: 'large'})]},
        terminal(120),
        undefined,
        {verbose: true},
      )
      return /per minute: (.*) \S+ of 216k upper bound/.exec(text)?.[1]
    }
    expect(await scaleOf(0)).toBe(`├●${'─'.repeat(20)}┤`)
    expect(await scaleOf(108_000)).toBe(`├${'─'.repeat(10)}●${'─'.repeat(10)}┤`)
    expect(await scaleOf(216_000)).toBe(`├${'─'.repeat(20)}●┤`)
    expect(await scaleOf(648_000)).toBe(`├${'─'.repeat(21)}┤ ●`)
  })
})

describe('in a pipe', () => {
  it('has the columns of the contract, seven cells a row, the model in each', async () => {
    const [table] = (await limitsProbeText(REPORTS['several']!, pipe())).split('\n\n')
    const rows = table!.split('\n').map(row => row.split(/ {2,}/))
    expect(rows[0]).toEqual(['MODEL', 'DIMENSION', 'LIMIT/MIN', 'LIMIT/SEC', 'REMAINING', 'USE%', 'UNIT'])
    for (const row of rows) expect(row).toHaveLength(7)
    expect(rows.slice(1).every(([model]) => model !== '')).toBe(true)
  })
})

test('of a list that was read for free there is one table, and a line for what is not in it', async () => {
  const report = {probes: [probe('kimi-k3', {headers: limits(3_600_000, 900_000, 36_000, 35_999)})]}
  const piped = await limitsProbeText(report, pipe(), undefined, {listed: true})
  expect(piped.trimEnd().split('\n')).toHaveLength(4)
  const shown = await limitsProbeText(report, terminal(80), undefined, {listed: true})
  expect(shown).toMatch(/^✓ 1 model: the limits as the account API lists them/)
  expect(shown).not.toContain('REMAINING')
})

test('the fields of csv and tsv are those of the document', () => {
  const row = limitRows([LAST.result])[0]!
  const known = new Set([...Object.keys(LAST.result), ...Object.keys(row.limit!)])
  for (const {name} of LIMIT_FIELDS) expect(known.has(name)).toBe(true)
})
