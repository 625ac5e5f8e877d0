import type {AccountState} from '../account/account-state.js'
import {DEPLOYMENT_METRICS} from '../../domain/facts/account-api.js'
import {gatewayError, type Answer} from './answer.js'

const MINUTE_MS = 60_000
const CALLS_PER_MINUTE = DEPLOYMENT_METRICS.callsPerMinute.value

/** The deployments' metrics, which may be read six times a minute. */
export class DeploymentMetrics {
  #calls: number[] = []

  /** `GET /v1/accounts/{a}/metrics`: Prometheus text. The metrics' names are assumed, their labels documented. */
  answer(account: AccountState, now: number): Answer {
    this.#calls = this.#calls.filter(at => at > now - MINUTE_MS)
    if (this.#calls.length >= CALLS_PER_MINUTE)
      return gatewayError(429, `rate limit exceeded: ${CALLS_PER_MINUTE} calls a minute`)
    this.#calls.push(now)
    const minutes = Math.floor((now - account.openedAt) / MINUTE_MS)
    const lines = [
      '# HELP request_counter_total Requests by deployment and HTTP status.',
      '# TYPE request_counter_total counter',
      ...account.seed.deployments.flatMap(({id, baseModel}) =>
        [200, 429].map(
          status =>
            `request_counter_total{deployment_id="${id}",base_model="${baseModel}",http_code="${status}"} ` +
            String((status === 200 ? 1_200 : 3) + minutes),
        ),
      ),
      '# HELP replicas Ready replicas of a deployment.',
      '# TYPE replicas gauge',
      ...account.seed.deployments.map(
        ({id, baseModel, readyReplicaCount, replicaCount}) =>
          `replicas{deployment_id="${id}",base_model="${baseModel}"} ${readyReplicaCount ?? replicaCount}`,
      ),
    ]
    return {status: 200, headers: ['content-type', 'text/plain; version=0.0.4'], body: `${lines.join('\n')}\n`}
  }
}
