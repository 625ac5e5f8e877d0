import {expect, test} from '@jest/globals'
import {diagnosePasted} from '../../../src/lib/domain/diagnosis/pasted.js'
import {readPasted} from '../../../src/lib/domain/paste/read.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const causeOf = (text: string) => diagnosePasted(readPasted(text, NOW), null, NOW).cause

test.each([
  'We never get too many requests errors',
  'We no longer see rate limit exceeded errors',
  'It ran all night without any 503 service overloaded',
  'I am not getting HTTP 429 anymore',
  "we don't see 429 Too Many Requests",
  'We haven’t seen a 503 Service Unavailable in weeks',
  "We don't get a RateLimitError",
  'nobody sees too many requests',
  "we don't see ECONNREFUSED anymore",
  'We stopped getting 429 Too Many Requests last week',
  'We never get HTTP 503: service overloaded',
  'We never, ever get too many requests errors',
  'Never has it returned HTTP 429 Too Many Requests',
  'It never fails with 503 service overloaded',
  'There were no rate limit exceeded errors',
  'no 503 service overloaded so far',
  'not a single HTTP 429: too many requests',
  'It is not HTTP 503: service overloaded',
  "There isn't any 503 service overloaded",
  'Neither 429 Too Many Requests nor 503 Service Unavailable were seen',
  'Too many requests errors never happen here',
  'HTTP 429: rate limit exceeded is never returned',
  '429 Too Many Requests errors are gone',
  'I cannot reproduce the HTTP 429: rate limit exceeded',
  '0 rate limit exceeded errors',
  'rate limit exceeded errors: 0',
  '0 of 1000 requests failed with 429',
  'none of the requests got 429 Too Many Requests',
  'nothing failed with HTTP 503',
  'The log is clean: no 429 Too Many Requests',
  'the 429 Too Many Requests error is fixed',
  'rate limit exceeded? never.',
  'Not once did we get HTTP 429',
  'it has never been rate limited with HTTP 429',
  'we have yet to see HTTP 429: rate limit exceeded',
  'to avoid HTTP 429 Too Many Requests, send fewer requests',
  'The 503 service overloaded incident is over since 10:00',
  '[RESOLVED] HTTP 503: service overloaded',
  'fix: handle 429 Too Many Requests with backoff',
  'Wir haben noch nie HTTP 429 gesehen',
  'Keine 503 Service Unavailable mehr seit gestern',
  'HTTP 429 kommt nicht mehr vor',
  "On n'a jamais eu HTTP 429: rate limit exceeded",
  'plus de 503 service overloaded depuis hier',
  'nunca recibimos HTTP 429: too many requests',
  'sin errores HTTP 429',
  'nessun 429 Too Many Requests',
  'nenhum 429 Too Many Requests',
  'geen 429 Too Many Requests',
])('a denial tells no answer: %s', text => {
  expect(causeOf(text)).toBe('unknown')
})

test.each([
  ["I can't get past HTTP 429: rate limit exceeded", 'rate-limited'],
  ['It never works; I get HTTP 429', 'rate-limited'],
  ['I don’t know why I get 429 Too Many Requests', 'rate-limited'],
  ['We did not get 200 but 429 Too Many Requests', 'rate-limited'],
  ["I've never gotten one until today: 429 Too Many Requests", 'rate-limited'],
  ['did not receive heartbeat\nHTTP 503 service overloaded', 'load-shed'],
  ["We didn't receive a response: connect ECONNREFUSED 1.2.3.4:443", 'network'],
  ['There is no capacity available (503)', 'load-shed'],
  ['x-ratelimit-over-limit: no HTTP 429 Too Many Requests', 'rate-limited'],
  ['Could not connect: not 429 but 503 service overloaded', 'load-shed'],
  ['Test failed: expected not 429, got 429 Too Many Requests', 'rate-limited'],
  ['429 Too Many Requests stopped our job', 'rate-limited'],
  ['HTTP 429: rate limit exceeded, it does not happen with curl', 'rate-limited'],
  ['No more than 3 requests and I get HTTP 429: rate limit exceeded', 'rate-limited'],
  ['Requests without any load get 503 service overloaded', 'load-shed'],
  ['The model does not answer 429 Too Many Requests', 'rate-limited'],
  ['the call has not returned 200: HTTP 503: service overloaded', 'load-shed'],
  ['attempt 0 429 Too Many Requests', 'rate-limited'],
  ['10 rate limit exceeded errors', 'rate-limited'],
  ['0 of 5 requests succeeded (429 Too Many Requests)', 'rate-limited'],
  ['rate limit exceeded: 0 requests left', 'rate-limited'],
  ['Nothing gets me past HTTP 429', 'rate-limited'],
  ['The proxy is fine: no cache, 429 Too Many Requests', 'rate-limited'],
  ['No embedding came back HTTP 429: rate limit exceeded', 'rate-limited'],
  ['Kein Erfolg: HTTP 429: rate limit exceeded', 'rate-limited'],
  ['sin embargo HTTP 429: rate limit exceeded', 'rate-limited'],
  ['27 mai 2026 HTTP 429: rate limit exceeded', 'rate-limited'],
  ['we failed to handle HTTP 429: rate limit exceeded', 'rate-limited'],
  ['<-- 429 https://api.fireworks.ai/inference/v1/chat/completions (231ms)', 'rate-limited'],
  ['I have never seen "Account acme is suspended, due to the spending limit" before', 'suspended'],
  ['attempt 1 failed: 412 Precondition Failed: Account acme is suspended, retrying in 2s', 'suspended'],
  ['fireworks error: your account is suspended', 'suspended'],
  [String.raw`msg="412\nAccount acme is suspended, due to the spending limit"`, 'suspended'],
  ['Account acme is sus-\npended, possibly due to reaching the month-\nly spending limit', 'suspended'],
  ['If your account is suspended, requests return 412', 'unknown'],
  ['customer account 4411 is suspended, says our CRM', 'unknown'],
  ['kein 429 sondern Account acme is suspended, due to the spending limit', 'suspended'],
])('a failure beside a denial is told all the same: %s', (text, cause) => {
  expect(causeOf(text)).toBe(cause)
})

