import {expect, test} from '@jest/globals'
import {diagnosePasted} from '../../../src/lib/domain/diagnosis/pasted.js'
import {readPasted} from '../../../src/lib/domain/paste/read.js'
import {printed} from '../../support/printed-actions.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const LIMITED = '{"error":{"message":"rate limit exceeded, please try again later"}}'
const QUOTA = 'rpc error: code = ResourceExhausted desc = '

/** A paste, what must be among the words beside its verdict, and what must not. */
const WORDINGS: readonly (readonly [what: string, paste: string, told: RegExp, not: RegExp])[] = [
  ['one wait alone', `HTTP/2 429 \nretry-after: 30\n\n${LIMITED}`, /retry after 30 s/, /half a second/],
  [
    'one wait of an overload',
    'HTTP/2 503 \nretry-after: 7\n\n{"error":{"message":"service overloaded"}}',
    /7 s/,
    /half a second/,
  ],
  [
    'a page of Cloudflare as a proxy’s',
    'HTTP/1.1 403 Forbidden\nserver: cloudflare\ncontent-type: text/html\n\n<!DOCTYPE html><title>Attention Required! | Cloudflare</title>',
    /a proxy or a firewall in between/,
    /ask an admin|valid but not allowed|role/,
  ],
  [
    'a quota of none',
    `${QUOTA}ap-tokyo-1--h100-count for account acme, in use: 0, quota: 0, requesting: 8`,
    /given none; 8 asked for/,
    /0 of 0|delete|scale/,
  ],
  [
    'a quota of jobs',
    `${QUOTA}job-submission-count for account acme, in use: 8, quota: 8`,
    /a job to end, or cancel/,
    /scale|replicas|deployment/,
  ],
  [
    'a quota of models',
    `${QUOTA}deployed-model-count for account acme, in use: 100, quota: 100`,
    /undeploy a model/,
    /scale|replicas/,
  ],
  [
    'a quota of GPUs',
    `${QUOTA}global--h100-count for account acme, in use: 8, quota: 8, requesting: 1`,
    /set its replicas to 0/,
    /scale it to zero/,
  ],
  [
    'another client’s time limit',
    'openai.APITimeoutError: Request timed out.',
    /let the client wait longer/,
    /--timeout/,
  ],
  [
    'another client’s address',
    'curl: (6) Could not resolve host: api.firewroks.ai',
    /the address that the client asks/,
    /--base-url|config list/,
  ],
  [
    'another client’s wrong answer',
    'HTTP/1.1 200 OK\ncontent-type: text/html\n\n<!doctype html><title>Login</title>',
    /the address that the client asks/,
    /--base-url|config list/,
  ],
  [
    'Fire Pass as such',
    'HTTP/2 403 \n\n{"error":{"message":"Fire Pass API keys are not authorized for this route"}}',
    /it is a Fire Pass key/,
    /the role of its user/,
  ],
  [
    'what is left with its number',
    `HTTP/2 429 \nx-ratelimit-limit-tokens-generated: 36000\nx-ratelimit-remaining-tokens-generated: 0\n\n${LIMITED}`,
    /output tokens: remaining 0 of 36,000 per minute/,
    /nothing remains/,
  ],
  [
    'a limit of early 2026 in one unit, with the number that came and what the documents say',
    `HTTP/2 429 \nx-ratelimit-limit-tokens-generated: 600\nx-ratelimit-remaining-tokens-generated: 0\n\n${LIMITED}`,
    /0 of 36,000 per minute remaining(?=.*output tokens: remaining 0 of 36,000 per minute \(headers: 0 of 600\)\n)(?=.*of 2026-10 say per minute)/s,
    /of 600 (?:a|per) |(?<!half )a second|say per minute.*say per minute/s,
  ],
  [
    'whose budget it is, as a body',
    'HTTP/1.1 400 Bad Request\n\n{"error":{"message":"Budget has been exceeded! Current cost: 10.5, Max budget: 10.0","type":"budget_exceeded","code":"400"}}',
    /LiteLLM refused this itself.*a budget of LiteLLM, not a limit of Fireworks.*\nHTTP 400\n.*raise the budget .*in LiteLLM/s,
    /change the request|the request itself/,
  ],
  [
    'whose budget it is, as an exception',
    'litellm.exceptions.BudgetExceededError: Budget has been exceeded! Current cost: 10.5, Max budget: 10.0',
    /LiteLLM refused this itself: a budget set in it is used up \("Budget has been exceeded!/,
    /change the request|not known/,
  ],
  [
    'a budget as no rate limit, whatever its status',
    'HTTP/1.1 429 Too Many Requests\n\n{"error":{"message":"Budget has been exceeded! Current cost: 3, Max budget: 2","type":"budget_exceeded"}}',
    /LiteLLM refused this itself/,
    /backoff|A rate limit/,
  ],
  [
    'whose moderation it is',
    'HTTP/2 403 \n\n{"error":{"message":"kimi-k3 requires moderation on Fireworks. Your input was flagged","code":403,"metadata":{"reasons":["violence"],"flagged_input":"x","provider_name":"Fireworks"}}}',
    /The gateway's own moderation refused.*\n.*no limit: the gateway's own moderation/s,
    /role|Fire Pass|ask an admin|auth status/,
  ],
  [
    'somebody else’s suspended account',
    'customer account 4411 is suspended in our CRM',
    /not known/,
    /The account is suspended/,
  ],
  [
    'a page of a firewall as no matter of the key',
    'HTTP/1.1 403 Forbidden\ncontent-type: text/html\n\n<html><title>Internet Security</title>',
    /no limit: a proxy or a firewall in between/,
    /what this key may do/,
  ],
  [
    'who ended it, where the client did',
    'rpc error: code = Canceled desc = context canceled',
    /The client ended the request.*\n.*timeout or cancellation of the client/s,
    /refused as wrong|change the request|paste the whole answer/,
  ],
  [
    'the same failure once',
    `RateLimitError: 429 slow down\n    at x (/app/a.js:1:2)\n\nHTTP Request: POST https://api.fireworks.ai/inference/v1/chat/completions "HTTP/1.1 429 Too Many Requests"`,
    /HTTP 429/,
    /set aside/,
  ],
  [
    'no answer of Fireworks away that succeeded',
    'openai.RateLimitError: Error code: 429 - slow down, https://api.openai.com/v1/chat/completions\nHTTP Request: POST https://api.fireworks.ai/inference/v1/chat/completions "HTTP/1.1 200 OK"',
    /one of api\.openai\.com, not of Fireworks; what Fireworks answered here is no failure/,
    /no answer of Fireworks/,
  ],
  [
    'an own code as no wrapper',
    '{"error":{"message":"ExceededBudget: over budget","code":"400"}}',
    /ExceededBudget/,
    /wraps the answer of another server/,
  ],
  [
    'a condition as one of the request or of the account',
    'HTTP/2 412 \n\n{"error":{"message":"LoRA addon failed to load"}}',
    /unknown: the request, or the state of the account/,
    /no limit: the request itself/,
  ],
  [
    'whose a failure is, line by line',
    `langsmith: POST https://api.smith.langchain.com/runs 429 {"error":"tenant exceeded"}\nError code: 412`,
    /may be a suspended account/,
    /HTTP 412 of api\.smith/,
  ],
]

test.each(WORDINGS)('the words beside the verdict tell %s', (_, paste, told, not) => {
  const {message, waitHint, reason, evidence, actions} = diagnosePasted(readPasted(paste, NOW), null, NOW)
  const words = [message, waitHint, reason, ...evidence, ...printed(actions)].join('\n')
  expect(words).toMatch(told)
  expect(words).not.toMatch(not)
})
