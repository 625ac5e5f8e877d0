import type {Stretch} from './program-text.js'

/** Words for a failure, with the reason behind a status. */
const FAILURE = String.raw`(?:(?:HTTP(?:\/\d(?:\.\d)?)? |status (?:code )?)?[45]\d\d(?:['’]?s)?(?::? (?:too many requests|service unavailable|bad gateway))?|too many requests|rate[ -]limit(?:s|ed|ing)?(?: exceeded)?|(?:service|server|model|engine) (?:overloaded|unavailable)|[A-Z]\w{1,40}(?:Error|Exception)|E[A-Z]{6,14})\b`
/** What goes before a denied verb: `we never …`, `it does not …`. */
const NEGATION = String.raw`(?:never|no longer|nobody|(?:do|does|did|have|has|had|are|is|was|were|am)(?:n['’]t| not)|(?<=^|[.,;:!?\n] {0,4})not)`
const COMES = String.raw`(?:gets?|got|gotten|getting|sees?|saw|seen|seeing|receive[ds]?|receiving|hits?|hitting|ha(?:s|ve|d)|returns?|returned|answers|answer(?:ed)? with|throws?|thrown|raises?|raised|report(?:s|ed)?|fail(?:s|ed)? with|encounter(?:s|ed)?|r[ua]n into|running into)\b`
/** A verb that tells of no answer: `I can't get past …`, `I don't see why …`. */
const OF_NO_ANSWER = String.raw`(?! (?:past|through|around|rid|why|what|how|where|anywhere|anything)\b)`
/** The rest of a clause, bounded; a colon behind a status is no end of it. */
const CLAUSE = String.raw`(?:(?! (?:but|only|except|instead|because|and|until|unless|since|now|why|got)\b)(?:[^.,;:!?(\n]|\.(?=\w)|(?<=[45]\d\d):)){0,200}`

const DENIALS: readonly RegExp[] = [
  // `we never get …`, `never has it returned …`, `without any …`
  new RegExp(
    String.raw`\b(?:${NEGATION}(?:,? (?:ever|really|even|yet|once|been|be|to|has|have|did|does|it),?){0,3} ${COMES}${OF_NO_ANSWER}|without (?:any|a single) (?:errors?|failures?|problems?|sign)\b|without (?:ever )?(?:getting|seeing|hitting|receiving)\b|stopped (?:getting|seeing|hitting|receiving)\b|can(?:not|['’]t| not) reproduce\b)${CLAUSE}`,
    'gi',
  ),
  // `no 429s`, `not a single 503`, `neither 429 nor 503`; a field's value is none: `streaming: no 429 …`
  new RegExp(
    String.raw`(?:(?<![:=|]\s?["']?|\bor )\b(?:no|not|without|zero|neither)|n['’]t)(?: (?:an?|any|the|one|single|more|further|such)){0,2} ["'\x60]?${FAILURE}${CLAUSE}`,
    'gi',
  ),
  // `too many requests errors never happen`, `429s are gone`
  new RegExp(
    String.raw`\b${FAILURE}(?::? ${FAILURE})?(?: (?:errors?|answers?|responses?|failures?|status|codes?)){0,2} (?:(?:(?:do|does|did|is|are|was|were|has|have)(?:n['’]t| not| never| no longer)|never|no longer)(?: (?:ever|been|be|yet)){0,2} (?:happen(?:s|ed|ing)?|occur(?:s|red|ring)?|appear(?:s|ed)?|come|came|comes|returned|seen|thrown|raised|reported)|(?:is|are|were) gone|went away|disappeared|stopped(?: happening)?(?! [a-z]))\b`,
    'gi',
  ),
]

/** What somebody says does not come, each to the end of its clause. */
export function denialsIn(text: string): Stretch[] {
  return DENIALS.flatMap(denial =>
    [...text.matchAll(denial)].map(({0: said, index}): Stretch => [index, index + said.length]),
  )
}
