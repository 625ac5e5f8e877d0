import {foldedLines} from '../render/surface/folded-lines.js'
import type {Paint, Surface} from '../render/surface/terminal-style.js'
import {write, type CliIo, type OutputStream} from './io.js'
import {colourLevel, isTerminal, readsUtf8, type ColourChoice} from './terminal.js'

const same = (text: string) => text
/** Text without colour: most runs end in a pipe and need no chalk. */
const PLAIN: Paint = {bold: same, dim: same, red: same, green: same, yellow: same, cyan: same}

/** The width of a terminal. Some tell none, or 0 (`script` without one around it, a container's): then the usual 80. */
export function terminalColumns({columns}: OutputStream): number {
  return columns === undefined || columns === 0 ? 80 : columns
}

/** What a text view may draw on: width, decoration and colour of a stream, decided once here. */
export async function surfaceOf(io: CliIo, stream: OutputStream, choice: ColourChoice): Promise<Surface> {
  const terminal = isTerminal(io, stream)
  return {
    columns: terminal ? terminalColumns(stream) : null,
    decorated: terminal,
    colour: await paintOf(colourLevel(io.env, stream, choice)),
    // What is piped is the same everywhere.
    unicode: stream.isTTY !== true || readsUtf8(io.env),
  }
}

async function paintOf(level: 0 | 1): Promise<Paint> {
  if (level === 0) return PLAIN
  const {Chalk} = await import('chalk')
  return new Chalk({level})
}

/** A line for the person, on stderr; on a terminal broken between words. */
export async function writeNote(io: CliIo, line: string): Promise<void> {
  const columns = isTerminal(io, io.stderr) ? terminalColumns(io.stderr) : null
  await write(io.stderr, `${foldedLines(line, columns).join('\n')}\n`)
}
