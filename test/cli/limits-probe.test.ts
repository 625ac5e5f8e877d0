import {mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {afterEach, describe, expect, it, test} from '@jest/globals'
import type {LimitsProbeDocument} from '../../src/lib/cli/limits/probe.js'
import {AppError} from '../../src/lib/domain/errors.js'
import {createSandbox, type Sandbox, type SandboxOptions} from '../../src/lib/sandbox/index.js'
import {
  recordedAnswer,
  startInferenceServer,
  type InferenceServer,
  type InferenceServerOptions,
} from '../support/inference-server.js'
import {runCli, type RunOptions} from '../support/run-cli.js'
import {documentIn} from '../support/schema-check.js'

const open: {close(): Promise<void>}[] = []
afterEach(() => Promise.all(open.splice(0).map(server => server.close())))

async function sandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const started = await createSandbox(options)
  open.push(started)
  return started
}

async function server(options: InferenceServerOptions): Promise<InferenceServer> {
  const started = await startInferenceServer(options)
  open.push(started)
  return started
}

function probe(at: {url: string}, words: readonly string[], options: RunOptions = {}) {
  const env = {FIREWORKS_BASE_URL: at.url, FIREWORKS_API_KEY: 'fw_sandbox', ...options.env}
  return runCli(['limits', 'probe', ...words], {...options, env})
}

const chats = (at: Sandbox) => at.requests.filter(({path}) => path === '/inference/v1/chat/completions')
const numbered = (count: number) => Array.from({length: count}, (_, index) => `model-${index + 1}`)

const modelsAsked = ({asked}: {readonly asked: readonly {readonly model: string | null}[]}) =>
  asked.flatMap(({model}) => (model === null ? [] : [model]))

/** Scenario, more words, outcome, exit code, and what the sentence says. */
const SCENARIOS: readonly [string, readonly string[], string, number, RegExp][] = [
  [
    'tier2',
    [],
    'ok',
    0,
    /There is room on kimi-k3; output tokens are closest .* of 216,000, the upper bound of models 1\.6T and over, or unknown/,
  ],
  [
    'throttled',
    [],
    'rate-limited',
    6,
    /Output tokens are your bottleneck on kimi-k3: 0 of 36,000 per minute remaining/,
  ],
  ['burst-shrink', [], 'ok', 0, /at the upper bound of models 1\.6T and over, or unknown, documented \(2026-10\)/],
  [
    'suspended-spend',
    [],
    'suspended',
    5,
    /suspended: the monthly spend limit is reached\. To lift the suspension, raise/,
  ],
  ['suspended-payment', [], 'suspended', 5, /suspended: the payment of a past invoice failed/],
  ['suspended-credits', [], 'suspended', 5, /suspended: credits are used up\. To lift the suspension, add credits/],
  ['dynamic', [], 'ok', 0, /requests are closest to their limit, 1\.6% used: 59 of 60 per minute remaining/],
  ['no-headers', [], 'ok', 0, /No limit headers came with the answer of kimi-k3: the limits in effect are unknown/],
  ['no-payment-method', [], 'ok', 0, /There is room/],
  ['near-spend-limit', [], 'ok', 0, /There is room/],
  ['enterprise', [], 'ok', 0, /There is room/],
]

