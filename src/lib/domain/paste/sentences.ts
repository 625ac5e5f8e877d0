import {waitBehind} from '../answer/body-wait.js'
import {collapsed} from './clean-text.js'

/** A sentence of Fireworks' own, whoever printed it. */
export interface ServerSentence {
  /** The status it stands for where nothing else tells one. Source: contract of the API, §5. */
  readonly status: number
  /** A body as the API would have sent it. */
  readonly body: string
  readonly at: number
}

interface Known {
  readonly pattern: RegExp
  readonly status: number
  /** The code of the body, where the words alone do not carry it. */
  readonly code?: string
}

/** Most telling first. Bounded everywhere: no text makes them slow. */
const SENTENCES: readonly Known[] = [
  {
    pattern:
      /\baccount\b["'`]?.{0,120}?\b(?:is|was|has been|currently)\s{1,2}suspended\b(?:,? possibly due to\b.{0,160}?(?:invoices|spending limit)|.{0,60}?\b(?:spend(?:ing)? limit|invoices?|billing))/i,
    status: 412,
    code: 'PRECONDITION_FAILED',
  },
  // All that `jq -r .error.message` leaves, where the server gave no reason.
  {
    pattern:
      /^(?:error:? )?(?:(?:the|your) )?account(?: ["'`]?[\w.-]{1,128}["'`]?)? (?:is|was|has been) suspended[.!]?$/i,
    status: 412,
    code: 'PRECONDITION_FAILED',
  },
  // The same within a line of a client's; what would be, or whose account somebody else's is, tells of none.
  {
    pattern:
      /(?<!\b(?:if|when|once|whether|unless|until|case|while|that|says?|means?|customer|user|member|bank) {1,2}(?:(?:the|your|an|this) )?)(?:^|(?<=[^\w\s] {0,3})|\b(?:the|your|error|[45]\d\d) )account(?: ["'`]?(?:accounts\/)?[\w.-]{1,128}["'`]?)? (?:is|was|has been) (?:now |currently )?suspended(?=[.!"'`)]{0,3}$|[,;:)"'`]|[.!] | (?:retrying|due|because|\(|-|—))/i,
    status: 412,
    code: 'PRECONDITION_FAILED',
  },
  {pattern: /\bmonthly usage (?:limit )?(?:has been )?exceeded\b/i, status: 412, code: 'PRECONDITION_FAILED'},
  {
    pattern:
      /[A-Za-z0-9][\w.-]{0,127}["'`]? for account ["'`]?(?:accounts\/)?[\w.-]{1,128}["'`]?, ?in use: ?-?\d[\d.]{0,20}, ?quota: ?-?\d[\d.]{0,20}(?:, ?requesting: ?-?\d[\d.]{0,20})?/i,
    status: 429,
  },
  {
    pattern: /\b[\w/ ]{0,60}requires? a tier \d account\b.{0,120}?(?:automatically|$)/i,
    status: 403,
    code: 'tier_required',
  },
  {pattern: /\btier_required\b/, status: 403, code: 'tier_required'},
  {pattern: /\bquota_exceeded\b/, status: 429, code: 'quota_exceeded'},
  {
    pattern: /\b(?:API key )?USD spend limit exceeded\b.{0,100}|\bhas reached the configured usage limit\b/i,
    status: 402,
  },
  {
    pattern: /\bDEPLOYMENT_SCALING_UP\b|\bdeployment (?:is )?(?:currently )?scaling up\b/i,
    status: 503,
    code: 'DEPLOYMENT_SCALING_UP',
  },
  {pattern: /\bfire ?pass api keys? (?:is|are) not authorized\b.{0,60}/i, status: 403, code: 'FORBIDDEN'},
  {pattern: /\bmodel not found, inaccessible,? and\/or not deployed\b/i, status: 404, code: 'NOT_FOUND'},
  {pattern: /\bdidn['’]t generate first token before the given deadline\b/i, status: 429},
  {
    pattern: /\bno (?:available )?capacity\b(?! (?:planning|issue|problem|concern|limit|constraint))(?: available)?/i,
    status: 503,
  },
  {
    pattern:
      /\b(?:service|server|model|engine)(?: is)?(?: temporarily| currently)? overloaded\b(?:, please try again later)?/i,
    status: 503,
  },
  {
    pattern:
      /\brate limit exceeded\b(?:, please try again later)?|\bexceeded your usage limits\b\. ?please try again later|\btoo many requests\b/i,
    status: 429,
  },
  {
    pattern: /\bprompt is too long: ?\d[\d,]{0,12}, model maximum context length: ?\d[\d,]{0,12}/i,
    status: 400,
    code: 'invalid_request_error',
  },
  // LiteLLM's own refusal.
  {
    pattern: /\bBudget has been exceeded!?.{0,160}?Max budget: ?\d[\d.e-]{0,20}/i,
    status: 400,
    code: 'budget_exceeded',
  },
  // A gateway's own word for a bad answer of what it asked.
  {pattern: /\binvalid response was received from the upstream server\b/i, status: 502},
  {
    pattern: /\bthe api key you provided is invalid\b|\binvalid ?api ?key\b|\bincorrect api key provided\b/i,
    status: 401,
    code: 'UNAUTHORIZED',
  },
]
const HINTS =
  /suspend|SUSPEND|exceeded|EXCEEDED|invalid response was|in use|[Tt]ier|TIER|tier_|quota_|SCALING|scaling up|[Ff]ire ?[Pp]ass|inaccessible|deadline|capacity|overload|OVERLOAD|[Tt]oo [Mm]any|TOO MANY|[Aa]pi ?[Kk]ey|API [Kk]ey|configured usage|too long/

/** The most telling sentence of the server in a text, wrapped over lines or not; null when none is in it. */
export function serverSentence(text: string): ServerSentence | null {
  if (!HINTS.test(text) && !/\n/.test(text)) return null
  const start = text.slice(0, 20_000)
  // A terminal wraps between words; a narrow column or a pasted id also inside them.
  const spelled = /\n|\\[nrt]/.test(start)
    ? [
        collapsed(unboxed(start.replace(/\\+[nrt](?=[A-Z])/g, ' '))),
        start.replace(/\s*\n\s*/g, ''),
        collapsed(start.replace(/(?<=[a-z])-\n\s*(?=[a-z])/g, '')),
      ]
    : [collapsed(start)]
  for (const {pattern, status, code} of SENTENCES) {
    for (const words of spelled) {
      const match = pattern.exec(words)
      if (match === null) continue
      const message = (match[0] + waitBehind(words.slice(match.index + match[0].length))).trim()
      return {
        status,
        body: JSON.stringify({error: {message, ...(code === undefined ? {} : {code})}}),
        at: foundAt(start, match[0]),
      }
    }
  }
  return null
}

/** Where its first word stands in the text as it is. */
function foundAt(text: string, sentence: string): number {
  return Math.max(0, text.indexOf(sentence.split(' ').slice(0, 2).join(' ')))
}

/** Without the frame that a terminal program draws around its text. */
function unboxed(text: string): string {
  return text.replace(/[│┃║▏▕╭╮╰╯─━═┌┐└┘]/g, ' ')
}
