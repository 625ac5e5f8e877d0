// npm run bench:log [LINES]: how fast, and in how much memory, `fireq diagnose` reads a whole log. Needs a build.
// Goal: 100,000 lines in under 3 s and 150 MB.
import {spawn} from 'node:child_process'
import {createWriteStream, mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs'
import {once} from 'node:events'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {clearInterval, setInterval} from 'node:timers'
import {performance} from 'node:perf_hooks'
import {fileURLToPath} from 'node:url'

const LINES = Number(process.argv[2] ?? 100_000)
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(path.join(os.tmpdir(), 'fireq-bench-log-'))
const BODY =
  '{"error":{"object":"error","type":"invalid_request_error","message":"rate limit exceeded, please try again later"}}'

const statusOf = at => (at % 20 === 7 ? 429 : at % 97 === 5 ? 503 : 200)
const timeOf = at => new Date(Date.UTC(2026, 10, 21, 8) + at * 100)

/** One line each, as these programs write it. */
const FORMS = {
  'nginx access log': at =>
    `10.0.0.5 - - [21/Nov/2026:${timeOf(at).toISOString().slice(11, 19)} +0000] "POST /inference/v1/chat/completions HTTP/1.1" ${statusOf(at)} 185 "-" "openai-python/1.99.0" rt=0.187`,
  'JSON lines': at =>
    JSON.stringify({
      time: timeOf(at).toISOString(),
      level: statusOf(at) === 200 ? 'info' : 'error',
      url: 'https://api.fireworks.ai/inference/v1/chat/completions',
      model: 'accounts/fireworks/models/kimi-k3',
      status: statusOf(at),
      headers: {
        'x-ratelimit-limit-tokens-generated': '216000',
        'x-ratelimit-remaining-tokens-generated': statusOf(at) === 429 ? '0' : '1200',
        'x-request-id': `r-${at}`,
      },
      ...(statusOf(at) === 200 ? {} : {body: BODY}),
    }),
  'application log': at =>
    statusOf(at) === 200
      ? `${timeOf(at).toISOString()} INFO httpx HTTP Request: POST https://api.fireworks.ai/inference/v1/chat/completions "HTTP/1.1 200 OK"`
      : `${timeOf(at).toISOString()} ERROR app.llm Error code: ${statusOf(at)} - {'error': {'message': 'rate limit exceeded, please try again later', 'id': '${at}'}}`,
  'container log': at =>
    `${timeOf(at).toISOString()} stderr F [worker-${at % 4}] step ${at} done, ${statusOf(at) === 200 ? 'ok' : `fireworks call failed with status ${statusOf(at)}`}`,
}

for (const [name, line] of Object.entries(FORMS)) {
  const file = path.join(folder, `${name.replaceAll(' ', '-')}.log`)
  const out = createWriteStream(file)
  for (let at = 0; at < LINES; at++) if (!out.write(`${line(at)}\n`)) await once(out, 'drain')
  out.end()
  await once(out, 'close')
  const {seconds, cpu, megabytes, document} = await measured(file)
  const {cause, log} = document.data
  const held = seconds < 3 && megabytes < 150
  process.stdout.write(
    `${name}: ${LINES} lines, ${(statSync(file).size / 1e6).toFixed(1)} MB: ${seconds.toFixed(2)} s (${cpu.toFixed(2)} s of processor), ${megabytes} MB; ${cause}, ${log.failed} of ${log.requests} failed${held ? '' : '  MISSED'}\n`,
  )
}
rmSync(folder, {recursive: true})

/** Peak memory by the kernel's own count of the process. */
async function measured(file) {
  const started = performance.now()
  const child = spawn(process.execPath, [path.join(root, 'bin/run.js'), 'diagnose', '--json', '--exit-zero', file], {
    env: {PATH: process.env.PATH, HOME: folder},
  })
  let text = ''
  let peak = 0
  let cpu = 0
  child.stdout.on('data', chunk => (text += chunk))
  const poll = setInterval(() => {
    try {
      const [, , , , , , , , , , , , , user, system] = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(' ')
      cpu = (Number(user) + Number(system)) / 100
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0))
    } catch {
      // it has ended
    }
  }, 20)
  await once(child, 'close')
  clearInterval(poll)
  return {
    seconds: (performance.now() - started) / 1000,
    cpu,
    megabytes: Math.round(peak / 1024),
    document: JSON.parse(text),
  }
}
