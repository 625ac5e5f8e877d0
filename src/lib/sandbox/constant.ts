import type {Certainty, Fact} from '../domain/facts/fact.js'

/**
 * How sure we are of a number: `documented` (Fireworks' documentation states it), `observed` (somebody's captured
 * answer shows it) or `assumed` (no source gives one; a plausible value that a scenario may override).
 */
export type Mark = 'documented' | 'observed' | 'assumed'

/** One number of the simulation with its unit, where it comes from, and how sure we are of it. */
export interface Constant {
  readonly value: number
  readonly unit: string
  readonly mark: Mark
  readonly source: string
}

export function documented(value: number, unit: string, source: string): Constant {
  return {value, unit, mark: 'documented', source}
}

export function observed(value: number, unit: string, source: string): Constant {
  return {value, unit, mark: 'observed', source}
}

export function assumed(value: number, unit: string, source: string): Constant {
  return {value, unit, mark: 'assumed', source}
}

const MARKS: Readonly<Record<Certainty, Mark>> = {
  documented: 'documented',
  'seen once': 'observed',
  likely: 'observed',
  assumed: 'assumed',
}

/** A constant that is a fact of Fireworks, perhaps in another unit: `times` as much of `unit`. */
export function fromFact(fact: Fact, times = 1, unit = fact.unit): Constant {
  const {value, source, certainty, validFrom} = fact
  return {value: value * times, unit, mark: MARKS[certainty], source: `${source} (${validFrom})`}
}
