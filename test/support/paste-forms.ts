/** One answer as it came over the wire. */
export interface Answer {
  /** 0: no answer came. */
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
  /** The model asked. */
  readonly model?: string
}

const REASONS: Readonly<Record<number, string>> = {400: 'Bad Request', 401: 'Unauthorized', 429: 'Too Many Requests'}
const CHAT_URL = 'https://api.fireworks.ai/inference/v1/chat/completions'

const headerLines = ({headers}: Answer, end: string, prefix = '') =>
  headers.map(([name, value]) => `${prefix}${name}: ${value}${end}`).join('')

/** `curl -i` over HTTP/1.1: CRLF, a reason phrase. */
export function curlHttp1(answer: Answer): string {
  const reason = REASONS[answer.status] ?? 'Something Else'
  return `HTTP/1.1 ${answer.status} ${reason}\r\n${headerLines(answer, '\r\n')}\r\n${answer.body}`
}

/** `curl -i` over HTTP/2 as a chat keeps it: LF, the space that curl leaves, the prompt around it. */
export function curlHttp2(answer: Answer): string {
  return `$ curl -i ${CHAT_URL}\nHTTP/2 ${answer.status} \n${headerLines(answer, '\n')}\n${answer.body}\n`
}

/** Through a proxy, after `100 Continue` and a redirect. */
export function curlManyBlocks(answer: Answer): string {
  const before = [
    'HTTP/1.1 200 Connection established\r\nproxy-agent: squid\r\n\r\n',
    'HTTP/1.1 100 Continue\r\n\r\n',
    `HTTP/2 308 \r\nlocation: ${CHAT_URL}\r\nx-request-id: not-this-one\r\n\r\n`,
  ]
  return before.join('') + `HTTP/2 ${answer.status} \r\n${headerLines(answer, '\r\n')}\r\n${answer.body}`
}

/** `curl -v`, its two streams mixed. */
export function curlVerbose(answer: Answer): string {
  return [
    '*   Trying 192.0.2.7:443...',
    '> POST /inference/v1/chat/completions HTTP/2',
    '> Host: api.fireworks.ai',
    '> authorization: Bearer fw_pastedKeyThatMustNotShow1',
    '> ',
    '} [120 bytes data]',
    `< HTTP/2 ${answer.status} `,
    ...answer.headers.map(([name, value]) => `< ${name}: ${value}`),
    '< ',
    '{ [98 bytes data]',
    '* Connection #0 to host api.fireworks.ai left intact',
    answer.body,
  ].join('\n')
}

/** A browser's HAR file: another host, a success, the answer, another success. */
export function har(answer: Answer): string {
  const entry = (url: string, one: Answer) => ({
    startedDateTime: '2026-11-21T12:00:00.000Z',
    request: {
      method: 'POST',
      url,
      headers: [{name: 'Authorization', value: 'Bearer fw_pastedKeyThatMustNotShow1'}],
      postData: {mimeType: 'application/json', text: JSON.stringify({model: one.model ?? 'kimi-k3', messages: []})},
    },
    response: {
      status: one.status,
      headers: one.headers.map(([name, value]) => ({name, value})),
      content: {size: one.body.length, mimeType: 'application/json', text: one.body},
    },
  })
  const fine: Answer = {status: 200, headers: [], body: '{"choices":[]}'}
  const entries = [
    entry('https://cdn.example/app.js', {...fine, status: 404}),
    entry(`${CHAT_URL}?key=fw_pastedKeyThatMustNotShow1`, answer),
    entry(CHAT_URL, fine),
  ]
  return JSON.stringify({log: {version: '1.2', entries}}, null, 2)
}

/** A service's own log, several lines, the body at the end of the last. */
export function logLine(answer: Answer): string {
  return [
    '2026-11-21T11:59:58Z INFO  starting worker',
    '2026-11-21T11:59:59Z INFO  GET /healthz HTTP/1.1" 200 2',
    `2026-11-21T12:00:00Z ERROR upstream status=${answer.status} body=${answer.body.replace(/\s+/g, ' ')}`,
  ].join('\n')
}

/** A structured log that keeps the body as a text. */
export function structuredLog(answer: Answer): string {
  return `{"level":"info","msg":"ready"}\n${JSON.stringify({level: 'error', status: answer.status, body: answer.body})}\n`
}

/** The exception of the OpenAI SDK for Python, with its traceback. */
export function pythonException(answer: Answer): string {
  const body = isJson(answer.body) ? pythonRepr(JSON.parse(answer.body)) : answer.body
  return [
    'Traceback (most recent call last):',
    '  File "app.py", line 3, in <module>',
    `openai.APIStatusError: Error code: ${answer.status}${body === '' ? '' : ` - ${body}`}`,
  ].join('\n')
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** A value as Python prints it. */
function pythonRepr(value: unknown): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'"
    return quote + value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n') + quote
  }
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`
  const entries = Object.entries(value as object).map(([key, each]) => `${pythonRepr(key)}: ${pythonRepr(each)}`)
  return `{${entries.join(', ')}}`
}
