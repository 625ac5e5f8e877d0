import type {CliIo} from './io.js'
import {isTerminal, readsUtf8} from './terminal.js'

/** Milliseconds of silence before a person is told that something is under way. Source: fireq's own contract. */
const QUIET_MS = 300

/**
 * Shows a line on stderr while a slow question is open, on a terminal only, and takes it away afterwards.
 * Nothing is drawn for work that ends within 300 ms.
 */
export async function withProgress<T>(io: CliIo, label: string, quiet: boolean, work: Promise<T>): Promise<T> {
  if (quiet || !isTerminal(io, io.stderr)) return work
  let shown = false
  const timer = setTimeout(() => {
    shown = true
    io.stderr.write(`${label} ${readsUtf8(io.env) ? '…' : '...'}`)
  }, QUIET_MS)
  try {
    return await work
  } finally {
    clearTimeout(timer)
    if (shown) io.stderr.write('\r\u001B[K')
  }
}
