const S =
  'Account acme-labs is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices. Please go to https://fireworks.ai/account/billing for more information.'
const R = 'rate limit exceeded, please try again later'
const RB = `{"error":{"object":"error","type":"invalid_request_error","code":"invalid_request_error","message":"${R}"}}`
const SB = `{"error":{"message":"${S}","param":null,"code":"PRECONDITION_FAILED","type":"error"},"request_id":"11650e2f"}`
/** A form, a paste of it, and the causes that are right. Names and accounts are made up. */
export const FORMS: readonly (readonly [form: string, text: string, causes: string])[] = [
  ['prose crm', 'The customer account 4411 is suspended in our CRM, please check.', 'unknown'],
  [
    'anthropic sdk py 429',
    `anthropic.RateLimitError: Error code: 429 - {'type': 'error', 'error': {'type': 'rate_limit_error', 'message': '${R}'}}`,
    'rate-limited',
  ],
  [
    'anthropic overloaded',
    '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
    'load-shed|server-error',
  ],
  [
    'ruby faraday 429',
    `/usr/lib/ruby/gems/3.2.0/gems/faraday-2.9.0/lib/faraday/response/raise_error.rb:38:in \`on_complete': the server responded with status 429 (Faraday::TooManyRequestsError)`,
    'rate-limited',
  ],
  ['ruby 412', `Faraday::ClientError (the server responded with status 412)`, 'unknown'],
  ['go sashabaranov', `error, status code: 412, status: 412 Precondition Failed, message: ${S}`, 'suspended'],
  [
    'go sasha 429',
    `ChatCompletion error: error, status code: 429, status: 429 Too Many Requests, message: ${R}`,
    'rate-limited',
  ],
  [
    'java okhttp',
    `com.openai.errors.RateLimitException: 429: ${R}\n\tat com.openai.core.handlers.ErrorHandler.handle(ErrorHandler.kt:42)`,
    'rate-limited',
  ],
  [
    'dotnet',
    `System.Net.Http.HttpRequestException: Response status code does not indicate success: 412 (Precondition Failed).\n   at System.Net.Http.HttpResponseMessage.EnsureSuccessStatusCode()`,
    'unknown',
  ],
  [
    'axios',
    `AxiosError: Request failed with status code 412\n    at settle (/app/node_modules/axios/lib/core/settle.js:19:12) {\n  code: 'ERR_BAD_REQUEST',\n  response: { status: 412, statusText: 'Precondition Failed', data: { error: { message: '${S}', code: 'PRECONDITION_FAILED' } } }\n}`,
    'suspended',
  ],
  [
    'axios bare',
    `AxiosError: Request failed with status code 412\n    at settle (/app/node_modules/axios/lib/core/settle.js:19:12) {\n  code: 'ERR_BAD_REQUEST'}`,
    'unknown',
  ],
  ['got', `HTTPError: Response code 429 (Too Many Requests)`, 'rate-limited'],
  [
    'php openai',
    `PHP Fatal error:  Uncaught OpenAI\\Exceptions\\ErrorException: ${R} in /app/vendor/openai-php/client/src/Transporters/HttpTransporter.php:128`,
    'rate-limited',
  ],
  ['powershell 402', `Invoke-RestMethod : The remote server returned an error: (402) Payment Required.`, 'user-cap'],
  [
    'httpie',
    `HTTP/1.1 412 Precondition Failed\nContent-Type: application/json\nX-Request-Id: r1\n\n{\n    "error": {\n        "code": "PRECONDITION_FAILED",\n        "message": "${S}",\n        "param": null,\n        "type": "error"\n    }\n}`,
    'suspended',
  ],
  ['curl -w', `${RB}\n429`, 'rate-limited'],
  ['curl -w 412', `${SB}\nhttp_code: 412 time_total: 0.2`, 'suspended'],
  [
    'envoy',
    `[2026-11-21T12:00:00.000Z] "POST /inference/v1/chat/completions HTTP/2" 412 - via_upstream - "-" 98 321 120 119 "-" "python" "id" "api.fireworks.ai" "1.2.3.4:443"`,
    'unknown',
  ],
  [
    'alb',
    `https 2026-11-21T12:00:00.000000Z app/my/50dc 10.0.0.5:2817 10.0.0.1:80 0.000 0.187 0.000 429 429 98 185 "POST https://llm.corp:443/inference/v1/chat/completions HTTP/2.0" "curl" ECDHE TLSv1.2 arn:aws:x "Root=1-5" "llm.corp" "arn" 0 2026-11-21T12:00:00.0Z "forward" "-" "-" "10.0.0.1:80" "429" "-" "-"`,
    'rate-limited',
  ],
  [
    'haproxy',
    `Nov 21 12:00:00 lb haproxy[123]: 10.0.0.5:33317 [21/Nov/2026:12:00:00.655] front back/srv 10/0/30/69/109 503 2750 - - ---- 1/1/1/1/0 0/0 "POST /inference/v1/chat/completions HTTP/1.1"`,
    'load-shed|server-error',
  ],
  [
    'caddy',
    `{"level":"error","ts":1795262400.1,"logger":"http.log.access","msg":"handled request","request":{"method":"POST","host":"llm.corp","uri":"/inference/v1/chat/completions"},"status":429,"size":185}`,
    'rate-limited',
  ],
  [
    'gcp',
    `{"insertId":"x","httpRequest":{"requestMethod":"POST","requestUrl":"https://api.fireworks.ai/inference/v1/chat/completions","status":412},"severity":"ERROR","timestamp":"2026-11-21T12:00:00Z"}`,
    'unknown',
  ],
  [
    'gcp text',
    JSON.stringify(
      [
        {
          textPayload: `openai.APIStatusError: Error code: 412 - {'error': {'message': '${S}', 'code': 'PRECONDITION_FAILED'}}`,
          timestamp: '2026-11-21T12:00:00Z',
        },
      ],
      null,
      2,
    ),
    'suspended',
  ],
  [
    'journald json',
    JSON.stringify({
      __REALTIME_TIMESTAMP: '1795262400000000',
      MESSAGE: `llm: HTTP 503: ${'service overloaded, please try again later'}`,
      PRIORITY: '3',
    }),
    'load-shed',
  ],
  [
    'docker json',
    JSON.stringify({
      log: `openai.RateLimitError: Error code: 429 - {'error': {'message': '${R}'}}\n`,
      stream: 'stderr',
      time: '2026-11-21T12:00:00Z',
    }),
    'rate-limited',
  ],
  [
    'langsmith aside',
    `langsmith.client WARNING Failed to multipart ingest runs: langsmith.utils.LangSmithRateLimitError: Rate limit exceeded for https://api.smith.langchain.com/runs/multipart. HTTPError('429 Client Error: Too Many Requests for url: https://api.smith.langchain.com/runs/multipart')\nopenai.APIStatusError: Error code: 412 - {'error': {'message': '${S}'}}\nlangsmith.client WARNING HTTPError('429 Client Error: Too Many Requests for url: https://api.smith.langchain.com/runs/multipart')`,
    'suspended',
  ],
  [
    'sentry 413',
    `HTTP Request: POST https://api.fireworks.ai/inference/v1/chat/completions "HTTP/1.1 503 Service Unavailable"\n[sentry] POST https://o1.ingest.sentry.io/api/1/envelope/ 413`,
    'load-shed',
  ],
  ['litellm badreq ratelimit', `litellm.BadRequestError: Fireworks_aiException - ${RB}`, 'rate-limited'],
  [
    '200 with error json',
    `HTTP/2 200 \ncontent-type: application/json\n\n{"error":{"message":"${S}","code":"PRECONDITION_FAILED"}}`,
    'suspended',
  ],
  [
    '200 sse suspended',
    `HTTP/2 200 \ncontent-type: text/event-stream\n\ndata: {"choices":[{"delta":{"content":"HTTP 429 means"}}]}\n\ndata: ${SB}\n\n`,
    'suspended',
  ],
  [
    '200 ok sse talking',
    `HTTP/2 200 \ncontent-type: text/event-stream\n\ndata: {"choices":[{"delta":{"content":"HTTP 429 means rate limit exceeded"}}]}\n\ndata: [DONE]\n`,
    'ok',
  ],
  [
    '200 ok talking',
    `HTTP/2 200 \ncontent-type: application/json\n\n{"id":"x","choices":[{"message":{"role":"assistant","content":"Error code: 429 - rate limit exceeded"}}]}`,
    'ok',
  ],
  [
    'anthropic ok talking',
    `HTTP/2 200 \ncontent-type: application/json\n\n{"type":"message","content":[{"type":"text","text":"Error code: 429 - {'error': 'x'}"}]}`,
    'ok',
  ],
  [
    'grpc 8 no rpc',
    'ResourceExhausted desc = global--h100-count for account acme, in use: 8, quota: 8, requesting: 4',
    'quota-exceeded',
  ],
  [
    'grpc tier',
    'rpc error: code = ResourceExhausted desc = B200/B300 training requires a Tier 2 account or higher. Add $50 in credits',
    'tier-gate',
  ],
  [
    '403 tier',
    `HTTP/2 403 \n\n{"error":"tier_required","message":"B200/B300 training requires a Tier 2 account or higher."}`,
    'tier-gate',
  ],
  [
    'api error 402',
    `API error 402: {"error":{"message":"Provider returned error","code":402,"metadata":{"raw":"{\\"error\\":\\"API key USD spend limit exceeded. This user has reached the configured usage limit.\\"}"}}}`,
    'user-cap',
  ],
  [
    'box',
    `╭──────────────────────────────────────────╮\n│ Error: Account acme-labs is suspended,   │\n│ possibly due to reaching the monthly     │\n│ spending limit or failure to pay past    │\n│ invoices.                                │\n╰──────────────────────────────────────────╯`,
    'suspended',
  ],
  [
    'openrouter 412',
    `{"error":{"message":"Provider returned error","code":412,"metadata":{"raw":${JSON.stringify(SB)},"provider_name":"Fireworks"}}}`,
    'suspended',
  ],
  [
    'portkey',
    `{"status":"failure","message":"fireworks-ai error: ${R}","provider":"fireworks-ai"}`,
    'rate-limited|unknown',
  ],
  [
    'aisdk retry',
    `AI_RetryError: Failed after 3 attempts. Last error: ${R}\n    at _retry {\n  reason: 'maxRetriesExceeded',\n  errors: [ APICallError [AI_APICallError]: ${R} { url: 'https://api.fireworks.ai/inference/v1/chat/completions', statusCode: 429 } ]\n}`,
    'rate-limited',
  ],
  ['aws cw tail', `2026-11-21T12:00:00.000Z 3f1c ERROR Task timed out after 3.00 seconds`, 'timeout|unknown'],
  [
    'k8s',
    `2026-11-21T12:00:00.123456789Z stderr F openai.APIStatusError: Error code: 412 - {'error': {'message': '${S}'}}`,
    'suspended',
  ],
  ['two waits', `HTTP/2 429 \nretry-after: 30\n\n${RB}`, 'rate-limited'],
  [
    'rust 412',
    `Error: ApiError(ApiError { message: "${S}", type: Some("error"), param: None, code: Some("PRECONDITION_FAILED") })`,
    'suspended',
  ],
  [
    'csv',
    `time,status,body\n2026-11-21T12:00:00Z,412,"{""error"":{""message"":""${S}"",""code"":""PRECONDITION_FAILED""}}"`,
    'suspended',
  ],
  ['retry cfg', `retry_on=[429, 500, 503]\nif resp.status_code == 429:\n    sleep(1)`, 'unknown'],
  [
    'html 502 dump',
    `HTTP/1.1 502 Bad Gateway\nserver: nginx\n\n<html><head><title>502 Bad Gateway</title></head></html>`,
    'server-error',
  ],
  [
    '429 then 200 curl',
    `$ curl -i https://api.fireworks.ai/inference/v1/chat/completions\nHTTP/2 429 \n\n${RB}\n$ curl -i https://api.fireworks.ai/inference/v1/chat/completions\nHTTP/2 200 \n\n{"choices":[]}`,
    'rate-limited',
  ],
  [
    'suspended 429 other',
    `Error: 429 {"message":"Account acme is suspended, possibly due to reaching the monthly spending limit"}`,
    'suspended',
  ],
  [
    'lora 412',
    `HTTP/2 412 \n\n{"error":{"message":"LoRA addon failed to load","code":"PRECONDITION_FAILED"}}`,
    'bad-request',
  ],
  [
    'insomnia',
    `> POST /inference/v1/chat/completions HTTP/2\n> Host: api.fireworks.ai\n> user-agent: insomnia/10\n\n* We are completely uploaded and fine\n\n< HTTP/2 412 \n< content-type: application/json\n\n* Received 321 B chunk\n${SB}`,
    'suspended',
  ],
  [
    'devtools fetch',
    `POST https://api.fireworks.ai/inference/v1/chat/completions 412 (Precondition Failed)`,
    'unknown',
  ],
  [
    'chrome net 429',
    `api.ts:12  POST https://api.fireworks.ai/inference/v1/chat/completions 429 (Too Many Requests)`,
    'rate-limited',
  ],
  [
    'nginx err',
    `2026/11/21 12:00:00 [error] 7#7: *1 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 10.0.0.5, request: "POST /inference/v1/chat/completions HTTP/1.1", upstream: "https://1.2.3.4:443/inference/v1/chat/completions", host: "x"`,
    'timeout',
  ],
  [
    'spring 503',
    `org.springframework.web.client.HttpServerErrorException$ServiceUnavailable: 503 Service Unavailable: [no body]`,
    'load-shed|server-error',
  ],
  [
    'requests conn',
    `requests.exceptions.ConnectionError: HTTPSConnectionPool(host='api.fireworks.ai', port=443): Max retries exceeded with url: /inference/v1/chat/completions (Caused by NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish a new connection: [Errno -2] Name or service not known'))`,
    'network',
  ],
  ['elixir 429', `** (ReqLLM.Error.API.Request) API request failed (429): ${R}`, 'rate-limited'],
  [
    'suspended 402 wording',
    `HTTP/2 402 \n\n{"error":"API key USD spend limit exceeded. This user has reached the configured usage limit."}`,
    'user-cap',
  ],
  ['200 html', `HTTP/1.1 200 OK\ncontent-type: text/html\n\n<!doctype html><title>Login</title>`, 'bad-response'],
  [
    'firectl 403',
    `2026/11/21 12:00:00 Failed to execute: error getting quotas: rpc error: code = Unauthenticated desc = invalid api key`,
    'unauthorized',
  ],
  [
    'no cap',
    `Error code: 429 - {'error': {'message': "didn't generate first token before the given deadline"}}`,
    'load-shed',
  ],
]
