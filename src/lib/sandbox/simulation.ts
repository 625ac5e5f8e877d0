import {ACCOUNT} from './account-constants.js'
import {AccountState, type AccountSeed} from './account-state.js'
import {REAL_CLOCK, SandboxTime} from './clock.js'
import {FaultPlan} from './fault.js'
import type {SandboxOptions} from './options.js'
import {SeededRandom} from './random.js'
import type {HeaderGeneration, HeaderUnit} from './scenario.js'
import {DEFAULT_SCENARIO, isScenarioName, SCENARIOS, type ScenarioName} from './scenario-names.js'
import {scenarioNamed} from './scenarios.js'

/** Everything one scenario consists of while it runs. A reset makes a new one. */
export class Simulation {
  readonly scenarioName: ScenarioName
  readonly time: SandboxTime
  readonly random: SeededRandom
  readonly account: AccountState
  readonly faults = new FaultPlan()
  readonly headerUnit: HeaderUnit
  readonly headerGeneration: HeaderGeneration
  readonly options: SandboxOptions

  /** @throws {RangeError} for a scenario that does not exist */
  constructor(options: SandboxOptions) {
    const name = options.scenario ?? DEFAULT_SCENARIO
    if (!isScenarioName(name)) {
      throw new RangeError(`no scenario "${name}": ${SCENARIOS.map(scenario => scenario.name).join(', ')}`)
    }
    const scenario = scenarioNamed(name)
    this.options = options
    this.scenarioName = name
    this.time = new SandboxTime(options.clock ?? REAL_CLOCK, options.timeScale ?? 1)
    this.random = new SeededRandom(options.seed ?? 1)
    this.headerUnit = options.headerUnit ?? 'minute'
    this.headerGeneration = options.headerGeneration ?? scenario.headerGeneration ?? 'adaptive'
    const delays = {topUpMs: ACCOUNT.topUpDelay.value, invoiceClearMs: ACCOUNT.invoiceClearDelay.value}
    const id = options.overrides?.accountId ?? 'acme'
    this.account = new AccountState(id, withQuotas(scenario.account, options), delays, this.time.now())
  }

  /** What the accounts API reports. */
  get suspendState(): string {
    const forced = this.options.overrides?.suspendState
    return forced ?? this.account.reportedSuspendState(this.time.now(), ACCOUNT.suspendStateLag.value)
  }

  /** The ids the key sees, the simulated account first. */
  get visibleAccounts(): readonly string[] {
    const {noAccount, otherAccounts} = this.options.overrides ?? {}
    return noAccount === true ? [] : [this.account.id, ...(otherAccounts ?? [])]
  }
}

function withQuotas(seed: AccountSeed, options: SandboxOptions): AccountSeed {
  const extra = options.overrides?.quotas ?? []
  const replaced = new Set(extra.map(quota => quota.id))
  return {...seed, quotas: [...seed.quotas.filter(quota => !replaced.has(quota.id)), ...extra]}
}
