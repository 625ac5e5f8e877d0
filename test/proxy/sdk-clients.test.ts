import {createFireworks} from '@ai-sdk/fireworks'
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {generateText, streamText} from 'ai'
import OpenAI from 'openai'
import type {Proxy} from '../../src/lib/proxy/index.js'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {startTestProxy} from '../support/proxied.js'
import {until} from '../support/until.js'

const MODEL = 'accounts/fireworks/models/kimi-k3'
const messages = [{role: 'user' as const, content: 'say something short'}]

describe.each([
  ['observe', null],
  ['pace', {target: 0.95, maxWaitMs: 30_000}],
] as const)('clients work through the proxy unchanged: %s', (_mode, pace) => {
  let sandbox: Sandbox
  let proxy: Proxy

  beforeAll(async () => {
    sandbox = await createSandbox({scenario: 'tier2'})
    proxy = await startTestProxy(sandbox.url, {pace})
  })

  afterAll(async () => {
    await proxy.close(0)
    await sandbox.close()
  })

  test.each(['/inference/v1', '/v1'])('openai, plain and streaming, with the base URL ending in %s', async path => {
    const client = new OpenAI({apiKey: 'fw_sandbox', baseURL: proxy.url + path})
    const answer = await client.chat.completions.create({model: MODEL, messages, max_tokens: 7})
    expect(answer.choices[0]!.message.content!.split(' ')).toHaveLength(7)
    const stream = await client.chat.completions.create({
      model: MODEL,
      messages,
      max_tokens: 9,
      stream: true,
      stream_options: {include_usage: true},
    })
    let text = ''
    for await (const part of stream) text += part.choices[0]?.delta.content ?? ''
    expect(text.split(' ')).toHaveLength(9)
  })

  test('@ai-sdk/fireworks, plain and streaming', async () => {
    const fireworks = createFireworks({apiKey: 'fw_sandbox', baseURL: `${proxy.url}/inference/v1`})
    const {text} = await generateText({model: fireworks(MODEL), prompt: 'hello', maxOutputTokens: 5})
    expect(text.split(' ')).toHaveLength(5)
    const stream = streamText({model: fireworks(MODEL), prompt: 'hello', maxOutputTokens: 6})
    expect((await stream.text).split(' ')).toHaveLength(6)
  })

  test('what they used and the limits are known afterwards, and no key', async () => {
    await until(() => proxy.open === 0, 'all requests are over')
    const snapshot = proxy.snapshot()
    const row = snapshot.traffic.find(({model}) => model === 'kimi-k3')!
    expect(row).toMatchObject({requests: 6, inFlight: 0, waiting: 0, status429: 0, outcomes: {ok: 6}})
    // Twice 7 and 9, then 5 and 6.
    expect(row.tokens.generated).toBe(2 * (7 + 9) + 5 + 6)
    expect(row.limits.find(({dimension}) => dimension === 'generated')).toMatchObject({perMinute: 36_000})
    const metrics = await (await fetch(`${proxy.url}/_fireq/metrics`)).text()
    expect(metrics).toContain('fireworks_rate_limit_tokens_per_minute{')
    expect(metrics + JSON.stringify(snapshot)).not.toContain('fw_sandbox')
  })
})
