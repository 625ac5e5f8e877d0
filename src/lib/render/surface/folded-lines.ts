/** Signs that take two columns, roughly: errors are shown by every start, and the package that measures is slow to load. */
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\u{1F300}-\u{1FAFF}]/gu

/** A sentence in lines of at most a width, the later ones set in; what stands in back-ticks is one word. Null: one line. */
export function foldedLines(text: string, columns: number | null): string[] {
  if (columns === null || widthOf(text) <= columns) return [text]
  const lines: string[] = []
  let line = ''
  for (const word of text.match(/(?:`[^`]*`|[^\s`]|`)+/g) ?? []) {
    const longer = line === '' ? word : `${line} ${word}`
    const room = lines.length === 0 ? columns : Math.max(20, columns - 2)
    if (line !== '' && widthOf(longer) > room) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line].map((each, at) => (at === 0 ? each : `  ${each}`))
}

const widthOf = (text: string) => text.length + (text.match(WIDE) ?? []).filter(sign => sign.length === 1).length
