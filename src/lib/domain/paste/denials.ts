import {matchesIn, type Stretch} from './program-text.js'

/** Words for a failure, with the reason behind a status. */
const FAILURE = String.raw`(?:(?:HTTP(?:\/\d(?:\.\d)?)? |status (?:code )?)?[45]\d\d(?:['’]?s)?(?::? (?:too many requests|service unavailable|bad gateway))?|too many requests|rate[ -]limit(?:s|ed|ing)?(?: exceeded)?|(?:service|server|model|engine) (?:overloaded|unavailable)|[A-Z]\w{1,40}(?:Error|Exception)|ECONN[A-Z]{5,7}|E(?:SOCKET)?TIMEDOUT|E(?:HOST|NET)UNREACH|ENOTFOUND|EAI_AGAIN)\b`
/** What goes before a denied verb: `we never …`, `it does not …`. */
const NEGATION = String.raw`(?:never|no longer|nobody|not once|at no point|in no case|(?:do|does|did|have|has|had|are|is|was|were|am)(?:n['’]t| not)|(?<=^|[.,;:!?\n] {0,4})not)`
const COMES = String.raw`(?:gets?|got|gotten|getting|sees?|saw|seen|seeing|receive[ds]?|receiving|hits?|hitting|ha(?:s|ve|d)|returns?|returned|answers|answer(?:ed)? with|throws?|thrown|raises?|raised|report(?:s|ed)?|fail(?:s|ed)? with|encounter(?:s|ed)?|r[ua]n into|running into)\b`
/** A verb that tells of no answer: `I can't get past …`, `I don't see why …`. */
const OF_NO_ANSWER = String.raw`(?! (?:past|through|around|rid|why|what|how|where|anywhere|anything)\b)`
/** What is counted. */
const MANY = String.raw`(?:errors|failures|responses|answers|exceptions)\b`
/** A sentence before a colon, which is no field: `The log is clean: no 429`. */
const SENTENCE = String.raw`\b(?:(?:is|are|was|were|looks?|all|everything) [\w ]{2,30}|yesterday|today|so far): `
/** The rest of a clause, bounded; a colon behind a status is no end of it. */
const CLAUSE = String.raw`(?:(?! (?:but|only|except|instead|because|and|until|unless|since|now|why|got|sondern|aber|mais|pero|però|ma|mas|maar|sino)\b)(?:[^.,;:!?(\n]|\.(?=\w)|(?<=[45]\d\d):)){0,200}`

