import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import stringWidth from 'string-width'
import {createSandbox, ManualClock, type Sandbox, type ScenarioName} from '../../src/lib/sandbox/index.js'
import {systemClock} from '../../src/lib/cli/context.js'
import {expectGolden} from '../render/golden.js'
import {runCli} from '../support/run-cli.js'

// What each command draws, from end to end: HTTP, reading, sums, view. Look at it before it is written anew.

const NOW = Date.parse('2026-11-26T09:00:00Z')
const WIDTHS = [60, 80, 120, 200]
const MODELS = ['kimi-k3', 'glm-5p3', 'glm-5p3-fast', 'qwen3p8-max', 'kimi-k2p6', 'unheard-of-fast']

const VIEWS: readonly (readonly [name: string, scenario: ScenarioName, argv: readonly string[], code: number])[] = [
  ['quota-explain/leak', 'gpu-leak', ['quota', 'explain'], 0],
  ['quota-explain/owners', 'gpu-leak', ['quota', 'explain', 'training-*', '--by', 'owner'], 0],
  ['spend/month', 'spend-jump', ['spend'], 0],
  ['spend/day-model', 'spend-jump', ['spend', '--by', 'day,model', '--since', '3d'], 0],
  ['spend/top', 'spend-jump', ['spend', '--by', 'key,kind', '--top', '2'], 0],
  [
    'spend-check/jump',
    'spend-jump',
    ['spend', 'check', '--max-per-day', '50', '--max-growth', '3x', '--max-month', '400'],
    11,
  ],
  ['model-list/retiring', 'retiring-models', ['model', 'list'], 0],
  ['model-check/named', 'retiring-models', ['model', 'check', ...MODELS], 11],
  ['key-list/expiring', 'expiring-keys', ['key', 'list'], 0],
  ['key-check/expiring', 'expiring-keys', ['key', 'check'], 11],
]

const open = new Map<ScenarioName, Sandbox>()
beforeAll(async () => {
  for (const scenario of new Set(VIEWS.map(([, name]) => name))) {
    open.set(scenario, await createSandbox({scenario, clock: new ManualClock(NOW)}))
  }
})
afterAll(() => Promise.all([...open.values()].map(sandbox => sandbox.close())))

async function drawn(scenario: ScenarioName, argv: readonly string[], columns: number | null) {
  const {url} = open.get(scenario)!
  const env = {FIREWORKS_BASE_URL: url, FIREWORKS_API_KEY: 'fw_sandbox', FIREWORKS_ACCOUNT_ID: 'acme'}
  const clock = {...systemClock, now: () => NOW}
  const more = columns === null ? {} : {tty: true, columns}
  const {stdout, code} = await runCli([...argv, '--no-pager', '--no-color'], {env, clock, ...more})
  return {text: stdout.replaceAll(url, 'http://127.0.0.1:PORT'), code}
}

describe.each(VIEWS)('%s', (name, scenario, argv, exit) => {
  test.each(WIDTHS)('is as drawn on a terminal of %i columns, and fits it', async columns => {
    const {text, code} = await drawn(scenario, argv, columns)
    expectGolden(`${name}.${columns}.txt`, text)
    expect(code).toBe(exit)
    // A command that a person may copy is never broken.
    const lines = text.split('\n').filter(line => !/^\s*(?:firectl|fireq) /.test(line))
    expect(lines.filter(line => stringWidth(line) > columns)).toEqual([])
  })

  test('is as laid out in a pipe', async () => {
    const {text, code} = await drawn(scenario, argv, null)
    expectGolden(`${name}.pipe.txt`, text)
    expect(code).toBe(exit)
  })
})
