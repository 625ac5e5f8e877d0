import type {AccountSeed} from './account-state.js'

export type HeaderUnit = 'minute' | 'second'
export type HeaderGeneration = 'adaptive' | 'dynamic' | 'none'

/** What a scenario sets; everything left out keeps its default. */
export interface Scenario {
  readonly account: AccountSeed
  readonly headerGeneration?: HeaderGeneration
}
