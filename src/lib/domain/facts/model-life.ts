import {factsFrom, type Fact} from './fact.js'
import {GONE} from './models.js'

const seen = factsFrom({...GONE, validFrom: '2026'})

/** How a model comes to its end, and what tells it. */
export const MODEL_LIFE = {
  served: seen('supportsServerless of the catalogue says whether a model is served: right in 46 of 46 cases'),
  date: {
    ...seen('deprecationDate is the day on which serverless stops serving a model; day or month may be 0'),
    validFrom: '2025',
    source: "Fireworks' published specification of 2025; last seen live in July 2026",
    certainty: 'documented',
  },
  size: seen('baseModelDetails.parameterCount of the catalogue decides the size class'),
  notice: seen('about two weeks'),
  end: seen('a retired model first answers 500, later 404'),
  routers: seen('a router goes with its base model or before it, and may have no date of its own'),
  dedicated: seen('a dedicated deployment of a retired model still works'),
} as const satisfies Record<string, Fact<string>>
