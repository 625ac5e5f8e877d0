import {afterEach, describe, expect, it, test} from '@jest/globals'
import type {LimitsProbeDocument} from '../../src/lib/cli/limits/probe.js'
import {redrawText} from '../../src/lib/cli/watch/rounds.js'
import {AppError} from '../../src/lib/domain/errors.js'
import {
  recordedAnswer,
  startInferenceServer,
  type InferenceServer,
  type RecordedAnswer,
} from '../support/inference-server.js'
import {runCli, type RunOptions} from '../support/run-cli.js'
import {documentIn} from '../support/schema-check.js'

const open: InferenceServer[] = []
afterEach(() => Promise.all(open.splice(0).map(server => server.close())))

/** Watches, answers the rounds in turn, and stops by SIGINT when one more is asked for. */
async function watch(answers: readonly RecordedAnswer[], words: readonly string[], options: RunOptions = {}) {
  const controller = new AbortController()
  let round = 0
  const server = await startInferenceServer({
    answer: ({method}) => {
      // The catalogue, for the sizes of models: there is none here.
      if (method === 'GET') return {status: 404, headers: [], body: ''}
      const answer = answers[round++]
      if (answer) return answer
      controller.abort(new AppError('unknown', 'interrupted by SIGINT', {exitCode: 130}))
      return null
    },
  })
  open.push(server)
  const env = {FIREWORKS_BASE_URL: server.url, FIREWORKS_API_KEY: 'fw_sandbox'}
  const line = ['limits', 'probe', 'glm-5p3', '--watch', '0.02', '--no-color', ...words]
  const outcome = await runCli(line, {...options, env, signal: controller.signal})
  return {...outcome, asked: server.asked.filter(({method}) => method === 'POST').length}
}

const FINE = recordedAnswer('adaptive-per-minute')
const THROTTLED = recordedAnswer('throttled-not-over-limit')

describe('--watch', () => {
  it('prints one document a line with --json, on a terminal too, and exits 130', async () => {
    for (const tty of [false, true]) {
      const {stdout, code, asked} = await watch([FINE, THROTTLED, FINE], ['--json'], {tty})
      expect(code).toBe(130)
      expect(asked).toBe(4)
      const lines = stdout.trimEnd().split('\n')
      expect(lines.map(line => documentIn<LimitsProbeDocument>(line).data.probes[0]!.outcome)).toEqual([
        'ok',
        'rate-limited',
        'ok',
      ])
    }
  })

  it('appends block after block in a pipe, each under its time', async () => {
    const {stdout} = await watch([FINE, THROTTLED], [])
    const blocks = stdout.split(/^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$)/m)
    expect(blocks).toHaveLength(2)
    expect(blocks[0]).toMatch(/^\S+ \S+Z\nMODEL [^]*glm-5p3: ok [^]*\n\n$/)
    expect(blocks[1]).toMatch(/^\S+ \S+Z\nMODEL [^]*glm-5p3: rate-limited /)
    expect(stdout).not.toContain('\u001b')
  })

  it('draws over a terminal in place, one write a round, without blanking it first', async () => {
    const {stdout} = await watch([FINE, THROTTLED], [], {tty: true})
    // oxlint-disable-next-line no-control-regex -- escape sequences are what is looked for
    const [first, second, ...more] = stdout.split(/\u001b\[(?=\d+A\r)/)
    expect(more).toHaveLength(0)
    const lines = first!.split('\n')
    expect(lines[0]).toMatch(/^every 20 ms, .*Z; Ctrl-C ends it$/)
    expect(second!.startsWith(`${lines.length - 1}A\r`)).toBe(true)
    expect(second!.endsWith('\u001b[J')).toBe(true)
    expect(
      second!
        .split('\n')
        .slice(0, -1)
        .every(line => line.endsWith('\u001b[K')),
    ).toBe(true)
    expect(second).toContain('glm-5p3: rate-limited')
    // oxlint-disable-next-line no-control-regex -- escape sequences are what is looked for
    expect(stdout).not.toMatch(/\u001b\[[23]J/)
  })

  it('draws a line of the rounds seen from the second one on', async () => {
    const {stdout} = await watch([FINE, THROTTLED], [], {tty: true})
    // oxlint-disable-next-line no-control-regex -- escape sequences are what is looked for
    const [first, second] = stdout.split(/\u001b\[(?=\d+A\r)/)
    expect(first).not.toMatch(/glm-5p3 generated/)
    expect(second).toMatch(/glm-5p3 generated +[▁▂▃▄▅▆▇]█ 100%/)
  })

  it('gives csv one header, and every row its time', async () => {
    const {stdout} = await watch([FINE, FINE], ['-o', 'csv'])
    expect(stdout.match(/^generatedAt,model,/gm)).toHaveLength(1)
    const [header, ...records] = stdout.trimEnd().split('\n')
    expect(records).toHaveLength(6)
    for (const record of records) {
      expect(record).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,accounts\//)
      expect(record.split(',')).toHaveLength(header!.split(',').length)
    }
  })

  it('repeats a caveat only when it changes', async () => {
    const bySize = recordedAnswer('adaptive-per-second')
    const {stderr} = await watch([bySize, bySize, bySize], [])
    expect(stderr.match(/^warning: /gm)).toHaveLength(1)
  })
})

describe('a frame over the one before', () => {
  test.each([
    ['nothing', '', 80, 24, ''],
    ['three lines', 'a\nb\n\n', 80, 24, '\u001b[3A\r'],
    ['a line that a narrower terminal has broken', `${'x'.repeat(80)}\nb\n`, 40, 24, '\u001b[3A\r'],
    ['coloured lines, by what is seen of them', `\u001b[31m${'x'.repeat(40)}\u001b[39m\n`, 40, 24, '\u001b[1A\r'],
    ['a frame as tall as the screen', 'a\nb\nc\n', 80, 3, '\u001b[H'],
    ['a screen of unknown height', 'a\nb\nc\n', 80, null, '\u001b[3A\r'],
  ])('%s', (_, drawn, columns, rows, start) => {
    const redrawn = drawn === '' ? 'new\n' : `${start}new\u001b[K\n\u001b[J`
    expect(redrawText(drawn, 'new\n', columns, rows)).toBe(redrawn)
  })
})