describe('limits probe against the scenarios of the sandbox', () => {
  test.each(SCENARIOS)(
    '%s: outcome, sentence and exit code, in text and JSON',
    async (name, words, outcome, exit, says) => {
      const text = await runCli(['limits', 'probe', 'kimi-k3', `--sandbox=${name}`, ...words])
      expect(text.code).toBe(exit)
      expect(text.stdout.split('\n')[0]).toMatch(/^MODEL +DIMENSION +LIMIT\/MIN +LIMIT\/SEC +REMAINING +USE% +UNIT$/)
      expect(text.stdout).toMatch(says)
      expect(text.stdout).toContain(`kimi-k3: ${outcome} · HTTP `)
      const json = await runCli(['limits', 'probe', 'kimi-k3', `--sandbox=${name}`, ...words, '--json'])
      expect(json.code).toBe(exit)
      expect(json.stderr).toBe('')
      const {data, source, account} = documentIn<LimitsProbeDocument>(json.stdout)
      expect([source, account]).toEqual(['sandbox', 'acme'])
      expect(data.probes.map(each => [each.model, each.outcome])).toEqual([
        ['accounts/fireworks/models/kimi-k3', outcome],
      ])
      expect(data.probes[0]!.message).toMatch(says)
    },
  )

  it('overloaded: 503 is load shed and exit 7, told apart from a rate limit', async () => {
    const at = await sandbox({overrides: {serverless: {loadShedProbability: 1}}})
    const {stdout, code} = await probe(at, ['glm-5p3'])
    expect(code).toBe(7)
    expect(stdout).toContain('glm-5p3: load-shed · HTTP 503')
    expect(stdout).toContain('Fireworks is shedding load on glm-5p3')
    expect(stdout).toContain('A retry can help: with backoff, from half a second up to 8 seconds.')
  })

  it('the account-wide limit: the eleventh request without a payment method', async () => {
    const at = await sandbox({scenario: 'no-payment-method'})
    const {stdout, code} = await probe(at, ['glm-5p3', '--requests', '11', '--interval', '0.001', '--json'])
    const {data} = documentIn<LimitsProbeDocument>(stdout)
    expect(code).toBe(6)
    expect(data.probes.filter(({outcome}) => outcome === 'ok')).toHaveLength(10)
    expect(data.probes.find(({outcome}) => outcome === 'rate-limited')?.message).toContain('account-wide limit')
  })

  it('a limit that shrinks while it is sampled is said to have fallen', async () => {
    const at = await sandbox({scenario: 'burst-shrink', overrides: {adaptive: {burstRequests: 5}}})
    const {stdout} = await probe(at, ['glm-5p3', '--requests', '12', '--interval', '0.05'])
    expect(stdout).toMatch(/The limit of output tokens fell from [\d,]+ to 36,000 while it was sampled\./)
    expect(stdout).toMatch(/glm-5p3: 12 ok of 12 requests · latency from schedule \d/)
  })

  it('names the way out of a timeout, and counts one token as one', async () => {
    const at = await sandbox()
    at.fault({route: 'POST /inference/v1/chat/completions', kind: 'slow-first-byte', seconds: 5})
    const slow = await probe(at, ['glm-5p3', '--timeout', '0.2'])
    expect(slow.code).toBe(7)
    expect(slow.stdout).toMatch(/glm-5p3: timeout · [^]*next: retry with a larger --timeout/)
    at.fault({route: 'POST /inference/v1/chat/completions', kind: 'malformed-json'})
    const broken = await probe(at, ['glm-5p3'])
    expect(broken.code).toBe(7)
    expect(broken.stdout).toMatch(/glm-5p3: bad-response · HTTP 200 · .* · 1 prompt token · /)
  })

  it('--exit-zero exits 0 once it could say something', async () => {
    expect((await runCli(['limits', 'probe', 'kimi-k3', '--sandbox=throttled', '--exit-zero'])).code).toBe(0)
    expect((await runCli(['limits', 'probe', 'not a model', '--sandbox', '--exit-zero'])).code).toBe(2)
  })
})

