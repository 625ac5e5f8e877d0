import {apiFacts} from './api.js'
import {contactFacts} from './contacts.js'
import {errorFacts} from './errors.js'
import {webPageFacts} from './web-pages.js'
import type {NamedFact} from './fact.js'
import {gpuFacts} from './gpu.js'
import {modelFacts} from './models.js'
import {rateLimitFacts} from './rate-limits.js'
import {spendFacts} from './spend.js'
import {tierFacts} from './tiers.js'

/** Everything that fireq states about Fireworks as data, for whoever checks it against the documents. */
export function allFacts(): readonly NamedFact[] {
  return [
    ...rateLimitFacts(),
    ...modelFacts(),
    ...tierFacts(),
    ...spendFacts(),
    ...gpuFacts(),
    ...errorFacts(),
    ...apiFacts(),
    ...contactFacts(),
    ...webPageFacts(),
  ]
}
