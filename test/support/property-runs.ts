import {describe, test} from '@jest/globals'
import process from 'node:process'
import fc from 'fast-check'

const asked = Number(process.env.FIREQ_PROPERTY_RUNS)

/** Runs of a property test: 50, or what `FIREQ_PROPERTY_RUNS` says for a longer (nightly) search. */
export const PROPERTY_RUNS = Number.isInteger(asked) && asked > 0 ? asked : 50

/** The nightly search, which crosses everything with everything; the short run takes a share. */
export const IS_LONG_RUN = PROPERTY_RUNS > 300

/** What takes seconds and holds little that the short run does not. */
export const testInLongRun = IS_LONG_RUN ? test : test.skip
export const describeInLongRun = IS_LONG_RUN ? describe : describe.skip

/** Runs of a property that promises to hold for at least `atLeast` cases; the short run takes a tenth of them. */
export function propertyRuns(atLeast = 0): {numRuns: number} {
  return {numRuns: Math.max(PROPERTY_RUNS, IS_LONG_RUN ? atLeast : atLeast / 10)}
}

// The short run meets the same cases each time, so that it fails for a change and for nothing else; the search looks at
// new ones each night.
if (!IS_LONG_RUN) fc.configureGlobal({seed: 20_261_127})

/** In the short run so many of the rows, spread evenly from the first to the last; in the long run all. */
export function someOf<Row>(rows: readonly Row[], count: number): readonly Row[] {
  if (IS_LONG_RUN || rows.length <= count) return rows
  return Array.from({length: count}, (_, at) => rows[Math.round((at * (rows.length - 1)) / Math.max(1, count - 1))]!)
}

/**
 * In the short run every n-th of the rows, one at least, from another one in each turn: over the turns each row is met, in
 * each turn a few. In the long run all.
 */
export function inTurn<Row>(rows: readonly Row[], every: number, turn: number): readonly Row[] {
  if (IS_LONG_RUN) return rows
  const step = Math.min(every, rows.length)
  return rows.filter((_, at) => at % step === turn % step)
}