describe('what is sent', () => {
  it('is one small request a model, not streaming, whatever the answer', async () => {
    const at = await sandbox({scenario: 'throttled'})
    const {code} = await probe(at, ['kimi-k3', '-m', 'glm-5p3,kimi-k3-fast', '-m', 'kimi-k3'])
    expect(code).toBe(6)
    expect(
      chats(at)
        .map(({body}) => (body as {model: string}).model)
        .sort(),
    ).toEqual([
      'accounts/fireworks/models/glm-5p3',
      'accounts/fireworks/models/kimi-k3',
      'accounts/fireworks/routers/kimi-k3-fast',
    ])
    expect(chats(at)[0]!.body).toEqual({
      model: expect.any(String),
      messages: [{role: 'user', content: 'hi'}],
      max_tokens: 1,
      temperature: 0,
    })
    // One more for the sizes of the models.
    expect(at.requests.map(({method}) => method).sort()).toEqual(['GET', 'POST', 'POST', 'POST'])
  })

  it('carries --service-tier, --max-tokens and --header', async () => {
    const at = await sandbox()
    await probe(at, ['glm-5p3', '--service-tier', 'priority', '--max-tokens', '3', '--header', 'X-Route=eu=1'])
    expect(chats(at)[0]!.body).toMatchObject({service_tier: 'priority', max_tokens: 3})
    expect(chats(at)[0]!.headers['x-route']).toBe('eu=1')
  })

  it('asks a 412 once for its cause, and believes the 412 when the account still says READY', async () => {
    const at = await sandbox({overrides: {suspendState: 'FAILED_PAYMENTS'}})
    const {stdout, code} = await probe(at, ['glm-5p3', 'kimi-k3', '--json'], {env: {FIREWORKS_ACCOUNT_ID: 'acme'}})
    expect(code).toBe(5)
    expect(documentIn<LimitsProbeDocument>(stdout).data.probes[1]!.message).toContain('past invoice failed')
    expect(at.requests.filter(({path}) => path === '/v1/accounts/acme')).toHaveLength(1)
    const lagging = await server({
      answer: ({path}) =>
        path.startsWith('/inference')
          ? recordedAnswer('suspended')
          : {status: 200, headers: [], body: '{"name":"accounts/acme","state":"READY","suspendState":"UNSUSPENDED"}'},
    })
    const lag = await probe(lagging, ['glm-5p3'], {env: {FIREWORKS_ACCOUNT_ID: 'acme'}})
    expect(lag.code).toBe(5)
    expect(lag.stdout).toContain('The account still says UNSUSPENDED; that state lags behind.')
  })

  it('asks twenty models at the same time, each exactly once', async () => {
    const at = await server({gate: 20, answer: () => recordedAnswer('adaptive-per-minute')})
    const {stdout, stderr, code} = await probe(at, [...numbered(20), '--json'])
    expect([code, stderr]).toEqual([0, ''])
    expect(at.mostUnderWay).toBe(20)
    expect(modelsAsked(at).sort()).toEqual(
      numbered(20)
        .map(id => `accounts/fireworks/models/${id}`)
        .sort(),
    )
    expect(documentIn<LimitsProbeDocument>(stdout).data.probes.map(({model}) => model.split('/')[3])).toEqual(
      numbered(20),
    )
  })

  it('takes about as long as the slowest answer', async () => {
    const at = await server({delayMs: 1000, answer: () => recordedAnswer('no-headers')})
    const started = performance.now()
    await probe(at, numbered(20))
    // One after the other it would be twenty seconds; the machine of the tests may be loaded.
    expect(performance.now() - started).toBeLessThan(8000)
    expect(modelsAsked(at)).toHaveLength(20)
  })

  it('keeps to --concurrency', async () => {
    const at = await server({gate: 3, delayMs: 5, answer: () => recordedAnswer('no-headers')})
    expect((await probe(at, [...numbered(9), '--concurrency', '3'])).code).toBe(0)
    expect(at.mostUnderWay).toBe(3)
  })

  it('never repeats a 429 or a 503', async () => {
    for (const name of ['throttled-not-over-limit', 'overloaded']) {
      const at = await server({answer: () => recordedAnswer(name)})
      await probe(at, ['a', 'b'])
      expect(modelsAsked(at)).toHaveLength(2)
    }
  })
})

