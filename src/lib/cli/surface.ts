import {Chalk} from 'chalk'
import type {Surface} from '../render/terminal-style.js'
import type {CliIo, OutputStream} from './io.js'
import {colourLevel, type ColourChoice} from './terminal.js'

/** What a text view may draw on: width, decoration and colour of a stream, decided once here. */
export function surfaceOf(io: CliIo, stream: OutputStream, choice: ColourChoice): Surface {
  const terminal = stream.isTTY === true
  return {
    columns: terminal ? (stream.columns ?? 80) : null,
    decorated: terminal,
    colour: new Chalk({level: colourLevel(io.env, stream, choice)}),
    unicode: true,
  }
}
