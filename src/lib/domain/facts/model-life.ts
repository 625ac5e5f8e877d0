import {reported, type Fact} from './fact.js'

/** How a model comes to its end, and what tells it. */
export const MODEL_LIFE = {
  served: reported('supportsServerless of the catalogue says whether a model is served: right in 46 of 46 cases'),
  date: {
    ...reported('deprecationDate is the day on which serverless stops serving a model; day or month may be 0'),
    validFrom: '2025',
    source: "Fireworks' published specification of 2025; last seen live in July 2026",
    certainty: 'documented',
  },
  size: {
    ...reported('baseModelDetails.parameterCount of the catalogue decides the size class'),
    source: 'field of a generated client; that it decides the class is inferred',
  },
  notice: reported('about two weeks'),
  end: reported('a retired model first answers 500, later 404'),
  routers: reported('a router goes with its base model or before it, and may have no date of its own'),
  dedicated: reported('a dedicated deployment of a retired model still works'),
} as const satisfies Record<string, Fact<string>>