describe('which models', () => {
  it('stdin, comma lists and arguments together, each once', async () => {
    const at = await sandbox()
    await probe(at, ['-', 'glm-5p3'], {stdin: 'kimi-k3\n\nglm-5p3, gpt-oss-120b\n'})
    expect(chats(at)).toHaveLength(3)
    expect((await probe(at, ['-m', '-'], {stdin: 'kimi-k3'})).code).toBe(0)
    expect(chats(at)).toHaveLength(4)
  })

  it('asks before more than twenty models of stdin, and sends nothing when nobody can be asked', async () => {
    const at = await sandbox()
    const names = Array.from({length: 21}, (_, n) => `m${n}`).join('\n')
    const refused = await probe(at, ['-'], {stdin: names})
    expect([refused.code, chats(at).length]).toEqual([2, 0])
    expect(refused.stderr).toContain('--yes')
  })

  it('does not read a stdin that was not asked for', async () => {
    const at = await sandbox()
    await probe(at, [], {stdin: 'kimi-k3\n'})
    expect(chats(at).map(({body}) => (body as {model: string}).model)).toEqual([
      'accounts/fireworks/models/nemotron-lightning-3p5-30b-a3b',
    ])
  })

  it('without any: the cheapest serverless chat model of the catalogue by list price, named', async () => {
    const at = await sandbox()
    const {stdout, stderr} = await probe(at, [])
    expect(stderr).toContain(
      'no model named: asking nemotron-lightning-3p5-30b-a3b, the cheapest by list prices of 2026-10 of the serverless catalogue',
    )
    expect(stdout.match(/2\.16M|2,160,000/g)).toHaveLength(1)
    const quiet = await probe(at, ['--json'])
    expect(quiet.stderr).toBe('')
    expect(documentIn<LimitsProbeDocument>(quiet.stdout).data.probes[0]!.limits[2]!.upperBoundPerMinute).toBe(2_160_000)
  })

  it('without any: the one probed last, which is remembered for its owner alone', async () => {
    const home = mkdtempSync(path.join(os.tmpdir(), 'fireq-last-model-'))
    const at = await sandbox()
    const options = {home, env: {HOME: home}}
    await probe(at, ['no-such-model', 'glm-5p3', 'kimi-k3'], options)
    const {stderr} = await probe(at, [], options)
    expect(stderr).toContain('no model named: asking glm-5p3, the one probed last')
    const file = path.join(home, '.local', 'state', 'fireq', 'last-model')
    expect(readFileSync(file, 'utf8')).toBe('accounts/fireworks/models/glm-5p3\n')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    writeFileSync(file, 'no model\u001b[31m\n')
    expect((await probe(at, [], options)).stderr).toContain('asking nemotron-lightning-3p5-30b-a3b')
    rmSync(home, {recursive: true})
  })

  it('reads the catalogue for the size of a named model too, and shows no bound without it', async () => {
    const boundsOf = async (words: string[], env: Record<string, string> = {}) => {
      const {stdout} = await probe(await sandbox(), [...words, '--json'], {env})
      return documentIn<LimitsProbeDocument>(stdout).data.probes.map(each => each.limits[2]!.upperBoundPerMinute)
    }
    // Large, medium through its router, small, and without a parameter count.
    expect(await boundsOf(['kimi-k3', 'glm-5p3-fast', 'gpt-oss-120b', 'ember-1'])).toEqual([
      216_000, 432_000, 2_160_000, 216_000,
    ])
    expect(await boundsOf(['glm-5p3'], {FIREWORKS_API_KEY: 'fw_inference_only'})).toEqual([null])
  })

  it('says what to do when there is no model and the catalogue cannot be read', async () => {
    const at = await sandbox()
    const {stderr, code} = await probe(at, [], {env: {FIREWORKS_API_KEY: 'fw_inference_only'}})
    expect(code).toBe(4)
    expect(stderr).toContain('no model was named, and the catalogue cannot be read')
    expect(stderr).toContain('name one: `fireq limits probe kimi-k3 --base-url ')
    expect(chats(at)).toHaveLength(0)
  })

  it('suggests the name that was meant, and spends one request on the wrong one', async () => {
    const at = await sandbox()
    const {stdout, code} = await probe(at, ['kimi-k4'])
    expect(code).toBe(3)
    expect(stdout).toContain('Did you mean kimi-k3?')
    expect(chats(at)).toHaveLength(1)
  })

  test.each([
    ['a name that is none', ['not a model']],
    ['an empty list', [',']],
    ['an empty stdin', ['-']],
  ])('refuses %s with exit 2 and sends nothing', async (_, words) => {
    const at = await sandbox()
    expect((await probe(at, words)).code).toBe(2)
    expect(at.requests).toHaveLength(0)
  })

  it('takes a deployment of its own account, asking the key for the account', async () => {
    const at = await server({
      answer: ({path}) =>
        path.startsWith('/inference')
          ? recordedAnswer('throttled-not-over-limit')
          : {status: 200, headers: [['x-fireworks-account-id', 'acme']], body: ''},
    })
    const {stdout, code} = await probe(at, ['glm-5p3#mine', '--json'])
    expect(code).toBe(6)
    const [one] = documentIn<LimitsProbeDocument>(stdout).data.probes
    expect(one).toMatchObject({
      model: 'accounts/fireworks/models/glm-5p3#accounts/acme/deployments/mine',
      outcome: 'deployment-saturated',
    })
  })
})

