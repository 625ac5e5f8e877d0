import {ACCOUNT} from './account/account-constants.js'
import type {AccountSeed} from './account/account-seed.js'
import {AccountState, MONTHLY_SPEND, REQUESTS_PER_MINUTE} from './account/account-state.js'
import {REAL_CLOCK, SandboxTime} from './clock.js'
import {FaultPlan} from './http/fault.js'
import {DeploymentMetrics} from './http/routes-metrics.js'
import {SERVERLESS, settings, type ServerlessSettings} from './limits/limit-constants.js'
import {ModelCatalogue} from './model-catalogue.js'
import {ModelLimits} from './limits/model-limits.js'
import type {SandboxOptions, SandboxOverrides} from './options.js'
import {PromptCache} from './limits/prompt-cache.js'
import {SeededRandom} from './random.js'
import {RequestCeiling} from './limits/request-ceiling.js'
import type {HeaderGeneration, HeaderUnit} from './scenario.js'
import {DEFAULT_SCENARIO, isScenarioName, SCENARIOS, type ScenarioName} from './scenario-names.js'
import {scenarioNamed} from './scenarios.js'

/** Everything one scenario consists of while it runs. A reset makes a new one. */
export class Simulation {
  readonly scenarioName: ScenarioName
  readonly time: SandboxTime
  readonly random: SeededRandom
  readonly account: AccountState
  readonly limits: ModelLimits
  readonly ceiling: RequestCeiling
  readonly catalogue: ModelCatalogue
  readonly promptCache: PromptCache
  readonly serverless: ServerlessSettings
  readonly faults = new FaultPlan()
  readonly deploymentMetrics = new DeploymentMetrics()
  readonly headerUnit: HeaderUnit
  readonly headerGeneration: HeaderGeneration
  readonly priorityPriceFactor = ACCOUNT.priorityPriceFactor.value
  readonly #overrides: SandboxOverrides

  /** @throws {RangeError} for a scenario that does not exist, or a time scale that is not above 0 */
  constructor(options: SandboxOptions) {
    const name = options.scenario ?? DEFAULT_SCENARIO
    if (!isScenarioName(name)) {
      throw new RangeError(`no scenario "${name}": ${SCENARIOS.map(scenario => scenario.name).join(', ')}`)
    }
    const {timeScale = 1} = options
    if (!(timeScale > 0)) throw new RangeError(`the time scale must be above 0, not ${timeScale}`)
    const scenario = scenarioNamed(name)
    const overrides = options.overrides ?? {}
    this.#overrides = overrides
    this.scenarioName = name
    this.time = new SandboxTime(options.clock ?? REAL_CLOCK, timeScale)
    this.random = new SeededRandom(options.seed ?? 1)
    this.headerUnit = options.headerUnit ?? 'minute'
    this.headerGeneration = options.headerGeneration ?? scenario.headerGeneration ?? 'adaptive'
    this.serverless = settings(SERVERLESS, {...scenario.serverless, ...overrides.serverless})
    const now = this.time.now()
    const delays = {
      topUpMs: overrides.topUpDelayMs ?? ACCOUNT.topUpDelay.value,
      invoiceClearMs: overrides.invoiceClearDelayMs ?? ACCOUNT.invoiceClearDelay.value,
    }
    const seed = overriddenSeed(scenario.account, overrides)
    this.account = new AccountState(overrides.accountId ?? 'acme', seed, delays, now)
    const rules = scenario.limits ?? {kind: 'adaptive'}
    this.limits = new ModelLimits(
      {
        ...rules,
        adaptive: {...rules.adaptive, ...overrides.adaptive},
        dynamic: {...rules.dynamic, ...overrides.dynamic},
      },
      now,
    )
    this.catalogue = new ModelCatalogue(scenario.deprecationDates?.(now))
    this.ceiling = new RequestCeiling(this.requestsPerMinute, now)
    this.promptCache = new PromptCache(this.serverless.promptCacheMs)
    this.account.measuredUsage.set(REQUESTS_PER_MINUTE, () =>
      this.ceiling.inUse(this.requestsPerMinute, this.time.now()),
    )
  }

  /** The account-wide request ceiling in force, requests per minute. */
  get requestsPerMinute(): number {
    const {requestsPerMinute, requestsPerMinuteWithoutPayment} = this.serverless
    const ceiling = this.account.requestsPerMinute ?? requestsPerMinute
    return this.account.ledger.paymentMethod ? ceiling : Math.min(ceiling, requestsPerMinuteWithoutPayment)
  }

  /** Brings everything that time alone changes up to now. */
  settle(): void {
    this.account.settle(this.time.now())
  }

  /** Whether inference answers 412. */
  get suspended(): boolean {
    const forced = this.#overrides.suspendState
    return forced === undefined ? this.account.suspended : forced !== 'UNSUSPENDED'
  }

  /** What the accounts API reports. */
  get suspendState(): string {
    const lag = this.#overrides.suspendStateLagMs ?? ACCOUNT.suspendStateLag.value
    return this.#overrides.suspendState ?? this.account.reportedSuspendState(this.time.now(), lag)
  }

  /** Whether a collection of the account API answers 501. */
  isOffered(collection: string): boolean {
    return this.#overrides.notOffered?.includes(collection) !== true
  }

  /** How far the rating of costs is behind, simulated ms. */
  get ratingLagMs(): number {
    return this.#overrides.ratingLagMs ?? 0
  }

  /** The ids the key sees, the simulated account first. */
  get visibleAccounts(): readonly string[] {
    const {noAccount, otherAccounts} = this.#overrides
    return noAccount === true ? [] : [this.account.id, ...(otherAccounts ?? [])]
  }
}

function overriddenSeed(seed: AccountSeed, overrides: SandboxOverrides): AccountSeed {
  const extra = (overrides.quotas ?? []).filter(quota => quota.id !== MONTHLY_SPEND)
  const replaced = new Set(extra.map(quota => quota.id))
  return {
    ...seed,
    spendLimitUsd: overrides.spendLimitUsd ?? seed.spendLimitUsd,
    money: {...seed.money, ...overrides.money},
    quotas: [...seed.quotas.filter(quota => !replaced.has(quota.id)), ...extra],
  }
}
