import {nanosToUsd} from './account/money.js'
import type {Simulation} from './simulation.js'

/** A snapshot of everything simulated, as `GET /_sandbox/state` answers it. */
export function simulationState(simulation: Simulation): object {
  simulation.settle()
  const {account, time} = simulation
  const now = time.now()
  const {ledger} = account
  return {
    scenario: simulation.scenarioName,
    now: new Date(now).toISOString(),
    account: {
      id: account.id,
      tier: account.tier,
      suspendState: simulation.suspendState,
      suspended: simulation.suspended,
      paymentMethod: ledger.paymentMethod,
      invoiceFailed: ledger.invoiceFailed,
    },
    money: {
      monthSpendUsd: nanosToUsd(ledger.monthSpend),
      historyUsd: nanosToUsd(ledger.history),
      creditsUsd: nanosToUsd(ledger.credits),
      pendingTopUpUsd: nanosToUsd(ledger.pending),
    },
    quotas: Object.fromEntries(
      [...account.quotas.values()].map(quota => [
        quota.id,
        {value: String(quota.value), maxValue: String(quota.maxValue), usage: account.usageOf(quota) ?? null},
      ]),
    ),
    requestCeiling: {
      perMinute: simulation.requestsPerMinute,
      inUse: simulation.ceiling.inUse(simulation.requestsPerMinute, now),
    },
    limits: Object.fromEntries(
      [...simulation.limits.inUse()].map(([modelId, limiter]) => [modelId, limiter.levels(now)]),
    ),
    faults: simulation.faults.list(),
  }
}
