import {createReadStream} from 'node:fs'
import {isUtf8} from 'node:buffer'
import {StringDecoder} from 'node:string_decoder'
import {TextDecoder} from 'node:util'
import {AppError} from '../../domain/errors.js'
import {write, type CliIo} from '../io.js'
import {writeNote} from '../surface.js'
import {isTerminal} from '../terminal.js'

/** Bytes of a part that is given by itself (`--headers`, `--body`). Source: fireq's own contract. */
export const MAX_PART_BYTES = 10 * 1024 * 1024
/** Bytes that are read of a file at a time: some milliseconds of work. */
const PIECE_BYTES = 256 * 1024
/** How long standard input may be silent before a person is told what fireq waits for. Source: fireq's own contract. */
const SILENT_MS = 1000

/**
 * The text of a file, or of standard input for `-`, piece by piece: UTF-8, UTF-16 with or without a byte order mark,
 * Windows-1252 where it is neither; what gzip compressed is decompressed.
 * @throws AppError refused when it cannot be read; the signal's reason when aborted
 */
export async function* readPieces(io: CliIo, file: string): AsyncGenerator<string> {
  const stream = file === '-' ? io.stdin : createReadStream(file, {highWaterMark: PIECE_BYTES})
  const stop = () =>
    (stream as NodeJS.ReadableStream & {destroy(error?: Error): void}).destroy(io.signal.reason as Error)
  io.signal.addEventListener('abort', stop, {once: true})
  const silence = file === '-' ? setTimeout(() => void tellWaiting(io), SILENT_MS) : undefined
  try {
    let decoder: Decoder | undefined
    for await (const bytes of plain(stream, () => clearTimeout(silence))) {
      decoder ??= decoderFor(bytes)
      yield decoder.write(bytes)
      await pauseFor(io)
    }
    if (decoder) yield decoder.end()
  } catch (error) {
    if (io.signal.aborted) throw io.signal.reason
    throw error instanceof AppError ? error : unreadable(file, error)
  } finally {
    clearTimeout(silence)
    io.signal.removeEventListener('abort', stop)
  }
}

/** Between two pieces of work a signal is heard. @throws its reason */
export async function pauseFor(io: CliIo): Promise<void> {
  await new Promise(resolve => setImmediate(resolve))
  io.signal.throwIfAborted()
}

/**
 * The text of a file, or of standard input for `-`, as a whole.
 * @throws AppError refused when it cannot be read or is larger than 10 MB; the signal's reason when aborted
 */
export async function readPaste(io: CliIo, file: string): Promise<string> {
  const pieces: string[] = []
  let size = 0
  for await (const piece of readPieces(io, file)) {
    size += piece.length
    if (size > MAX_PART_BYTES) throw tooLarge(file, MAX_PART_BYTES)
    pieces.push(piece)
  }
  return pieces.join('')
}

const WAITING =
  'waiting for standard input: paste the answer and end it with Ctrl-D, name a FILE, or ask the account with `--live`'

/** In the place of the line that says what is being read. */
async function tellWaiting(io: CliIo): Promise<void> {
  if (isTerminal(io, io.stderr)) await write(io.stderr, '\r\u001B[K')
  await writeNote(io, WAITING)
}

/** The bytes of a stream, decompressed where its first two say gzip. */
async function* plain(stream: NodeJS.ReadableStream, onFirst: () => void): AsyncGenerator<Buffer> {
  const chunks = (stream as AsyncIterable<string | Buffer>)[Symbol.asyncIterator]()
  const bytes = async (): Promise<Buffer | null> => {
    const next = await chunks.next()
    if (next.done === true) return null
    return typeof next.value === 'string' ? Buffer.from(next.value) : next.value
  }
  let first = await bytes()
  onFirst()
  if (first?.length === 1) first = Buffer.concat([first, (await bytes()) ?? Buffer.alloc(0)])
  const rest = async function* () {
    for (let chunk = first; chunk !== null; chunk = await bytes()) if (chunk.length > 0) yield chunk
  }
  if (first?.[0] !== 0x1f || first[1] !== 0x8b) return yield* rest()
  const {createGunzip} = await import('node:zlib')
  const {Readable} = await import('node:stream')
  const source = Readable.from(rest())
  const gunzip = createGunzip()
  source.on('error', error => gunzip.destroy(error))
  yield* source.pipe(gunzip) as AsyncIterable<Buffer>
}

/** A character may be cut by the end of a piece. */
interface Decoder {
  write(bytes: Buffer): string
  end(): string
}

/** For UTF-8 there is a faster one: its text of ASCII takes one byte a character, and half the time of all that reads it. */
function by(encoding: string): Decoder {
  const decoder = new TextDecoder(encoding)
  return {write: bytes => decoder.decode(bytes, {stream: true}), end: () => decoder.decode()}
}

/** By the byte order mark, by where zeros stand, else UTF-8 where the beginning is. */
function decoderFor(first: Buffer): Decoder {
  if (first[0] === 0xff && first[1] === 0xfe) return by('utf-16le')
  if (first[0] === 0xfe && first[1] === 0xff) return by('utf-16be')
  const sample = first.subarray(0, 2000)
  const zeros = [0, 1].map(odd => sample.filter((byte, at) => at % 2 === odd && byte === 0).length)
  if (sample.length >= 4 && zeros[1]! > sample.length * 0.3 && zeros[0]! === 0) return by('utf-16le')
  if (sample.length >= 4 && zeros[0]! > sample.length * 0.3 && zeros[1]! === 0) return by('utf-16be')
  // A character may be cut by the end of the piece; binary bytes of an answer are no sign of an old encoding.
  const text = first.length > 4 && !isUtf8(first) ? first.subarray(0, lastAscii(first)) : first
  return isUtf8(text) || text.includes(0) || first.includes('\x1f\x8b', 0, 'latin1')
    ? new StringDecoder('utf8')
    : by('windows-1252')
}

function lastAscii(bytes: Buffer): number {
  let end = bytes.length
  while (end > bytes.length - 4 && end > 0 && bytes[end - 1]! >= 0x80) end--
  return end
}

function nameOf(file: string): string {
  return file === '-' ? 'standard input' : `\`${file}\``
}

/** @param limit bytes */
export function tooLarge(file: string, limit: number): AppError {
  return new AppError('refused', `${nameOf(file)} holds more than ${limit / 2 ** 20} MB in one piece`, {
    hints: ['give the one answer that failed, for example with `curl -i`, or save the HAR file of fewer requests'],
  })
}

function unreadable(file: string, error: unknown): AppError {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? 'unknown error'
  const what =
    code === 'ENOENT'
      ? 'does not exist'
      : code === 'EISDIR'
        ? 'is a folder'
        : /^Z_|ERR_.*ZLIB/.test(code)
          ? 'begins as gzip does and cannot be decompressed'
          : `cannot be read (${code})`
  return new AppError('refused', `${nameOf(file)} ${what}`, {
    hints: ['give the path of a file, or `-` for standard input'],
  })
}
