import type {StatusSource} from './found-answer.js'

/** A status, and where a text tells it. */
export interface ToldStatus {
  readonly at: number
  readonly status: number
  readonly by: StatusSource
}

const REASONS =
  'Bad Request|Unauthorized|Payment Required|Forbidden|Not Found|Request Timeout|Conflict|Gone|Precondition Failed|Payload Too Large|Content Too Large|Request Entity Too Large|Unprocessable (?:Entity|Content)|Too Many Requests|Internal Server Error|Not Implemented|Bad Gateway|Service (?:Temporarily )?Unavailable|Service Overloaded|Gateway Time-?out|Client Error|Server Error|status code|Connection timed out|Web server is down|Origin is unreachable'

/**
 * The forms in which clients, servers and proxies tell a status in so many words. All bounded, none of them nested:
 * linear on any text. `==` is a program's text, not an answer.
 */
const FORMS: readonly RegExp[] = [
  // HTTP 429, HTTP Error 402:, "HTTP/1.1" 500, HTTP status client error (404 Not Found), HTTP status code: 429
  /\bHTTP(?:\/[0-9](?:\.[0-9])?)?(?: ?(?:status|client|server|error|code|response)){0,4}["'\]]?[ :=(]{1,3}([1-5][0-9]{2})(?![0-9.]|-[0-9])/gi,
  // status=429, status_code: "429", http.response.status_code 429, error code: 429, `code=429`, rc: 503
  /(?<!exit |return |[A-Za-z])(?:[A-Za-z.]{0,30}[._-])?(?:status(?:[ _-]?(?:code|is|was|of))?|statusCode|error[ _-]?code|response(?:[ _-]?(?:code|status))|responseCode|httpCode|code|sc|rc)["']?\s{0,2}(?:(?:=>?|:|is|was|of)\s{0,2})?["'([<]?([1-5][0-9]{2})(?![0-9.%\w]|-[0-9]|\s?(?:ms|s|kB|MB|bytes|tokens|requests)\b(?!=))/gi,
  // returned error: 429, returned a 429, responded with 429, answered 503, got 429, received 429
  /\b(?:return(?:ed|s)(?: an?| http| error| status){0,3}|respond(?:ed|s) with(?: an?)?|answered(?: with)?(?: an?)?|failed with(?: an?)?|got(?: an?)?|received(?: an?)?|status of)[: ]{1,2}([1-5][0-9]{2})(?![0-9.%\w]|-[0-9]|\s(?:ms|s|kB|MB|bytes|tokens|requests|items|results|rows|documents|chunks)\b(?!=))/gi,
  // APIError: 412, Error: 400 {, API Error (412 {, ERROR 429:, (500):, LLM call failed: 412
  /\b[A-Za-z_$]{0,60}(?:Error|Exception|error|ERROR|[Ff]ailed|[Ff]ailure)["')\]]?\s{0,2}[:([-]{0,2}\s{0,2}([45][0-9]{2})(?=[\s:,;){}\]"']|\.?$|\.\s)/g,
  // PowerShell in any language: `erreur : (403) Interdit.`; the number of an assertion that did not hold
  /\p{L} ?[::] ?\(([45][0-9]{2})\) ?(?=\p{L})/gu,
  /\b(?:actual value is|but was|but got|Received|received|instead of \d{3}:?)[: ]{0,2}["'<(]?([1-5][0-9]{2})(?=[>"')]?\.?(?:\s|$))/g,
  // too many 503 error responses; Result: '429'; response 429 https://…; return_value=(429, [; (b'HTTP/1.1', 429, b'…
  /\btoo many ([45][0-9]{2}) error responses|\bResult: '([1-5][0-9]{2})'/g,
  /\b[Rr]esponse:? ([1-5][0-9]{2}) (?=https?:)|\breturn_value=\((?:b'HTTP\/[0-9.]{1,3}', )?([1-5][0-9]{2}), /g,
  // (429) Too Many Requests, 429 (Too Many Requests), '429 Too Many Requests', 503 Service Temporarily Unavailable
  new RegExp(`(?<![0-9.])([1-5][0-9]{2})\\)?[ :-]{1,3}[('"]?(?:${REASONS})`, 'gi'),
  /(?<![0-9.])(20[0-9])\)?[ :-]{1,3}[('"]?(?:OK|Created)\b/gi,
  // The same words in other languages
  /(?:código de (?:estado|respuesta|status)|code d['’]état|codice di stato|код (?:ответа|состояния)|状态码|狀態碼|ステータスコード|상태 코드) ?[::=]? ?([1-5][0-9]{2})(?![0-9])/gi,
  // [429]: words, [HTTP 429]
  /(?:^|[\s:])\[(?:HTTP |error |status )?([45][0-9]{2})\](?=:|\s|$)/gim,
  // POST https://… 429, POST https://…\n429, -> 429
  /\b(?:GET|POST|PUT|PATCH|DELETE|HEAD)\s+["'`]?[^\s"'`]{1,500}(?=["'`\s])["'`]?(?: HTTP\/[0-9.]{1,3}["']?)?[:,]?\s{0,3}(?:->|=>|→|➜|\|)?\s{0,3}["'(]?([1-5][0-9]{2})(?![0-9.\w])/g,
  /(?:->|=>|→|➜)\s{0,2}(?:HTTP )?([1-5][0-9]{2})(?![0-9.\w])/g,
  // The answer of Python's requests, as it prints itself
  /<Response \[([1-5][0-9]{2})\]>/g,
  // OkHttp's log: <-- 429 https://…
  /<-- ([1-5][0-9]{2}) (?:[A-Z][A-Za-z ]{1,40} )?(?=https?:)/g,
  // ALB, classic ELB: target and balancer status before the request
  /\s([1-5][0-9]{2})\s(?:[1-5][0-9]{2}|-)\s[0-9]{1,12}\s[0-9]{1,12}\s"[A-Z]{3,7} https?:/g,
  // HAProxy
  /\s([1-5][0-9]{2})\s[0-9]{1,12}\s-\s-\s\S{4}\s[0-9/]{5,40}\s/g,
  // gin, IIS, morgan
  /(?<!bound)\|\s{0,4}([1-5][0-9]{2})\s{0,4}\|/g,
  /[ \t]([1-5][0-9]{2})[ \t][0-9]{1,4}[ \t][0-9]{1,10}[ \t][0-9]{1,9}$(?<=\b[A-Z]{3,7} \/[^\n]{1,500})/gm,
  // squid
  /\bTCP_[A-Z_]{3,40}\/([1-5][0-9]{2})\b/g,
  // a table of requests, cells between tabs
  /\t([1-5][0-9]{2})\t(?=[^\n]{0,200}(?:\/v1\/|fireworks\.ai))/g,
  // a title of a page: api.fireworks.ai | 522: Connection timed out
  /<title>[^<]{0,200}?\b([45][0-9]{2})\b/gi,
  // 503, deployment scaling up; 429: rate limit exceeded; Error 1015 is no status
  /(?<![0-9.:,/-])([45][0-9]{2})(?:,|:| -| –| —)\s{1,2}(?=["'{]|(?:your |the |this )?(?:deployment|rate|service|server|model|too|account|api|quota|insufficient|overloaded|unauthorized|forbidden|invalid|upstream|provider|key|payment|request)\b)/gi,
]

/** Every status that a text tells in words, in its order. */
export function toldStatuses(text: string): ToldStatus[] {
  const found: ToldStatus[] = []
  if (!/[1-5][0-9]{2}/.test(text)) return found
  for (const form of FORMS) {
    form.lastIndex = 0
    for (let match = form.exec(text); match !== null; match = form.exec(text)) {
      const digits = match[1] ?? match[2]!
      const at = match.index + match[0].lastIndexOf(digits)
      // "status is 200" is what somebody expects as often as what came.
      if (isSupposed(text, match.index, at)) continue
      if (digits < '400' && (!NO_FAILURE.test(digits) || isHoped(text, match.index, at))) continue
      found.push({at, status: Number(digits), by: 'words'})
    }
  }
  found.sort((a, b) => a.at - b.at)
  return found.filter((one, index) => one.at !== found[index - 1]?.at && !isProgram(text, one.at))
}

/** The statuses below 400 that exist: another number is one of bytes. Source: IANA, HTTP status codes, 2026. */
const NO_FAILURE = /^(?:10[0-3]|20[0-8]|226|30[0-8])$/

/** `returns 429 when …`, `handle status 503`, `never get a 429`, `429 means …`: what would be, or what is not. */
function isSupposed(text: string, from: number, at: number): boolean {
  const before = text.slice(Math.max(0, from - 40), from)
  return (
    /\b(?:handle|handles|handling|retry on|retries on|treat|ignore|(?:never|no longer|no more|without)\b[^.,;:!?\n]{0,20})\s{1,3}["'(]?$/i.test(
      before,
    ) ||
    // A counter that counted none, or that is asked for.
    /^"[^}\n]{0,200}\}(?: 0(?:\.0{1,9})?\s*(?:\n|$)|\[\d)/.test(text.slice(at + 3, at + 240)) ||
    /^ (?:means|stands for)\b/.test(text.slice(at + 3, at + 16)) ||
    (/^(?:returns|responds with)\b/i.test(text.slice(from, at)) &&
      /^ (?:when|if|once|unless)\b/.test(text.slice(at + 3, at + 12)))
  )
}

/** A success that somebody expects: an assertion of a test. */
function isHoped(text: string, from: number, at: number): boolean {
  return (
    / (?:is|of) ["'([<]?$/i.test(text.slice(from, at)) ||
    /^,? (?:was |is )?(?:expected|wanted)\b/i.test(text.slice(at + 3, at + 20)) ||
    /\b(?:expect|should|want|assert)\w{0,5}\b[^\n]{0,70}$/i.test(text.slice(Math.max(0, at - 90), at))
  )
}

/** `status_code == 429`, `[429, 500, 503]`, `in (429, 503)`, `>= 400`: what a program would do, not what it saw. */
function isProgram(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 14), at)
  const after = text.slice(at + 3, at + 12)
  if (before.endsWith('<') && after.startsWith('>')) return false
  return (
    /[=!<>]=\s{0,2}["']?$|\s[<>]\s?$|[=(]\s?\[\s?$|\b(?:on|or|and|like|in|retry|deny_status)\s[("'[]?$/i.test(before) ||
    /^,\s?[45][0-9]{2}\b|^\s(?:or|and)\s[45][0-9]{2}/.test(after) ||
    /\b(?:where|and|or|having)\s{1,4}[\w."]{1,40}\s{0,2}[=<>]{1,2}\s{0,2}['"]?$/i.test(
      text.slice(Math.max(0, at - 60), at),
    ) ||
    // A directive of a server's configuration: `limit_req_status 429;`
    (/^["']?\s*;/.test(after) &&
      /(?:\b[a-z]{1,20}_[a-z_]{1,40}|\breturn)\s{1,4}["']?$/.test(text.slice(Math.max(0, at - 70), at)))
  )
}

/** Names of exceptions, by what they stand for. Source: the SDKs' own tables (OpenAI, Anthropic, LiteLLM, Faraday, Spring). */
const STEMS: readonly (readonly [names: string, status: number])[] = [
  ['[A-Za-z]{0,30}RateLimit(?:ed|Exceeded)?|TooManyRequests|Throttling|Throttled|ResourceExhausted|QuotaExceeded', 429],
  ['Authentication|Unauthorized|Unauthenticated|InvalidApiKey', 401],
  ['PermissionDenied|Forbidden|Permission', 403],
  ['PaymentRequired', 402],
  ['NotFound|ModelNotFound', 404],
  ['Conflict', 409],
  ['PreconditionFailed', 412],
  ['RequestTooLarge|RequestEntityTooLarge|PayloadTooLarge', 413],
  ['UnprocessableEntity|UnprocessableContent', 422],
  ['BadRequest|InvalidRequest|ContextWindowExceeded|BudgetExceeded', 400],
  ['InternalServer|InternalServerError|ServerError', 500],
  ['NotImplemented|Unimplemented', 501],
  ['BadGateway', 502],
  ['ServiceUnavailable|Overloaded|Unavailable', 503],
  ['GatewayTimeout', 504],
]
const CLASSES = STEMS.map(
  ([names, status]) =>
    [
      new RegExp(
        `(?:^|[\\s"'(\\[.$:{>*\\\\])(?<!Security\\.Authentication\\.)(?:${names})(?:_?(?:Error|Exception)|(?<=\\$\\w{1,40})|(?<=exceptions\\.\\w{1,40}))(?=[\\s:"'({\\]),>]|$)`,
        'g',
      ),
      status,
    ] as const,
)
/** Types of an Anthropic-shaped error, as words of a client too. */
const TYPES: readonly (readonly [type: string, status: number])[] = [
  ['rate_limit_error', 429],
  ['overloaded_error', 503],
  ['authentication_error', 401],
  ['permission_error', 403],
  ['not_found_error', 404],
  ['billing_error', 402],
  ['request_too_large', 413],
  ['timeout_error', 504],
  ['api_error', 500],
  ['invalid_request_error', 400],
]

/** The status that the type of an error stands for: `rate_limit_error`; null for another word. */
export function statusOfType(type: string): number | null {
  const known = TYPES.find(([name]) => name === type)
  if (known) return known[1]
  const bare = type.replace(/^.{0,80}[.$:]/, '').replace(/_?(?:Error|Exception)$/, '')
  return STEMS.find(([names]) => new RegExp(`^(?:${names})$`).test(bare.slice(0, 60)))?.[1] ?? null
}

/** Every exception in a text whose name stands for a status; not where a program catches or raises it. */
export function namedExceptions(text: string): ToldStatus[] {
  if (!/Error|Exception|exceptions\.|\$[A-Z]|_error/.test(text)) return []
  const found: ToldStatus[] = []
  for (const [pattern, status] of CLASSES) {
    pattern.lastIndex = 0
    for (const match of text.matchAll(pattern)) {
      if (!isCaught(text, match.index)) found.push({at: match.index, status, by: 'class'})
    }
  }
  for (const [type, status] of TYPES.slice(0, 7)) {
    const at = text.indexOf(type)
    if (at !== -1) found.push({at, status, by: 'class'})
  }
  return found.sort((a, b) => a.at - b.at)
}

const GRPC =
  /\brpc error: code = ([A-Za-z]{2,30})\b|\bcode = ([A-Za-z]{2,30})\s+desc\b|\b([A-Z][A-Za-z]{4,30})\s+desc\s?=|\bStatusCode\.([A-Z_]{4,30})\b|\bgrpc-status["']?\s?[:=]\s?["']?(\d{1,2})\b|\bstatus\s?[:=]\s?["']?([A-Z]+(?:_[A-Z]+)*)\b|(?:\b\d{1,2}|Exception:) ([A-Z]{5,15}(?:_[A-Z]{2,15}){0,2}): |\bCode: ([A-Z_]{4,30}|[A-Z][A-Za-z]{3,30})\b|(?:^|\s)(ResourceExhausted|PermissionDenied|Unauthenticated|FailedPrecondition|InvalidArgument|DeadlineExceeded|NotFound|Unavailable|Unimplemented): /gm

/** Every gRPC code in a text, as it is spelt. */
export function grpcCodes(text: string): {readonly at: number; readonly code: string}[] {
  if (
    !/rpc|desc|StatusCode|grpc-status|status|Code|Resource|Permission|Unauth|Failed|Invalid|Deadline|NotFound|Unava|Unimpl|UN[AI]|_[A-Z]/.test(
      text,
    )
  )
    return []
  return [...text.matchAll(GRPC)].map(match => ({
    at: match.index,
    code: match.slice(1).find(part => part !== undefined)!,
  }))
}

/** Whether a program catches, raises or imports the exception that stands there. */
export function isCaught(text: string, at: number): boolean {
  return /\b(?:except|raise|throw(?: new)?|catch|import|rescue|instanceof)\b[\s(]{0,3}[\w.$:]{0,30}[\s(.$:]?$/.test(
    text.slice(Math.max(0, at - 40), at + 1),
  )
}