describe('recorded answers', () => {
  const limitsOf = async (name: string, ...words: string[]) => {
    const at = await server({answer: () => recordedAnswer(name)})
    const {stdout, code} = await probe(at, ['kimi-k3', '--json', ...words])
    const document = documentIn<LimitsProbeDocument>(stdout)
    return {...document.data.probes[0]!, code, warnings: document.warnings}
  }

  test.each([
    ['adaptive-per-minute', [], 'per-minute', 'documented', 216_000, 3600],
    ['adaptive-per-second', [], 'per-second', 'magnitude', 36_000, 600],
    ['adaptive-mixed-case', [], 'per-minute', 'documented', 36_000, 600],
    ['adaptive-unit-unknown', [], 'per-minute', 'documented', 20_000, 20_000 / 60],
    ['adaptive-unit-unknown', ['--unit', 'minute'], 'per-minute', 'flag', 20_000, 20_000 / 60],
    ['adaptive-unit-unknown', ['--unit', 'second'], 'per-second', 'flag', 1_200_000, 20_000],
    ['dynamic', [], 'per-minute', 'header-family', 6000, 100],
  ] as const)(
    '%s %j: unit, how it is known, and the numbers',
    async (name, words, unit, unitSource, perMinute, perSecond) => {
      const one = await limitsOf(name, ...words)
      expect(one.limits.at(-1)).toMatchObject({dimension: 'generated', unit, unitSource, perMinute, perSecond})
      expect(one).toMatchObject({code: 0, outcome: 'ok', overLimit: false, promptTokens: 9, ttftMs: 181})
      expect(one.headers).toEqual(
        Object.fromEntries(
          recordedAnswer(name)
            .headers.filter(([header]) => /^x-ratelimit/i.test(header))
            .map(([header, value]) => [header.toLowerCase(), value]),
        ),
      )
    },
  )

  it('a 429 whose flag says no is a 429', async () => {
    expect(await limitsOf('throttled-not-over-limit')).toMatchObject({
      code: 6,
      outcome: 'rate-limited',
      overLimit: false,
    })
  })

  it('served over the limit is exit 0', async () => {
    expect(await limitsOf('dynamic-over-limit')).toMatchObject({code: 0, outcome: 'over-limit', overLimit: true})
  })

  test.each(['no-headers', 'only-over-limit'])('%s: a normal answer', async name => {
    const one = await limitsOf(name)
    expect(one).toMatchObject({code: 0, outcome: 'ok', limits: []})
    expect(one.message).toContain('No limit headers')
  })

  it('notes that a unit told by size is not the one of the documents', async () => {
    const at = await server({answer: () => recordedAnswer('adaptive-per-second')})
    const {stderr} = await probe(at, ['kimi-k3'])
    expect(stderr).toContain('warning: kimi-k3: per second, by size; documents of 2026-10 say per minute')
    expect(stderr.match(/say per minute/g)).toHaveLength(1)
  })

  it('tells such a limit in one unit in the sentence, the table and the document, with the number that came', async () => {
    const at = await server({answer: () => recordedAnswer('adaptive-per-second')})
    const {stdout} = await probe(at, ['kimi-k3', '--json'])
    expect(stdout).toContain('35,940 of 36,000 per minute remaining')
    expect(stdout).toMatch(/"raw":600,[^}]*"unit":"per-second",[^}]*"perMinute":36000,/)
  })
})

