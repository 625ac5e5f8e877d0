import type {Whose} from './found-answer.js'

/** Words that only come from Fireworks, or from a client that says it called Fireworks. */
const FIREWORKS =
  /fireworks[_-]?ai|accounts\/fireworks\/|\bfireworks\.client\b|langchain_fireworks|\bFIREWORKS_|\bfirectl\b|\bFire ?Pass\b|\bprovider["']?\s{0,2}[:=]\s{0,2}["']?fireworks\b|\bfireworks (?:API|call|request)|\bupstream=fireworks\b|app\.fireworks\.ai|fireworks\.ai\/account\/billing|\bpossibly due to reaching the monthly spending limit\b|\brate limit exceeded, please try again later\b|\bModel not found, inaccessible\b|\bservice overloaded\b|\bDEPLOYMENT_SCALING_UP\b|, in use: \d{1,12}, quota: \d|\btier_required\b/i

/** Services beside a model's: what they answer says nothing about Fireworks. A list of the usual ones, assumed. */
const OTHERS =
  /\b(?:smith\.langchain\.com|langsmith|sentry\.io|(?:^|[^a-z])sentry\b|posthog|segment\.(?:io|com)|mixpanel|amplitude|datadoghq|newrelic|google-analytics|googletagmanager|doubleclick|intercom|hotjar|fullstory|api\.openai\.com|platform\.openai\.com|openai\.azure\.com|api\.anthropic\.com|api\.groq\.com|api\.together\.(?:ai|xyz)|api\.mistral\.ai|api\.cohere\.(?:ai|com)|api\.deepseek\.com|generativelanguage\.googleapis|bedrock-runtime|huggingface\.co|pinecone|qdrant|weaviate|supabase|stripe\.com|github\.com|pypi\.org|npmjs\.org|slack\.com|statsig|launchdarkly|hooks\.|psycopg2?\.|asyncpg\.|pymysql\.|pymongo\.|redis\.exceptions|sqlalchemy\.exc|MongoServer|PrismaClient|kafka\.errors|smtplib\.)|\/(?:collect|beacon|envelope|telemetry|analytics|metrics|track)(?:[/?\s"']|$)/i

/** Addresses that stand in a text without being called. */
const DOCUMENTATION =
  /developer\.mozilla\.org|docs\.|\/docs\/|readthedocs|help\.|python\.org|nodejs\.org|stackoverflow|fireworks\.ai\/account|support\.|schemas?\.|w3\.org|cloudflare\.com\/5xx/i

const URLS = /\b(?:https?|wss?):\/\/([A-Za-z0-9.-]{1,200})(:\d{1,5})?(\/[^\s"'`<>)\]},?#]{0,400})?/g

export interface Origin {
  readonly whose: Whose
  readonly host: string | null
}

/** Whose answer a piece of text tells of: by the address that was called, else by words. */
export function originOf(text: string): Origin {
  let host: string | null = null
  if (text.includes('://')) {
    URLS.lastIndex = 0
    for (const match of text.matchAll(URLS)) {
      if (DOCUMENTATION.test(match[0])) continue
      const whose = originOfUrl(match[0])
      if (whose === 'fireworks') return {whose, host: match[1]!.toLowerCase()}
      host ??= match[1]!.toLowerCase()
    }
  }
  if (/\bfireworks\.ai\b/i.test(text) || /\/inference\/v1\//.test(text) || FIREWORKS.test(text))
    return {whose: 'fireworks', host}
  return {whose: OTHERS.test(text) ? 'other' : 'unknown', host}
}

/** Whether a line tells of a service beside a model's. */
export function isOfAnother(line: string): boolean {
  return OTHERS.test(line) && originOf(line).whose === 'other'
}

/** Whose address it is: Fireworks' own hosts, or a gateway that speaks its paths. */
export function originOfUrl(url: string): Whose {
  const [, host = '', path = ''] = /^[a-z]+:\/\/([^/?#]*)([^?#]*)/i.exec(url) ?? []
  if (/(?:^|\.)fireworks\.ai(?::\d+)?$/i.test(host) || /\/inference\/v1\/|\/v1\/accounts(?:\/|$)/.test(path))
    return 'fireworks'
  return OTHERS.test(`${host}${path} `) ? 'other' : 'unknown'
}

/** The model that a text names as JSON, a log or a command does, or as a resource name; null when none. */
export function modelIn(text: string): string | null {
  const start = text.slice(0, 100_000)
  return (
    /"model"\s{0,3}:\s{0,3}"([^"\\\s]{1,300})"/.exec(start)?.[1] ??
    /\baccounts\/[\w.-]{1,100}\/(?:models|routers|deployedModels|deployments)\/[\w.@-]{1,100}(?:#[\w./-]{1,200})?/.exec(
      start,
    )?.[0] ??
    /(?<![\w.-])(?:model|Model Group|model_name)["']?\s{0,2}[=:]\s{0,2}["']?(?:fireworks(?:_ai)?\/)?([A-Za-z][\w./#@-]{2,200}\d[\w./#@-]{0,100})/.exec(
      start,
    )?.[1] ??
    null
  )
}
