/**
 * Whether a text that may be JSON nests deeper than that. What is parsed without a limit cannot be walked or printed
 * without one. Linear; brackets in strings do not count.
 */
export function nestsDeeper(text: string, depth: number): boolean {
  let open = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (quoted) {
      if (code === 92) at++
      else if (code === 34) quoted = false
    } else if (code === 34) quoted = true
    else if (code === 91 || code === 123) {
      if (++open > depth) return true
    } else if (code === 93 || code === 125) open--
  }
  return false
}
