import type {Certainty, Fact} from '../domain/facts/fact.js'

/** One number of the simulation with its unit, where it comes from, and how sure we are of it. */
export interface Constant {
  readonly value: number
  readonly unit: string
  /** `assumed`: no source gives one; a plausible value that a scenario may override. */
  readonly mark: Certainty
  readonly source: string
}

export function assumed(value: number, unit: string, source: string): Constant {
  return {value, unit, mark: 'assumed', source}
}

/** A constant that is a fact of Fireworks, perhaps in another unit: `times` as much of `unit`. Whatever is not assumed is one. */
export function fromFact(fact: Fact, times = 1, unit = fact.unit): Constant {
  const {value, source, certainty, validFrom} = fact
  return {value: value * times, unit, mark: certainty, source: `${source} (${validFrom})`}
}
