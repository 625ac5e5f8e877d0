/** One exchange of a HAR file: the one that matters, with the words to say which it is. */
export interface HarExchange {
  /** null when no answer came (a HAR says 0). */
  readonly status: number | null
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
  /** `POST https://api.fireworks.ai/inference/v1/chat/completions`, without the query. */
  readonly request: string
  readonly model: string | null
  /** Milliseconds since the epoch when it was sent; null when the file does not say. */
  readonly at: number | null
  /** Why no answer came, as the browser puts it; null when one came. */
  readonly failure: string | null
  /** Its number in the file, counted from 1. */
  readonly entry: number
  readonly url: string
}

type Json = Readonly<Record<string, unknown>>

/** Whether a parsed JSON value is a HAR file. */
export function isHar(value: unknown): boolean {
  return Array.isArray(record(record(value)['log'])['entries'])
}

/** Every exchange of a HAR file that can be read, in the file's order. */
export function harExchanges(value: unknown): HarExchange[] {
  const entries = (record(record(value)['log'])['entries'] as unknown[]).map(record)
  return entries.flatMap((entry, at) =>
    typeof record(entry['request'])['url'] === 'string'
      ? [{...exchangeOf(entry), entry: at + 1, url: urlOf(entry)}]
      : [],
  )
}

function exchangeOf(entry: Json): Omit<HarExchange, 'entry' | 'url'> {
  const [request, response] = [record(entry['request']), record(entry['response'])]
  const status = typeof response['status'] === 'number' ? response['status'] : 0
  const answered = Number.isInteger(status) && status >= 100 && status <= 599
  const started = typeof entry['startedDateTime'] === 'string' ? Date.parse(entry['startedDateTime']) : Number.NaN
  const failure = response['_error'] ?? entry['_error'] ?? response['statusText']
  return {
    status: answered ? status : null,
    headers: list(response['headers']).flatMap(({name, value}) =>
      typeof name === 'string' && typeof value === 'string' ? [[name, value] as const] : [],
    ),
    body: contentOf(record(response['content'])),
    request: `${typeof request['method'] === 'string' ? request['method'] : 'GET'} ${urlOf(entry).split(/[?#]/)[0]!}`,
    model: modelOf(record(request['postData'])['text']),
    at: Number.isNaN(started) ? null : started,
    failure: answered ? null : typeof failure === 'string' && failure !== '' ? failure : 'no answer came (status 0)',
  }
}

function urlOf(entry: Json): string {
  const url = record(entry['request'])['url']
  return typeof url === 'string' ? url : ''
}

function contentOf(content: Json): string {
  const text = typeof content['text'] === 'string' ? content['text'] : ''
  if (content['encoding'] !== 'base64') return text
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), char => char.charCodeAt(0)))
  } catch {
    return ''
  }
}

function modelOf(postData: unknown): string | null {
  if (typeof postData !== 'string') return null
  try {
    const model = record(JSON.parse(postData))['model']
    return typeof model === 'string' && model !== '' ? model : null
  } catch {
    return null
  }
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(record) : []
}