describe('--compare-tiers', () => {
  const compare = async (standard: string, priority: string) => {
    const at = await server({
      gate: 2,
      answer: ({body}) => recordedAnswer(body['service_tier'] === 'priority' ? priority : standard),
    })
    return {at, ...(await probe(at, ['kimi-k3', '--compare-tiers', '--json']))}
  }

  test.each([
    ['adaptive-per-minute', 'adaptive-per-minute', 'neither', 0],
    ['overloaded', 'adaptive-per-minute', 'them', 7],
    ['overloaded', 'overloaded', 'them', 7],
    ['throttled-not-over-limit', 'throttled-not-over-limit', 'us', 6],
    ['suspended', 'suspended', 'us', 5],
  ])('%s and %s: %s', async (standard, priority, verdict, exit) => {
    const {at, stdout, code} = await compare(standard, priority)
    const {data} = documentIn<LimitsProbeDocument>(stdout)
    expect(code).toBe(exit)
    expect(data.comparisons).toEqual([
      {model: 'accounts/fireworks/models/kimi-k3', verdict, message: expect.stringMatching(/kimi-k3/)},
    ])
    expect(data.probes.map(({serviceTier}) => serviceTier)).toEqual([null, 'priority'])
    expect(at.asked.filter(({path}) => path.startsWith('/inference'))).toHaveLength(2)
  })

  it('says it in one sentence', async () => {
    const {stdout} = await runCli(['limits', 'probe', 'glm-5p3', '--compare-tiers', '--sandbox'])
    expect(stdout).toMatch(
      /\nNo fault on either side: both tiers of glm-5p3 answered: standard in .*, Priority in .*\.\n$/,
    )
  })
})

