import {readCatalogue} from '../../src/lib/app/model-catalogue.js'
import {reportLimits, type LimitsQuestion} from '../../src/lib/app/limits-report.js'
import type {CatalogueModel, InferenceRequest} from '../../src/lib/app/ports.js'
import type {AppError} from '../../src/lib/domain/errors.js'
import {aFailure, aModel, anAccount, answer, memoryGateway, pageOf} from './memory-gateway.js'
import {COMPLETION, ScriptedInference, type ScriptedAnswer} from './scripted-inference.js'
import {VirtualClock} from './virtual-clock.js'

export const PREFIX = 'accounts/fireworks/models/'
export const targets = (...ids: string[]) => ids.map(id => ({model: PREFIX + id}))
export const limits = (generated: number): [string, string][] => [
  ['x-ratelimit-limit-tokens-generated', String(generated)],
]
/** A completion that says what it cost. */
export const charged = (prompt: number, generated: number) =>
  JSON.stringify({...JSON.parse(COMPLETION), usage: {prompt_tokens: prompt, completion_tokens: generated}})

export interface LimitsWorld {
  readonly answers?: (id: string, index: number, request: InferenceRequest) => ScriptedAnswer
  readonly catalogue?: readonly CatalogueModel[] | AppError
  readonly suspendState?: string | null
  readonly account?: AppError
  readonly abortAfter?: number
}

/** A report on limits in memory: what it asks, and what it is answered. */
export function limitsWorld({answers = () => ({}), ...world}: LimitsWorld = {}) {
  const clock = new VirtualClock()
  const asked: string[] = []
  const controller = new AbortController()
  const inference = new ScriptedInference(clock, (request, index) => {
    if (index === world.abortAfter) controller.abort(new Error('stop'))
    return answers(request.model.replace(PREFIX, ''), index, request)
  })
  const gateway = memoryGateway({
    getAccount: id => {
      asked.push(`account ${id}`)
      return answer(anAccount({suspendState: world.suspendState ?? null}))
    },
    getQuota: () => Promise.reject(aFailure('not-found', 'no such quota')),
    policySettings: () => Promise.reject(aFailure('not-offered', 'no policies')),
    listModels: id => {
      asked.push(`models ${id}`)
      const {catalogue = [aModel('kimi-k3'), aModel('glm-5p3')]} = world
      return answer(Array.isArray(catalogue) ? pageOf(catalogue as CatalogueModel[]) : (catalogue as AppError))
    },
  })
  const ports = {
    inference,
    gateway,
    clock,
    catalogue: () => readCatalogue(gateway),
    signal: controller.signal,
    account: () => answer(world.account ?? 'acme'),
  }
  const report = (question: Partial<LimitsQuestion>) =>
    clock.run(reportLimits(ports, {targets: [], options: {}, compareTiers: false, schedule: null, ...question}))
  return {asked, clock, controller, inference, report}
}
