// npm run bench: how fast fireq starts and answers, as ratios of one run, written to bench/results.md.
import {execFileSync, spawn} from 'node:child_process'
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {fileURLToPath} from 'node:url'
import {installedPackage} from './installed-package.js'
import {accountServer} from './account-server.js'
import {interleaved, quantile} from './measure.js'
import {nodeVersionsTable} from './node-versions.js'

const ROUNDS = Number(process.argv[2] ?? 21)
const root = fileURLToPath(new URL('..', import.meta.url))
const fireq = path.join(root, 'bin/run.js')
const node = process.execPath
// Node 20 parses NODE_EXTRA_CA_CERTS at every start: leaving it would flatter every ratio.
const env = {
  PATH: process.env.PATH,
  HOME: mkdtempSync(path.join(os.tmpdir(), 'fireq-bench-')),
  FIREWORKS_API_KEY: 'fw_bench',
}

const server = await accountServer(13)
const gateway = ['--base-url', server.url, '--account-id', 'acme']
const quotas = `${server.url}/v1/accounts/acme/quotas?pageSize=200`

/** Goals are ratios to `node -e 0` of the same run, on Node 20: at least, aim. */
const COMMANDS = {
  'node -e 0': {run: [node, '-e', '0']},
  'fireq --version': {run: [node, fireq, '--version'], goal: [1.6, 1.2]},
  'fireq --help': {run: [node, fireq, '--help'], goal: [3.6, 1.8]},
  'fireq quota --help': {run: [node, fireq, 'quota', '--help'], goal: [3.6, 1.8]},
  'fireq quota lst (unknown)': {run: [node, fireq, 'quota', 'lst'], goal: [3.6, 1.8]},
  'fireq completion bash': {run: [node, fireq, 'completion', 'bash'], goal: [3.6, 1.5]},
  'fireq quota list': {run: [node, fireq, 'quota', 'list', ...gateway], goal: [5.5, 3.0]},
  'fireq quota list --json': {run: [node, fireq, 'quota', 'list', '--json', ...gateway], goal: [5.5, 3.0]},
  'fireq limits probe': {run: [node, fireq, 'limits', 'probe', 'kimi-k3', ...gateway], goal: [6.0, 3.0]},
  'fireq status': {run: [node, fireq, 'status', ...gateway]},
  'npm --version': {run: ['npm', '--version']},
  'curl, the same two GETs': {
    run: ['curl', '-s', '-H', 'authorization: Bearer fw_bench', `${server.url}/v1/accounts/acme`, quotas],
  },
  ...(exists('gh') ? {'gh --version': {run: ['gh', '--version']}} : {}),
}

const times = await interleaved(
  Object.fromEntries(Object.entries(COMMANDS).map(([name, {run}]) => [name, {run, env}])),
  ROUNDS,
)

const lines = Object.entries(COMMANDS).map(([name, {goal}]) => {
  const ratios = times[name].map((time, round) => time / times['node -e 0'][round])
  const [low, middle, high] = [quantile(ratios, 0.25), quantile(ratios, 0.5), quantile(ratios, 0.75)]
  const verdict = goal
    ? `≤ ${goal[0]} ${middle <= goal[0] ? 'held' : 'MISSED'}, aim ${goal[1]} ${middle <= goal[1] ? 'reached' : 'not reached'}`
    : ''
  return `| \`${name}\` | ${quantile(times[name], 0.5).toFixed(0)} | ${middle.toFixed(2)} | ${low.toFixed(2)}–${high.toFixed(2)} | ${verdict} |`
})

const empty = await peakMemory(['-e', '0'])
const ten = await peakMemoryOfList(10)
const many = await peakMemoryOfList(10_000)
const installed = installedPackage(root)
const nodeVersions = await nodeVersionsTable({fireq, env, rounds: ROUNDS})
await server.close()

const report = `# Measured

\`npm run bench\` on ${os.cpus()[0]?.model ?? 'unknown'} (${os.cpus().length} cores), Node ${process.version}, ${new Date().toISOString().slice(0, 10)};
${ROUNDS} interleaved rounds, every ratio to \`node -e 0\` of its own round. Machines are noisy: compare ratios, inside one table.

| command | median ms | ratio | middle half | goal |
|---|---|---|---|---|
${lines.join('\n')}

| peak memory | MB | |
|---|---|---|
| \`node -e 0\` | ${mb(empty)} | |
| \`quota list\`, 10 quotas | ${mb(ten)} | ${(ten / empty).toFixed(2)} × (goal 1.7) |
| \`quota list\`, 10,000 quotas | ${mb(many)} | ${mb(many - ten)} MB more than 10 (goal 40) |

| installed from the tarball | |
|---|---|
| packages | ${installed.packages} (goal 1) |
| unpacked | ${mb(installed.bytes)} MB (goal 3) |

${nodeVersions}

Where TLS is spoken, as with Fireworks itself, and where \`NODE_EXTRA_CA_CERTS\` names a company's certificates (unset in the
other rows), Node 22 and 24 are the faster ones. On plain HTTP fireq's own part is the same on all three: what is left
is the difference in \`node -e 0\`.
`
// What bench/proxy.js has measured stays.
const results = path.join(root, 'bench/results.md')
const [, proxy] = /\n(## The proxy\n[^]*)$/.exec(readFileSync(results, 'utf8')) ?? []
writeFileSync(results, proxy === undefined ? report : `${report}\n${proxy}`)
process.stdout.write(report)

/** Bytes, from the process's own account of itself at its end. */
function peakMemory(args) {
  const child = spawn(node, ['--require', path.join(root, 'bench/report-memory.cjs'), ...args], {
    env,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  let text = ''
  child.stdio[3].on('data', chunk => (text += chunk))
  return new Promise(resolve => child.on('close', () => resolve(Number(text.split(' ')[0]) * 1024)))
}

async function peakMemoryOfList(count) {
  const many = await accountServer(count)
  const bytes = await peakMemory([fireq, 'quota', 'list', '--base-url', many.url, '--account-id', 'acme'])
  await many.close()
  return bytes
}

function exists(command) {
  try {
    execFileSync('which', [command], {stdio: 'ignore'})
    return true
  } catch {
    return false
  }
}

function mb(bytes) {
  return (bytes / 1024 / 1024).toFixed(1)
}
