import {policyFinding, policyOutcome} from '../domain/answer/policy.js'
import type {Outcome} from '../domain/answer/outcome.js'
import {AppError} from '../domain/errors.js'
import {describeAccountCeiling} from '../domain/limits/account-ceiling.js'
import {displayModelName} from '../domain/limits/model-name.js'
import {printable} from '../domain/text/printable.js'
import type {AccountQuestions} from './account-questions.js'

/**
 * An outcome that `asksAccount`, with what the account adds: its own ceiling to a 429 that no token limit explains, its policy
 * to a 403.
 * @param model full resource name
 */
export async function withAccountFacts(
  outcome: Outcome,
  model: string,
  questions: Pick<AccountQuestions, 'requestCeiling' | 'policySettings'>,
): Promise<Outcome> {
  if (outcome.code === 'rate-limited') {
    const own = await questions.requestCeiling()
    const name = printable(displayModelName(model), 120)
    return own === null ? outcome : {...outcome, message: describeAccountCeiling(name, own)}
  }
  const settings = await questions.policySettings()
  if (!(settings instanceof AppError)) return policyOutcome(outcome, policyFinding(settings, model))
  const status = settings.httpStatus === null ? settings.code : `HTTP ${settings.httpStatus}`
  return {...outcome, evidence: [...outcome.evidence, `policySettings: not readable (${status})`]}
}
