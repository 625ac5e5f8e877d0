import {createReadStream} from 'node:fs'
import {AppError} from '../../domain/errors.js'
import type {CliIo} from '../io.js'

/** Bytes of a pasted response; a HAR file of a long session is some of them. Source: fireq's own contract. */
export const MAX_PASTE_BYTES = 10 * 1024 * 1024

/**
 * The text of a file, or of standard input for `-`.
 * @throws AppError refused when it cannot be read or is larger than 10 MB; the signal's reason when aborted
 */
export async function readPaste(io: CliIo, file: string): Promise<string> {
  const stream = file === '-' ? io.stdin : createReadStream(file)
  const stop = () =>
    (stream as NodeJS.ReadableStream & {destroy(error?: Error): void}).destroy(io.signal.reason as Error)
  io.signal.addEventListener('abort', stop, {once: true})
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of stream as AsyncIterable<string | Buffer>) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
      size += bytes.length
      if (size > MAX_PASTE_BYTES) throw tooLarge(file)
      chunks.push(bytes)
    }
  } catch (error) {
    throw error instanceof AppError ? error : unreadable(file, error)
  } finally {
    io.signal.removeEventListener('abort', stop)
  }
  return decode(Buffer.concat(chunks))
}

/** UTF-8, or UTF-16 where the file says so: Windows PowerShell writes that with `>`. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le')
  return bytes.toString('utf8')
}

function nameOf(file: string): string {
  return file === '-' ? 'standard input' : `\`${file}\``
}

function tooLarge(file: string): AppError {
  return new AppError('refused', `${nameOf(file)} holds more than ${MAX_PASTE_BYTES / 2 ** 20} MB`, {
    hints: ['give the one answer that failed, for example with `curl -i`, or save the HAR file of fewer requests'],
  })
}

function unreadable(file: string, error: unknown): AppError {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? 'unknown error'
  const what = code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`
  return new AppError('refused', `${nameOf(file)} ${what}`, {
    hints: ['give the path of a file, or `-` for standard input'],
  })
}
