import {diagnoseLive, type LiveFindings, type LiveProbe} from '../../src/lib/domain/diagnosis/live.js'
import type {Diagnosis} from '../../src/lib/domain/diagnosis/diagnosis.js'
import type {AppError, ErrorCode} from '../../src/lib/domain/errors.js'
import {classifyAnswer, type Answer} from '../../src/lib/domain/answer/classify.js'
import {describeQuota, type Quota} from '../../src/lib/domain/quota/quota.js'
import {aFailure, anAccount, aReading} from './memory-gateway.js'
import {withPrinted} from './printed-actions.js'

/** The model that every probe here asks. */
export const MODEL = 'accounts/fireworks/models/kimi-k3'

export function errorBody(message: string, code = 'X'): string {
  return JSON.stringify({error: {message, code}})
}

/** A probe by what was answered; a 200 within all limits where nothing is said. */
export function aProbe(answer: Partial<Answer> = {}, parts: Partial<LiveProbe> = {}): LiveProbe {
  const outcome = classifyAnswer({status: 200, headers: [], body: '', model: MODEL, ...answer})
  return {model: MODEL, outcome, latencyMs: 350.4, suggestion: null, ...parts}
}

/** USD of this month. */
export function aSpend(usage: number | null, value: number | null = 400): Quota {
  return describeQuota(aReading('monthly-spend-usd', value, usage, 500))
}

/** GPUs in use, of 100. */
export function aGpuQuota(gpu: string, usage: number): Quota {
  return describeQuota(aReading(`global--${gpu}-count`, 100, usage))
}

/** The diagnosis of an account where all is well but for the given parts. */
export function diagnoseWith(parts: Partial<LiveFindings> = {}): Diagnosis {
  const now = Date.parse('2026-11-21T12:00:00Z')
  return withPrinted(
    diagnoseLive({account: anAccount(), quotas: [aSpend(40)], catalogue: 42, probe: aProbe(), now, ...parts}),
  )
}

export function failsWith(code: ErrorCode, httpStatus: number | null = null): AppError {
  return aFailure(code, `it is ${code}`, {httpStatus, hints: [`hint of ${code}`]})
}

/** The same failure of everything that the account API was asked. */
export function allFail(code: ErrorCode, httpStatus: number | null = null) {
  const error = failsWith(code, httpStatus)
  return {account: error, quotas: error, catalogue: error}
}
