import {spawn, type ChildProcess} from 'node:child_process'
import {mkdtempSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {record} from './printed-output.js'

/** Looks like a real key; whatever prints it fails the whole test run. */
export const TEST_KEY = 'fw_3ZtestKEYmustNeverBePrinted42'

const BIN = path.resolve('bin/run.js')

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  /** Milliseconds of silence before it. */
  readonly stdinAfterMs?: number
  readonly cwd?: string
  /** Another node. */
  readonly node?: string
  /** A copy's `bin/run.js`. */
  readonly launcher?: string
  /** Called with the running child: to send signals, or to stop reading. */
  readonly during?: (child: ChildProcess) => void
  /** Milliseconds until the run counts as hung and is killed. */
  readonly killAfterMs?: number
}

export interface SpawnOutcome {
  readonly stdout: string
  readonly stderr: string
  /** null when a signal killed it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** An empty home, so that nothing of the machine's is read. */
export function emptyHome(): string {
  return mkdtempSync(path.join(os.tmpdir(), 'fireq-home-'))
}

/** Runs the shipped bundle as a user's shell does. */
export function spawnFireq(args: readonly string[], options: SpawnOptions = {}): Promise<SpawnOutcome> {
  const env = {PATH: process.env['PATH'] ?? '', HOME: emptyHome(), ...options.env}
  const child = spawn(options.node ?? process.execPath, [options.launcher ?? BIN, ...args], {env, cwd: options.cwd})
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  child.stdin.on('error', () => undefined)
  setTimeout(() => child.stdin.end(options.stdin ?? ''), options.stdinAfterMs ?? 0)
  options.during?.(child)
  const timer = setTimeout(() => child.kill('SIGKILL'), options.killAfterMs ?? 60_000)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const stdout = Buffer.concat(out).toString('utf8')
      const stderr = Buffer.concat(err).toString('utf8')
      record(stdout, stderr)
      resolve({stdout, stderr, code, signal})
    })
  })
}

/** Runs tasks in so many lanes: two cores shared by many processes make every one of them late. */
export async function inLanes(lanes: number, tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = [...tasks]
  const lane = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await task()
  }
  await Promise.all(Array.from({length: lanes}, lane))
}
