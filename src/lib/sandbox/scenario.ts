import type {AccountSeed} from './account/account-seed.js'
import type {ServerlessSettings} from './limits/limit-constants.js'
import type {CalendarDate} from './model-catalogue.js'
import type {LimitRules} from './limits/model-limits.js'

export type HeaderUnit = 'minute' | 'second'
export type HeaderGeneration = 'adaptive' | 'dynamic' | 'none'

/** What a scenario sets; everything left out keeps its default. */
export interface Scenario {
  readonly account: AccountSeed
  /** Default: adaptive, every constant as it stands. */
  readonly limits?: LimitRules
  readonly serverless?: Partial<ServerlessSettings>
  /** Deprecation dates by model id, from the moment at which the scenario starts. */
  readonly deprecationDates?: (now: number) => ReadonlyMap<string, CalendarDate>
  readonly headerGeneration?: HeaderGeneration
}
