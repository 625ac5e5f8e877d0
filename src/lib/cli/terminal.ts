import {AppError} from '../domain/errors.js'
import type {CliIo, InputStream, OutputStream} from './io.js'

/** Bytes of a key or a confirmation read from stdin; more is not one. */
const MAX_STDIN_LINE_BYTES = 64 * 1024

export interface ColourChoice {
  readonly color?: string
  readonly 'no-color'?: boolean
  /** From the config file. */
  readonly storedColor?: string
}

/**
 * chalk's colour level for a stream, decided once: the flags, then NO_COLOR, then FORCE_COLOR, then the config file,
 * then whether it is a terminal. NO_COLOR wins over FORCE_COLOR, also on a terminal; an empty one counts as unset (no-color.org).
 * @returns 0 none, 1 sixteen colours
 */
export function colourLevel(env: CliIo['env'], stream: OutputStream, choice: ColourChoice): 0 | 1 {
  if (choice['no-color'] === true || choice.color === 'never') return 0
  if (choice.color === 'always') return 1
  if (env['NO_COLOR']) return 0
  const forced = env['FORCE_COLOR']
  if (forced) return forced === '0' || forced === 'false' ? 0 : 1
  if (choice.color === undefined && choice.storedColor === 'never') return 0
  if (choice.color === undefined && choice.storedColor === 'always') return 1
  return isTerminal({env}, stream) ? 1 : 0
}

/** Whether a stream is a terminal that can more than print lines: `TERM=dumb` cannot colour, draw or move its cursor. */
export function isTerminal({env}: Pick<CliIo, 'env'>, stream: OutputStream): boolean {
  return stream.isTTY === true && env['TERM'] !== 'dumb'
}

/**
 * Whether the locale's text is UTF-8. Where nothing is set it is taken to be: containers and services set none, and
 * their terminals are.
 */
export function readsUtf8(env: CliIo['env']): boolean {
  // The order is POSIX's; an empty variable counts as unset.
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG']
  return !locale || /utf-?8/i.test(locale)
}

/** Whether a person can be asked: input allowed, and both ends of the conversation are a terminal. */
export function canAsk(io: CliIo, flags: {'no-input'?: boolean}): boolean {
  if (flags['no-input'] === true || isSet(io.env['CI'])) return false
  return io.stdin.isTTY === true && io.stderr.isTTY === true
}

/** Whether a variable switches something on: `0` and `false` do not. */
export function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false'
}

/**
 * Asks one line on stderr. `hidden` shows nothing of what is typed.
 * @throws the signal's reason on SIGINT; AppError usage when the input ends
 */
export async function ask(io: CliIo, question: string, options: {hidden?: boolean} = {}): Promise<string> {
  const [{createInterface}, {Writable}] = [await import('node:readline'), await import('node:stream')]
  const silent = new Writable({write: (_chunk, _encoding, done) => done()})
  const hidden = options.hidden === true
  if (hidden) io.stderr.write(question)
  const lines = createInterface({
    input: io.stdin,
    output: hidden ? silent : io.stderr,
    terminal: true,
  })
  return new Promise<string>((resolve, reject) => {
    const interrupt = () => {
      const exit = new AppError('unknown', 'interrupted by SIGINT', {exitCode: 130})
      reject(io.signal.aborted ? (io.signal.reason as Error) : exit)
      lines.close()
    }
    io.signal.addEventListener('abort', interrupt, {once: true})
    // In raw mode Ctrl-C is a key, not a signal.
    lines.on('SIGINT', interrupt)
    lines.on('close', () =>
      reject(new AppError('usage', 'the input ended before an answer', {hints: ['run it in a terminal']})),
    )
    lines.question(hidden ? '' : question, answer => {
      resolve(answer)
      lines.close()
    })
  }).finally(() => {
    if (hidden) io.stderr.write('\n')
    // A stdin left flowing keeps the process alive.
    io.stdin.pause()
  })
}

/**
 * Reads stdin to its end as UTF-8.
 * @param maxBytes more than this is refused
 * @throws AppError usage when there is more; the signal's reason when aborted
 */
export async function readAll(
  io: CliIo,
  stdin: InputStream = io.stdin,
  maxBytes = MAX_STDIN_LINE_BYTES,
): Promise<string> {
  const stop = () =>
    (stdin as NodeJS.ReadableStream & {destroy(error?: Error): void}).destroy(io.signal.reason as Error)
  io.signal.addEventListener('abort', stop, {once: true})
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of stdin) {
      const bytes = Buffer.from(chunk)
      size += bytes.length
      if (size > maxBytes) throw new AppError('usage', `standard input holds more than ${maxBytes} bytes`)
      chunks.push(bytes)
    }
  } finally {
    io.signal.removeEventListener('abort', stop)
  }
  return Buffer.concat(chunks).toString('utf8')
}
