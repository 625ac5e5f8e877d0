import {afterAll, beforeAll, expect, test} from '@jest/globals'
import {spawn} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {inTurn, someOf} from '../support/property-runs.js'
import {emptyHome} from '../support/spawn-fireq.js'

// What is read long, from a file or a pipe that never ends, hears a signal all the same.

const MEGABYTE = 1024 * 1024
const ANSWER = '{"status":429,"body":"rate limit exceeded, please try again later"}'
const ENTRY = `{"request":{"url":"https://api.fireworks.ai/x"},"response":${ANSWER}}`
const of = (unit: string, size: number) => unit.repeat(Math.ceil(size / unit.length))

/** 25 MB each: some seconds of work. */
const FILES: Readonly<Record<string, string>> = {
  'a log': of(
    `2026-11-21T12:00:00Z ERROR Error code: 429 - {'error': {'message': 'rate limit exceeded'}}\n`,
    25 * MEGABYTE,
  ),
  'a list of answers': `[\n${of(`${ANSWER},\n`, 25 * MEGABYTE)}${ANSWER}]`,
  'a HAR file': `{"log":{"entries":[\n${of(`${ENTRY},\n`, 25 * MEGABYTE)}${ENTRY}]}}`,
  'JSON that never ends': of('{"error":\n', 25 * MEGABYTE),
  'one line': of('x 429 {"error":{"a":"b', 25 * MEGABYTE),
}

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'fireq-long-'))
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(folder, name), text)
})
afterAll(() => rmSync(folder, {recursive: true, force: true}))

/** SIGHUP in the mask of `/proc/PID/status`: Node catches none of its own, so fireq listens to signals by then. */
const SIGHUP = 1n << 0n

function hears(pid: number): boolean {
  try {
    const caught = /^SigCgt:\s*([0-9a-f]+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0'
    return (BigInt(`0x${caught}`) & SIGHUP) !== 0n
  } catch {
    return false
  }
}

const CODES = {SIGINT: 130, SIGTERM: 143} as const
/** Of a machine that does other things too; without pauses it was up to 60 s. */
const HEARD_MS = 5000

/** Starts it, with a pipe that says the same for ever where one is given, and interrupts it. */
async function interrupted(argv: readonly string[], signal: keyof typeof CODES, pipe?: string) {
  const child = spawn(process.execPath, ['bin/run.js', ...argv], {
    env: {PATH: process.env['PATH'] ?? '', HOME: emptyHome()},
    stdio: [pipe === undefined ? 'ignore' : 'pipe', 'ignore', 'ignore'],
  })
  const ended = new Promise<number | null>(resolve => child.on('close', resolve))
  child.stdin?.on('error', () => undefined)
  const say = () => {
    while (child.exitCode === null && child.stdin!.write(pipe!));
  }
  child.stdin?.on('drain', say)
  if (pipe !== undefined) say()
  while (child.exitCode === null && !hears(child.pid!)) await sleep(20)
  await sleep(400)
  // One that is done already, or about to end, was fast enough.
  if (child.exitCode !== null || !hears(child.pid!)) return {code: CODES[signal], late: 0}
  const sent = performance.now()
  child.kill(signal)
  const hung = setTimeout(() => child.kill('SIGKILL'), 60_000)
  const code = await ended
  clearTimeout(hung)
  return {code, late: performance.now() - sent}
}

test.each(
  someOf(Object.keys(FILES), 2).flatMap((name, at) =>
    inTurn(['SIGINT', 'SIGTERM'] as const, 2, at).map(signal => ({name, signal})),
  ),
)(
  '$signal is heard while `diagnose` reads $name',
  async ({name, signal}) => {
    const {code, late} = await interrupted(['diagnose', path.join(folder, name)], signal)
    expect(code).toBe(CODES[signal])
    expect(late).toBeLessThan(HEARD_MS)
  },
  90_000,
)

const ENDLESS = [
  [['diagnose', '-'], FILES['a log']!.slice(0, MEGABYTE)],
  [['diagnose', '-'], of('x', MEGABYTE)],
  [['diagnose', '-'], of('\0', MEGABYTE)],
  [['model', 'check', '--from', '-', '--sandbox'], of('m = "accounts/fireworks/models/kimi-k3"\n', MEGABYTE)],
] as const
test.each(someOf(ENDLESS, 2))(
  'and by `fireq %j` while its standard input never ends (%#)',
  async (argv, pipe) => {
    const {code, late} = await interrupted(argv, 'SIGINT', pipe)
    // What is read has a bound: its error may come first.
    expect([130, 2]).toContain(code)
    expect(late).toBeLessThan(HEARD_MS)
  },
  90_000,
)
