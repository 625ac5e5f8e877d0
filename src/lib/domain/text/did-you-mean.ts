/** Longer words are no typing errors; the bound keeps the table small. */
const LONGEST_WORD = 200

/**
 * The candidate a person most likely meant by a misspelt word; case does not count.
 * A third of the longer word may differ. Failing that, a part of three letters or more that only one candidate
 * contains: `spend` → `monthly-spend-usd`.
 * @returns null when nothing is near; the first of several that are equally near
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const wanted = word.toLowerCase()
  if (wanted.length > LONGEST_WORD) return null
  let best: {candidate: string; distance: number} | null = null
  const containing: string[] = []
  for (const candidate of candidates) {
    const offered = candidate.toLowerCase()
    if (offered.length > LONGEST_WORD) continue
    if (wanted.length >= 3 && offered.includes(wanted)) containing.push(candidate)
    const third = Math.max(1, Math.floor(Math.max(wanted.length, offered.length) / 3))
    const cutOff = best === null ? third : Math.min(third, best.distance - 1)
    if (Math.abs(wanted.length - offered.length) > cutOff) continue
    if (lettersOnlyIn(wanted, offered) > cutOff || lettersOnlyIn(offered, wanted) > cutOff) continue
    const distance = editDistance(wanted, offered, cutOff)
    // A distance of the whole word shares no letter with it: `a` is not a misspelt `b`.
    if (distance > cutOff || distance >= Math.max(wanted.length, offered.length)) continue
    best = {candidate, distance}
  }
  if (best !== null) return best.candidate
  return containing.length === 1 ? containing[0]! : null
}

/**
 * How many letters of a word the other has none of: each is one edit at least. It spares most candidates the table, with
 * which V8 would begin to optimise, and the end of the program waits for that.
 */
function lettersOnlyIn(word: string, other: string): number {
  let count = 0
  for (const letter of word) if (!other.includes(letter)) count++
  return count
}

/**
 * Damerau-Levenshtein in its optimal-string-alignment form: inserted, missing, wrong and swapped neighbouring letters.
 * Given up as soon as it must be more than `most`: no line of the table is cheaper than the one before it, a swap
 * neither, as its first half alone counts as one wrong letter.
 */
function editDistance(a: string, b: string, most: number): number {
  let beforeLast: number[] = []
  let last = Array.from({length: b.length + 1}, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let lowest = i
    for (let j = 1; j <= b.length; j++) {
      const wrong = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + wrong)
      // Before the first letter there is none, which equals no letter.
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, beforeLast[j - 2]! + 1)
      row.push(cost)
      if (cost < lowest) lowest = cost
    }
    if (lowest > most) return Number.POSITIVE_INFINITY
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