test.each([
  '// HTTP 503: service overloaded',
  '> // HTTP 503: service overloaded',
  'retry(call); // HTTP 503 service overloaded',
  '  // retry on 429 Too Many Requests\n  await retry(call)',
  '/* 429: rate limit exceeded */',
  '/**\n * Answers HTTP 429 where the limit is reached.\n */\nfunction limit() {}',
  'foo(); // {"error":{"message":"rate limit exceeded, please try again later"}}',
  'import time\n# HTTP 503: service overloaded\ndef again():\n  pass',
  'def again():\n    """Raises on HTTP 429: too many requests"""\n    pass',
  'const wait = 1 // HTTP 429: too many requests',
  'wait = 1  # HTTP 429: too many requests',
  '+// HTTP 503: service overloaded',
  'src/a.ts:10: // HTTP 503: service overloaded',
  '/* HTTP 503: service overloaded',
  '<!-- HTTP 503: service overloaded -->',
  '-- HTTP 503: service overloaded',
  '; HTTP 503: service overloaded',
  '%% HTTP 503: service overloaded',
  '# HTTP 429: rate limit exceeded\nRETRIES=3',
  '#\n# HTTP 429: rate limit exceeded\n#',
  '#!/bin/sh\n# HTTP 429: rate limit exceeded\ncurl x',
  'retries: 3 # HTTP 503: service overloaded',
  'except openai.RateLimitError as e:\n    print("429 Too Many Requests")',
  "nock('https://api.fireworks.ai').post('/x').reply(429, {error: {message: 'rate limit exceeded'}})",
  "http.post('/x', () => HttpResponse.json({error: {message: 'rate limit exceeded'}}, {status: 429}))",
  "responses:\n  '429':\n    description: Too Many Requests",
  '| Code | Meaning |\n|------|---------|\n| 429 | Too Many Requests |\n| 503 | Service Unavailable |',
  'http_requests_total{code="429"} 0',
])('a comment of a program tells no answer: %j', text => {
  expect(causeOf(text)).toBe('unknown')
})

test('a suspension that a lone mark stands before is told', () => {
  expect(causeOf('-- Account acme is suspended, possibly due to reaching the monthly spending limit')).toBe('suspended')
})

test.each([
  ['a heading', '# HTTP 429: rate limit exceeded'],
  ['an answer kept in a comment', '// HTTP/2 429\n//\n// {"error":{"message":"rate limit exceeded"}}'],
  ['a title between dashes', '-- 429 Too Many Requests --'],
  ['an answer kept in SQL', '-- HTTP/2 429\n--\n-- {"error":{"message":"rate limit exceeded"}}'],
  ['a prompt', '% curl -i x\nHTTP/2 429\n\n{"error":{"message":"rate limit exceeded"}}'],
  ['a heading over a paragraph', '# HTTP 429: rate limit exceeded\n\nretries are off'],
  ['a separator', 'ERROR // HTTP 429: too many requests'],
  ['an address', 'POST //api.fireworks.ai/inference/v1/chat/completions 429 Too Many Requests'],
  ['a header of any type', 'GET /*\nHTTP/2 429\naccept: */*\n\n{"error":{"message":"rate limit exceeded"}}'],
])('what only looks like a comment is read: %s', (_, text) => {
  expect(causeOf(text)).toBe('rate-limited')
})