describe('--free', () => {
  it('reads the limits without asking a model', async () => {
    const at = await sandbox()
    const {stdout, code} = await probe(at, ['--free', '--json'])
    const {data} = documentIn<LimitsProbeDocument>(stdout)
    expect(code).toBe(0)
    expect(data.probes.map(({model}) => model)).toContain('accounts/fireworks/routers/kimi-k3-fast')
    expect(data.probes[0]!.limits.map(({dimension, perMinute}) => [dimension, perMinute])).toEqual([
      ['prompt', 3_600_000],
      ['uncached-prompt', 900_000],
      ['generated', 36_000],
    ])
    expect(chats(at)).toHaveLength(0)
  })

  it('shows the models that were named; one that is not listed is exit 3', async () => {
    const {stdout, code} = await runCli(['limits', 'probe', 'kimi-k3', 'glm-5p9', '--free', '--sandbox'])
    expect(code).toBe(3)
    expect(stdout).toMatch(/^kimi-k3 +prompt +3\.6M +60,000 /m)
    expect(stdout).not.toContain('may use')
    expect(stdout).toContain('lists no rate limits for glm-5p9. Did you mean glm-5p3?')
  })

  it('where it is not offered: says so, exit 1, and names the way that is', async () => {
    const at = await sandbox()
    at.fault({route: 'GET /v1/accounts/*/serverlessRateLimits', kind: '501', times: 'always'})
    const {stderr, code} = await probe(at, ['--free'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/does not offer the list of rate limits[^]*without `--free` one request/)
  })
})

describe('--requests', () => {
  it('above twenty needs a confirmation: exit 2 where nobody can be asked, and nothing sent', async () => {
    const at = await sandbox()
    const {stderr, code} = await probe(at, ['glm-5p3', '--requests', '21'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/21 requests of at most 100 prompt and 1 output tokens \(assumed\): at most \$0\.01/)
    expect(stderr).toContain('add `--yes`; nothing was sent')
    expect(chats(at)).toHaveLength(0)
  })

  it('with --yes sends them all, warns of bursts, and tells every one in JSON', async () => {
    const at = await sandbox()
    const {stdout, code} = await probe(at, ['glm-5p3', '--requests', '25', '--interval', '0.002', '--yes', '--json'])
    const {data, warnings} = documentIn<LimitsProbeDocument>(stdout)
    expect(code).toBe(0)
    expect(data.probes).toHaveLength(25)
    expect(warnings.map(warning => warning.code)).toEqual(['burst'])
    expect((await probe(at, ['glm-5p3', '--requests', '2', '--interval', '0.01'])).stderr).toMatch(
      /^warning: a burst may shrink a limit: .*seen once \(2026-08\), in no document/,
    )
  })

  it('asks a person, who may say no', async () => {
    const at = await sandbox()
    const {stderr, code} = await probe(at, ['glm-5p3', '--requests', '30'], {tty: true, stdin: 'n\n'})
    expect(code).toBe(1)
    expect(stderr).toContain('Send 30 requests? [y/N]')
    expect(chats(at)).toHaveLength(0)
  })
})

describe('flags that cannot be', () => {
  test.each([
    [['--header', 'x-a=1\r\nx-b: 2']],
    [['--header', 'Authorization=Bearer x']],
    [['--header', 'host=example.org']],
    [['--header', 'content-length=3']],
    [['--header', 'no-value']],
    [['--header', '=value']],
    [['--header', 'x-a=1', '--header', 'X-A=2']],
    [['--unit', 'hour']],
    [['--concurrency', '0']],
    [['--watch', '0']],
    [['--interval', '2']],
    [['--free', '--requests', '3']],
    [['--free', '--compare-tiers']],
    [['--watch', '1', '--requests', '3']],
    [['--compare-tiers', '--service-tier', 'priority']],
    [['--service-tier', 'a b']],
  ])('%j: exit 2, one error document, nothing sent', async words => {
    const at = await sandbox()
    const {stdout, code} = await probe(at, ['glm-5p3', '--json', ...words])
    expect(code).toBe(2)
    expect(documentIn(stdout)).toMatchObject({schema: 'fireq.error/v1', error: {code: 'usage'}})
    expect(at.requests).toHaveLength(0)
  })
})

describe('stopped', () => {
  it('prints what it has, says how much is missing, and exits 130', async () => {
    const controller = new AbortController()
    const at = await server({
      answer: ({model}) => {
        if (model?.endsWith('slow') !== true) return recordedAnswer('adaptive-per-minute')
        setTimeout(() => controller.abort(new AppError('unknown', 'interrupted by SIGINT', {exitCode: 130})), 400)
        return null
      },
    })
    const words = ['quick', 'slow']
    const {stdout, stderr, code} = await probe(at, words, {signal: controller.signal})
    expect(code).toBe(130)
    expect(stdout).toContain('quick: ok')
    expect(stderr).toContain('interrupted: 1 of 2 answers had come')
  })
})

describe('-o csv', () => {
  it('is a row for each limit, and one for a probe that tells none', async () => {
    const at = await sandbox()
    const {stdout} = await probe(at, ['glm-5p3', 'nope', '-o', 'csv'])
    const rows = stdout.trimEnd().split('\n')
    expect(rows[0]).toMatch(/^model,serviceTier,outcome,httpStatus,latencyMs,.*,dimension,raw,rawRemaining,unit,/)
    expect(rows.slice(1).map(row => row.split(',')[2])).toEqual(['ok', 'ok', 'ok', 'not-found'])
  })
})

describe('what a server says', () => {
  it('reaches no terminal as an escape sequence', async () => {
    const esc = '\u001b]0;owned\u0007\u001b[31m'
    const at = await server({
      answer: () => ({
        status: 403,
        headers: [['x-request-id', 'id-1']],
        body: JSON.stringify({error: {message: `no ${esc}entry\u202e`, code: 'FORBIDDEN'}, request_id: `${esc}x`}),
      }),
    })
    for (const words of [['glm-5p3'], ['glm-5p3', '--json'], ['glm-5p3', '-o', 'csv']]) {
      const {stdout, stderr, code} = await probe(at, [...words, '--no-color'], {tty: true})
      expect(code).toBe(4)
      // oxlint-disable-next-line no-control-regex -- escape sequences are what is looked for
      expect(stdout + stderr).not.toMatch(/[\u001b\u0007\u202e]/)
    }
  })
})
