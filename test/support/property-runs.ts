import process from 'node:process'

const asked = Number(process.env.FIREQ_PROPERTY_RUNS)

/** Runs of a property test: 300, or what `FIREQ_PROPERTY_RUNS` says for a longer (nightly) search. */
export const PROPERTY_RUNS = Number.isInteger(asked) && asked > 0 ? asked : 300

/** Runs of a property that promises to hold for at least `atLeast` cases. */
export function propertyRuns(atLeast = 0): {numRuns: number} {
  return {numRuns: Math.max(PROPERTY_RUNS, atLeast)}
}
