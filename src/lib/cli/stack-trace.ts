import {existsSync, readFileSync} from 'node:fs'
import {SourceMap, type SourceMapPayload} from 'node:module'
import {gunzipSync} from 'node:zlib'

/** A frame's place: file, line and column at the end of a line, with or without brackets. */
const PLACE = /((?:\/|[A-Za-z]:\\)[^\s():]+):(\d+):(\d+)(\)?)$/

/**
 * A stack trace that names source files instead of the bundle. The map is read only here, when something has gone wrong:
 * source maps switched on at start would cost every run. It is shipped compressed, a sixth of its size.
 */
export function sourceStack(stack: string): string {
  const maps = new Map<string, SourceMap | null>()
  return stack
    .split('\n')
    .map(line =>
      line.replace(PLACE, (place, file: string, row: string, column: string, bracket: string) => {
        if (!maps.has(file)) maps.set(file, readMap(`${file}.map.gz`))
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
    return existsSync(file)
      ? new SourceMap(JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as SourceMapPayload)
      : null
  } catch {
    // A trace of the bundle is better than none.
    return null
  }
}
