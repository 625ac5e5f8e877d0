import {spawn, spawnSync} from 'node:child_process'
import path from 'node:path'
import process from 'node:process'
import {record} from './printed-output.js'
import {emptyHome} from './spawn-fireq.js'

/** What happens once the screen shows a text (a Python regular expression), after what was seen before. */
export interface Step {
  readonly when: string
  /** Keys pressed; `\u0003` is Ctrl-C, `\u0004` Ctrl-D. */
  readonly type?: string
  readonly signal?: NodeJS.Signals
  /** The new width of the window, in columns. */
  readonly columns?: number
  /** The window is closed. */
  readonly close?: true
}

export interface TerminalOutcome {
  /** Everything the screen was sent. */
  readonly screen: string
  /** What it was sent from each step on, the first entry before any. */
  readonly parts: readonly string[]
  /** null when a signal ended it, or it had to be killed. */
  readonly code: number | null
  readonly signal: number | null
  /** Whether typed letters show again afterwards, and lines are edited: what a shell expects. */
  readonly restored: boolean
  /** Steps that happened. */
  readonly done: number
}

/** A pseudo-terminal is not in Node; Python's is on every machine that these tests run on. */
export const NO_TERMINAL =
  spawnSync('python3', ['-c', 'import pty, termios, fcntl']).status === 0
    ? null
    : 'python3 with the module pty is missing'

const DRIVER = String.raw`
import fcntl, json, os, pty, re, select, signal, struct, sys, termios, time
job = json.load(sys.stdin)
pid, master = pty.fork()
if pid == 0:
    time.sleep(0.2)
    os.execve(job['argv'][0], job['argv'], job['env'])
def size(columns):
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack('HHHH', 40, columns, 0, 0))
size(job['columns'])
slave_modes = termios.tcgetattr(master)
parts, fresh, steps, done, closed = [b''], b'', job['steps'], 0, False
end = time.time() + job['seconds']
status = None
def lflags():
    return termios.tcgetattr(master)[3]
while status is None and time.time() < end:
    ready = [] if closed else select.select([master], [], [], 0.05)[0]
    if closed: time.sleep(0.05)
    if ready:
        try: data = os.read(master, 65536)
        except OSError: data = b''
        if data:
            parts[-1] += data
            fresh += data
    if done < len(steps) and re.search(steps[done]['when'].encode(), fresh, re.S):
        step, fresh = steps[done], b''
        done += 1
        parts.append(b'')
        time.sleep(0.1)
        if 'columns' in step: size(step['columns'])
        if 'type' in step: os.write(master, step['type'].encode())
        if 'signal' in step: os.kill(pid, getattr(signal, step['signal']))
        if step.get('close'):
            os.close(master)
            closed = True
    got, raw = os.waitpid(pid, os.WNOHANG)
    if got: status = raw
if status is None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
restored = True
if not closed:
    while select.select([master], [], [], 0.1)[0]:
        try: data = os.read(master, 65536)
        except OSError: break
        if not data: break
        parts[-1] += data
    wanted = termios.ECHO | termios.ICANON | termios.ISIG
    try: restored = (lflags() & wanted) == wanted
    except termios.error: pass
exited = status is not None and os.WIFEXITED(status)
texts = [part.decode('utf8', 'replace') for part in parts]
json.dump({'parts': texts, 'screen': ''.join(texts), 'done': done, 'restored': restored,
  'code': os.WEXITSTATUS(status) if exited else None,
  'signal': os.WTERMSIG(status) if status is not None and not exited else None}, sys.stdout)
`

export interface TerminalOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly columns?: number
  /** A line for a shell on that terminal, in place of fireq alone. */
  readonly shell?: string
  /** Seconds until the run counts as hung. */
  readonly seconds?: number
}

/** Runs the shipped bundle on a terminal of its own, and does what the steps say when their time has come. */
export function runOnTerminal(
  words: readonly string[],
  steps: readonly Step[],
  {env = {}, columns = 80, seconds = 15, shell}: TerminalOptions = {},
): Promise<TerminalOutcome> {
  const job = {
    argv: shell === undefined ? [process.execPath, path.resolve('bin/run.js'), ...words] : ['/bin/sh', '-c', shell],
    env: {PATH: process.env['PATH'] ?? '', HOME: emptyHome(), TERM: 'xterm-256color', ...env},
    columns,
    steps,
    seconds,
  }
  const driver = spawn('python3', ['-c', DRIVER], {stdio: ['pipe', 'pipe', 'inherit']})
  const out: Buffer[] = []
  driver.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  driver.stdin.end(JSON.stringify(job))
  return new Promise((resolve, reject) => {
    driver.on('error', reject)
    driver.on('close', () => {
      const outcome = JSON.parse(Buffer.concat(out).toString('utf8')) as TerminalOutcome
      record(outcome.screen)
      resolve(outcome)
    })
  })
}
