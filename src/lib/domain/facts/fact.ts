/**
 * How far a fact is to be trusted: `documented` (Fireworks' own pages and published specification), `seen once` (one report
 * of a live answer), `likely` (several reports, a third party's list, or what the code of Fireworks' own tools does and no
 * page says) or `assumed` (nobody says it; fireq had to choose).
 */
export type Certainty = 'documented' | 'seen once' | 'likely' | 'assumed'

/** A statement about Fireworks, with its date and where it is from. */
export interface Fact<Value = number> {
  readonly value: Value
  /** `tokens per minute`, `USD per million tokens`, …; empty for a name or an address. */
  readonly unit: string
  /** `YYYY-MM` or `YYYY`: when the source said so. */
  readonly validFrom: string
  /** `YYYY-MM` or `YYYY`: when another fact took its place; null while it holds. */
  readonly validUntil: string | null
  readonly source: string
  readonly certainty: Certainty
}

/** What several facts of one page have in common. */
export type Provenance = Omit<Fact<unknown>, 'value' | 'unit'>

/** The facts of one page. */
export function factsFrom(provenance: Provenance) {
  return <Value>(value: Value, unit = ''): Fact<Value> => ({value, unit, ...provenance})
}

/** What the live calls of 2026 showed that somebody reported, more than once, and no page says. */
export const reported = factsFrom({
  validFrom: '2026',
  validUntil: null,
  source: 'reports of live calls, 2026',
  certainty: 'likely',
})

/** How a sentence names the ground it stands on: `documented (2026-10)`, `seen once (2026-08)`. */
export function cite({certainty, validFrom}: Pick<Fact<unknown>, 'certainty' | 'validFrom'>): string {
  return `${certainty} (${validFrom})`
}

/** A fact under a name, as `npm run facts` lists it. */
export interface NamedFact {
  readonly name: string
  readonly fact: Fact<unknown>
}