/** What a text must hold for the pattern behind it to be worth a look: most lines of a log deny nothing. */
const DENIALS: readonly (readonly [cue: RegExp, denial: RegExp])[] = [
  // `we never get …`, `never has it returned …`, `without any …`
  [
    /n['’]t|\b(?:not|never|no longer|nobody|without|stopped|cannot|(?:at|in) no)\b/i,
    new RegExp(
      String.raw`\b(?:${NEGATION}(?:,? (?:ever|really|even|yet|once|been|be|to|has|have|did|does|it|we|they|I),?){0,3} ${COMES}${OF_NO_ANSWER}|without (?:any|a single) (?:errors?|failures?|problems?|sign)\b|without (?:ever )?(?:getting|seeing|hitting|receiving)\b|stopped (?:getting|seeing|hitting|receiving)\b|can(?:not|['’]t| not) reproduce\b)${CLAUSE}`,
      'gi',
    ),
  ],
  // `no 429s`, `not a single 503`, `neither 429 nor 503`; a field's value is none: `streaming: no 429 …`
  [
    /n['’]t|\b(?:no|not|neither|never|zero|without|free of|yet to)\b/i,
    new RegExp(
      String.raw`(?:(?:(?<![:=|]\s?["']?|\bor )|(?<=${SENTENCE}))\b(?:no|not|without|zero|neither|never|free of|yet to (?:see|get|hit)|at no point|not once|in no case)|n['’]t)(?: (?:an?|any|the|one|single|more|further|such|ever|been)){0,2} ["'\x60]?${FAILURE}${CLAUSE}`,
      'gi',
    ),
  ],
  // `too many requests errors never happen`, `429s are gone`
  [
    /n['’]t|\b(?:not|never|no longer|gone|fixed|resolved|solved|history|over|away|disappeared|stopped)\b/i,
    new RegExp(
      String.raw`\b${FAILURE}(?::? ${FAILURE})?(?: (?:errors?|answers?|responses?|failures?|status|codes?|incidents?|outages?|issues?|problems?)){0,2} (?:(?:(?:do|does|did|is|are|was|were|has|have)(?:n['’]t| not| never| no longer)|never|no longer)(?: (?:ever|been|be|yet)){0,2} (?:happen(?:s|ed|ing)?|occur(?:s|red|ring)?|appear(?:s|ed)?|come|came|comes|returned|seen|thrown|raised|reported)|(?:is|are|was|were|got|has been|have been) (?:gone|fixed|resolved|solved|history|over)|went away|disappeared|stopped(?: happening)?(?! [a-z]))\b`,
      'gi',
    ),
  ],
  // `to avoid 429s`: what would be
  [
    /avoid|prevent/i,
    new RegExp(
      String.raw`\b(?:avoid|prevent)(?:s|ed|ing)?(?: (?:an?|any|more|further|such|getting|hitting)){0,2} ["'\x60]?${FAILURE}${CLAUSE}`,
      'gi',
    ),
  ],
  // `fix: handle 429 …`, `[RESOLVED] …`; `failed to handle 429` tells of one
  [
    /handle|simulate|mock|retr(?:y|ies) on|\[resolved/i,
    new RegExp(
      String.raw`(?<!(?:\bto|\bnot|n['’]t) )\b(?:handles?|simulates?|mocks?|retr(?:y|ies) on) ["'\x60]?${FAILURE}${CLAUSE}|\[resolved\][^\n]{0,300}`,
      'gi',
    ),
  ],
  // `it may fail with 503`, `if you exceed it you get 429`, `errors such as 429`
  [
    /\b(?:will|would|may|might|could|can|should|shall) /i,
    new RegExp(
      String.raw`\b(?:will|would|may|might|could|can|should|shall)(?: (?:also|sometimes|then|be)){0,2} (?:get|return|fail with|see|hit|refused with|answered with|answer|throw|raise|respond with|receive|encounter|run into) (?:an? |the )?["'\x60]?${FAILURE}${CLAUSE}`,
      'gi',
    ),
  ],
  [
    /\b(?:if|when|whenever|once|unless) /i,
    new RegExp(
      String.raw`(?:^|(?<=[.!?\n:] {0,3}))(?:if|when(?:ever)?|once|unless) (?:you|we|it|they|the|a|your)\b[^.;!?\n]{0,120}?\b(?:gets?|returns?|receives?|sees?|hits?|exceeds?) (?:an? |the )?["'\x60]?${FAILURE}${CLAUSE}`,
      'gim',
    ),
  ],
  [
    /such as|for example|for instance|imagine|suppose|e\.g\./i,
    new RegExp(
      String.raw`(?:\b(?:such as|for example|for instance|imagine|suppose)|\be\.g\.),? (?:an? )?["'\x60]?${FAILURE}${CLAUSE}`,
      'gi',
    ),
  ],
  // `0 rate limit exceeded errors`, `0 of 1,000 requests failed with 429`; `attempt 0 429 …` is a number
  [
    /(?<![\d.])0 /,
    new RegExp(
      String.raw`(?<=^|[\n.,;:(!?|] {0,4}|\b(?:with|had|has|have|got|get|saw|see|were|are|was|is|found|and|by) )0 (?:${FAILURE}(?<=['’]?s)|${FAILURE} ${MANY})(?! left\b)`,
      'gim',
    ),
  ],
  [
    /(?<![\d.])0 (?:out )?of /,
    new RegExp(
      String.raw`(?<![\d.,] ?)\b0 (?:out )?of (?:the )?\d[\d,.]{0,15} (?:requests|calls|tries|attempts|runs|jobs|answers|responses) (?:have |were )?${COMES}${CLAUSE}`,
      'gi',
    ),
  ],
  // `429 Too Many Requests: 0`, `rate limit exceeded errors: 0`
  [
    /[:=] ?0(?![\d.])/,
    new RegExp(
      String.raw`\b(?:[45]\d\d:? (?:too many requests|service unavailable|bad gateway)|${FAILURE} ${MANY})(?: count)?\s?[:=] ?0(?=\s*(?:[,;)|\n]|$))`,
      'gi',
    ),
  ],
  // `none of them got …`, `nothing failed with 503`
  [
    /\b(?:none|nothing|no one)\b/i,
    new RegExp(
      String.raw`(?<![:=]\s?)\b(?:none|nothing|no one)(?: of (?:the |our |my |these |those )?\w{2,20})? (?:ever |has |have |had ){0,2}${COMES}${OF_NO_ANSWER}(?! (?:me|us|you|them|it)\b)${CLAUSE}`,
      'gi',
    ),
  ],
  // `too many requests? Never`
  [/\? /, new RegExp(String.raw`\b${FAILURE}(?: ${MANY})?\? (?:never|nope|none|not (?:once|any ?more|here))\b`, 'gi')],
  // The same in other languages, directly before a failure or behind it
  [
    /(?<!\p{L})(?:nie|kein|nicht|ohne|jamais|aucun|pas|plus|nunca|ning|sin|mai|nessun|senza|nenhum|sem|nooit|geen|zonder)/iu,
    new RegExp(
      String.raw`(?<![\p{L}\d]|\d\.? )(?:nie(?:mals)?|kein(?:e[nrsm]?)?|nicht ein(?:e[nrsm]?)?|ohne|jamais|aucune?|pas|plus|nunca|ning[uú]n[ao]?|sin|mai|nessun[oa]?|senza|nenhuma?|sem|nooit|geen|zonder)(?: (?:einen?|eine[nrsm]?|einzige[nrsm]?|Mal|de|d['’]une?|une?|eu|vu|error(?:es)?|erreurs?|fehler|errori?|erros?|visto|recibimos|vimos|tuvimos|tivemos|kam|kamen|gab es)){0,3} ["'\x60]?${FAILURE}${CLAUSE}`,
      'giu',
    ),
  ],
  [
    /\b(?:nie|nicht)/i,
    new RegExp(
      String.raw`\b${FAILURE}(?:-?\s?(?:Fehler|Antworten?))? (?:kommt|kommen|kam|kamen|tritt|treten|trat|traten|gibt es|gab es|wird|wurde) (?:nie(?:mals)?|nicht)(?: mehr)?\b${CLAUSE}`,
      'gi',
    ),
  ],
]

/** What somebody says does not come, each to the end of its clause. */
export function denialsIn(text: string): Stretch[] {
  const stretches = DENIALS.filter(([cue]) => cue.test(text)).flatMap(([, denial]) => matchesIn(text, denial))
  // "I have never seen `Account acme is suspended, …` before": a suspension is never passed over on so little.
  return stretches.filter(([from, to]) => !/suspended/i.test(text.slice(from, to)))
}
