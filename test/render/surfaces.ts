import {Chalk} from 'chalk'
import type {Surface} from '../../src/lib/render/surface/terminal-style.js'

const PLAIN = new Chalk({level: 0})
const COLOURED = new Chalk({level: 1})

/** A terminal of a width. */
export function terminal(columns: number, {colour = false, unicode = true} = {}): Surface {
  return {columns, decorated: true, colour: colour ? COLOURED : PLAIN, unicode}
}

/** Not a terminal; colour only where a person forced it. */
export function pipe({colour = false} = {}): Surface {
  return {columns: null, decorated: false, colour: colour ? COLOURED : PLAIN, unicode: true}
}
