import {AppError} from '../domain/errors.js'
import {isText, type GlobalFlagValues} from './flags.js'
import {write, type CliIo} from './io.js'
import {isSet, isTerminal} from './terminal.js'

/** Quits at once where all fits one screen, keeps colours, leaves the screen as it is. What git gives `less`. */
const LESS = 'FRX'
/** Exit codes from here on say that a pager was ended by a signal. Source: POSIX shells. */
const SIGNALLED = 128
/** `less -K` after Ctrl-C. Source: its manual. */
const INTERRUPTED = 2

/** `line`: a shell runs it. Without one it is `less`, which may not be there. */
export interface Pager {
  readonly line: string | null
}

/**
 * The pager for a text; null where the text goes to stdout as it is: it fits, nobody reads stdout on a terminal, or the
 * pager is switched off (`--no-pager`, an empty variable, `cat`).
 */
export function pagerFor(io: CliIo, flags: GlobalFlagValues, text: string): Pager | null {
  const {env, stdin, stdout} = io
  // Only where the streams are those of the process can a pager have them.
  const person = io.holdSignals !== undefined && isTerminal(io, stdout) && stdin.isTTY === true && !isSet(env['CI'])
  if (flags['no-pager'] === true || !isText(flags) || !person || stdout.rows === undefined) return null
  if (text.split('\n').length <= stdout.rows) return null
  const line = env['FIREQ_PAGER'] ?? env['PAGER'] ?? null
  return line !== null && ['', 'cat'].includes(line.trim()) ? null : {line}
}

/**
 * Shows a text in a pager, until the person leaves it. A pager that is not there or fails is no failure: the text then goes
 * to stdout.
 * @throws AppError when fireq itself was told to end meanwhile
 */
export async function page(io: CliIo, {line}: Pager, text: string): Promise<void> {
  const {spawn} = await import('node:child_process')
  let ended: NodeJS.Signals | null = null
  const options = {
    stdio: ['pipe', 'inherit', 'inherit'] as ['pipe', 'inherit', 'inherit'],
    env: {...io.env, LESS: io.env['LESS'] ?? LESS},
  }
  const child = line === null ? spawn('less', [`-${LESS}`], options) : spawn(line, {...options, shell: true})
  // Ctrl-C is the pager's: the terminal has sent it there too.
  const release = io.holdSignals?.(signal => {
    if (signal === 'SIGINT' || signal === 'SIGQUIT') return
    ended = signal
    child.kill(signal)
  })
  const code = await new Promise<number>(resolve => {
    child.on('error', () => resolve(1))
    child.on('exit', exit => resolve(exit ?? SIGNALLED))
    // A person who has seen enough leaves before all was read.
    child.stdin.on('error', () => {})
    child.stdin.end(text)
  })
  release?.()
  if (ended !== null) throw new AppError('unknown', `interrupted by ${String(ended)}`, {exitCode: EXIT_OF[ended] ?? 1})
  if (code !== 0 && code !== INTERRUPTED && code < SIGNALLED) await write(io.stdout, text)
}

const EXIT_OF: Readonly<Partial<Record<NodeJS.Signals, number>>> = {SIGTERM: 143, SIGHUP: 129}
