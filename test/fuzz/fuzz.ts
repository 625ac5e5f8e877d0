import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {instantClock} from '../support/connection.js'
import {EVERY_COMMAND} from '../support/every-command.js'
import {startFaultServer, type FaultServer} from '../support/fault-server.js'
import {runCli, type RunOutcome} from '../support/run-cli.js'
import {bent, pick, randomBy, torn, type Random} from './hostile-values.js'
import {hostileReply} from './hostile-server.js'

// Seeded and bounded in time: every run is made of its number, so that one alone can be repeated (FUZZ_ONLY=number).

const [minutes = '10', seed = '1'] = process.argv.slice(2)
const KEY = 'k3yOfNoKnownKindMustNeverBePrinted77'
const LONGEST_MS = 10_000
/** Bytes of the heap that may be kept from one tenth of the time to the end. Assumed: caches of a library. */
const MOST_KEPT = 30e6
const CODES = [0, 1, 2, 3, 4, 5, 6, 7, 10, 11]
const PASTES = readdirSync('test/fixtures/pastes').map(name =>
  readFileSync(path.join('test/fixtures/pastes', name), 'utf8'),
)
const FORMS = [
  [],
  ['--json'],
  ['--debug'],
  ['-o', 'csv'],
  ['-o', 'tsv'],
  ['-o', 'json'],
  ['-o', 'yaml'],
  ['--query', 'data'],
  ['--verbose'],
]
const CALLS = EVERY_COMMAND.filter(
  ({id, asks}) => asks && !['auth login', 'history record', 'limits wait', 'quota wait'].includes(id),
)

let random: Random = () => 0
let elsewhere: FaultServer
let server: FaultServer
let sandbox: Sandbox
let asked = 0
/** What the server has of the key: nothing where a spoilt profile sends another one. */
let sent = KEY

interface Run {
  readonly line: string
  readonly argv: readonly string[]
  readonly outcome: RunOutcome
  /** A spoilt file may name another. */
  readonly anyAccount: boolean
}

const home = () => mkdtempSync(path.join(os.tmpdir(), 'fuzz-'))
const ENV = {FIREWORKS_API_KEY: KEY, FIREWORKS_ACCOUNT_ID: 'acme'}

async function run(
  argv: readonly string[],
  options: {stdin?: string; env?: Record<string, string>; home?: string} = {},
): Promise<Run> {
  const folder = options.home ?? home()
  try {
    const clock = instantClock()
    const outcome = await runCli([...argv, '--no-input', '--timeout', '0.3'], {
      env: ENV,
      clock,
      ...options,
      home: folder,
    })
    return {line: argv.join(' '), argv, outcome, anyAccount: options.home !== undefined}
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

/** A command whose every answer is hostile. */
function answers(): Promise<Run> {
  const {argv} = pick(random, CALLS)
  return run([...argv, ...pick(random, FORMS), '--base-url', server.url])
}

function paste(): Promise<Run> {
  const stdin = torn(pick(random, PASTES), random, KEY)
  return run(['diagnose', '-', ...pick(random, [[], ['--json'], ['--markdown'], ['-o', 'csv']])], {stdin})
}

/** Settings, a profile and firectl's file, all of them spoilt. */
function files(): Promise<Run> {
  const folder = home()
  const put = (name: string, text: string) => {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), {recursive: true, mode: 0o700})
    writeFileSync(file, random() < 0.5 ? torn(text, random, KEY) : text, {mode: 0o600})
  }
  const spoilt = (value: object) => JSON.stringify(bent(value, random, KEY)) ?? ''
  put('.config/fireq/config.json', spoilt({timeout: 10, model: 'kimi-k3', color: 'never', 'base-url': server.url}))
  const profile = spoilt({apiKey: KEY, accountId: 'acme', baseUrl: server.url})
  put('.config/fireq/profiles/default.json', profile)
  if (!profile.includes(`"apiKey":"${KEY}"`)) sent = 'aWordThatIsNoKey'
  put('.fireworks/auth.ini', `[default]\napi_key = ${KEY}\naccount_id = acme\n`)
  put('quotas.yaml', 'fireq: 1\naccounts:\n  acme:\n    quotas:\n      monthly-spend-usd: 450\n')
  const lines = [
    ['config', 'list'],
    ['auth', 'list'],
    ['status'],
    ['quota', 'list'],
    ['quota', 'diff', '-f', path.join(folder, 'quotas.yaml')],
  ]
  // No network but this machine's: whatever gateway a spoilt file names, the flag stands.
  return run([...pick(random, lines), ...pick(random, FORMS), '--base-url', server.url], {home: folder, env: {}})
}

const ROUTES = ['advance', 'credits', 'payment-method', 'invoice', 'fault', 'reset', 'nothing']
const CONTROL = {
  seconds: 5,
  usd: 10,
  present: true,
  status: 'failed',
  kind: '429',
  route: '/v1/*',
  times: 2,
  scenario: 'tier2',
  after: 1,
}

