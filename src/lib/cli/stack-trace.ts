import {existsSync, readFileSync} from 'node:fs'
import {SourceMap, type SourceMapPayload} from 'node:module'

/** A frame's place: file, line and column at the end of a line, with or without brackets. */
const PLACE = /((?:\/|[A-Za-z]:\\)[^\s():]+):(\d+):(\d+)(\)?)$/

/**
 * A stack trace that names source files instead of the bundle. The map is read only here, when something has gone wrong:
 * source maps switched on at start would cost every run.
 */
export function sourceStack(stack: string): string {
  const maps = new Map<string, SourceMap | null>()
  return stack
    .split('\n')
    .map(line =>
      line.replace(PLACE, (place, file: string, row: string, column: string, bracket: string) => {
        if (!maps.has(file)) maps.set(file, readMap(`${file}.map`))
        const found = maps.get(file)?.findEntry(Number(row) - 1, Number(column) - 1)
        if (!found || !('originalSource' in found)) return place
        const source = found.originalSource.replace(/^(?:\.\.\/)+/, '')
        return `${source}:${found.originalLine + 1}:${found.originalColumn + 1}${bracket}`
      }),
    )
    .join('\n')
}

function readMap(file: string): SourceMap | null {
  try {
    return existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload) : null
  } catch {
    // A trace of the bundle is better than none.
    return null
  }
}
