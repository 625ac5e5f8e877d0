import {retiredOutcome} from '../domain/answer/refusal-words.js'
import type {Outcome} from '../domain/answer/outcome.js'
import {displayModelName} from '../domain/limits/model-name.js'
import type {SizeLookup} from './model-sizes.js'

/**
 * A 404 or a 500 of a model that the catalogue says is retired becomes `model-retired` with the date; anything else stays.
 * @param model full resource name
 */
export async function whetherRetired(outcome: Outcome, model: string, lookup: SizeLookup): Promise<Outcome> {
  const {code, httpStatus} = outcome
  const mayBe = code === 'model-retired' || code === 'not-found' || (code === 'server-error' && httpStatus === 500)
  const retirement = mayBe ? await lookup.retired() : null
  return retirement === null ? outcome : retiredOutcome(outcome, displayModelName(model), retirement)
}