/** A control call of the sandbox; it must answer the next question all the same. */
async function control(): Promise<Run> {
  const body = torn(JSON.stringify(bent(CONTROL, random, KEY)) ?? '', random, KEY)
  const route = pick(random, ROUTES)
  const sent = random() < 0.3 ? body : (JSON.stringify(bent(CONTROL, random, KEY)) ?? '')
  await fetch(`${sandbox.url}/_sandbox/${route}`, {
    method: 'POST',
    body: sent,
    signal: AbortSignal.timeout(5000),
  }).catch(() => undefined)
  const state = await fetch(`${sandbox.url}/_sandbox/state`, {signal: AbortSignal.timeout(5000)})
  if (state.status !== 200)
    throw new Error(`the sandbox answers ${state.status} after POST ${route} ${sent.slice(0, 300)}`)
  if (random() < 0.1) {
    await sandbox.close()
    sandbox = await createSandbox({})
  }
  return run(['quota', 'list', '--json', '--base-url', sandbox.url], {env: {...ENV, FIREWORKS_API_KEY: sandbox.apiKey}})
}

const KINDS = [answers, answers, answers, answers, paste, paste, files, control]

/** What a run did wrong; null for nothing. */
function fault({argv, anyAccount, outcome: {code, stdout, stderr}}: Run, tookMs: number): string | null {
  const printed = `${stdout}\n${stderr}`
  if (!CODES.includes(code)) return `exit ${code}: ${printed.slice(0, 800)}`
  if (tookMs > LONGEST_MS) return `took ${Math.round(tookMs)} ms`
  if (leaks(printed))
    return `printed the key: ${printed.slice(Math.max(0, printed.indexOf(KEY) - 200), printed.indexOf(KEY) + 60)}`
  if (argv.includes('--json')) {
    try {
      JSON.parse(stdout)
    } catch {
      return `no document: ${stdout.slice(0, 400)}`
    }
  }
  if (elsewhere.connections > 0) return 'asked another host'
  return wrongRequest(argv, anyAccount)
}

function leaks(printed: string): boolean {
  // oxlint-disable-next-line no-control-regex -- what nobody sees
  const bare = printed.replaceAll(/\\u00[01][0-9a-f]|[\u0000-\u001f\u007f-\u009f\u200b-\u200f\ufeff]/g, '')
  return (
    printed.includes(KEY) || bare.includes(KEY) || printed.includes(Buffer.from(KEY).toString('base64').slice(0, -4))
  )
}

/** Requests go to the account that was asked, and only a change changes something, to what was wanted. */
function wrongRequest(argv: readonly string[], anyAccount: boolean): string | null {
  const seen = server.seen.slice(asked)
  asked = server.seen.length
  for (const {method, url, body} of seen) {
    const account = /^\/v1\/accounts\/([^/?]+)/.exec(url)?.[1]
    if (!anyAccount && account !== undefined && !['acme', 'fireworks', 'other'].includes(account))
      return `asked account ${account}`
    if (account === 'other' && method !== 'GET') return `changed account ${account}`
    const changes = argv.includes('set') || argv.includes('apply')
    if (method === 'PATCH' && !(changes && /^\/v1\/accounts\/acme\/quotas\/[^/]+$/.test(url.split('?')[0]!)))
      return `PATCH ${url}`
    if (method === 'PATCH' && argv.includes('set') && body !== '{"value":"450"}') return `PATCH ${body}`
  }
  return null
}

let at = 0
const failed = (why: string) => {
  process.stderr.write(`run ${at} of seed ${seed} ${why}\n`)
  process.exit(1)
}
process.on('uncaughtException', error => failed(`threw: ${error.stack}`))
process.on('unhandledRejection', error => failed(`rejected: ${(error as Error).stack}`))

const heapNow = () => {
  global.gc?.()
  return process.memoryUsage().heapUsed
}

async function fuzz(): Promise<void> {
  elsewhere = await startFaultServer([{status: 500}])
  server = await startFaultServer(seen => hostileReply(seen, random, sent, elsewhere.url))
  sandbox = await createSandbox({})
  const started = performance.now()
  const end = started + Number(minutes) * 60_000
  const only = process.env['FUZZ_ONLY']
  let heap: number | null = null
  for (at = Number(only ?? 0); performance.now() < end; at++) {
    random = randomBy(Number(seed) * 1_000_003 + at)
    const began = performance.now()
    sent = KEY
    const hung = setTimeout(() => failed('never ended'), 3 * LONGEST_MS)
    const done = await pick(random, KINDS)().catch((error: unknown) => failed(`threw: ${(error as Error).stack}`))
    clearTimeout(hung)
    const why = fault(done, performance.now() - began)
    if (why !== null) failed(`\`fireq ${done.line}\`: ${why}`)
    if (heap === null && performance.now() > started + (end - started) / 10) heap = heapNow()
    if (only !== undefined) break
  }
  // What the server of the fuzz itself remembers of requests is not fireq's.
  const kept = heap === null ? 0 : heapNow() - heap - server.seen.length * 2000
  if (kept > MOST_KEPT) failed(`the heap grew by ${Math.round(kept / 1e6)} MB`)
  process.stdout.write(
    `${at} runs in ${((performance.now() - started) / 60_000).toFixed(1)} minutes, seed ${seed}: nothing found\n`,
  )
  process.exit(0)
}

void fuzz()
