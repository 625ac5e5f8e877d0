import {afterEach, describe, expect, it} from '@jest/globals'
import OpenAI from 'openai'
import type {Sandbox} from '../../src/lib/sandbox/index.js'
import {closeAll, KIMI, start} from './http-call.js'

afterEach(closeAll)

const client = (sandbox: Sandbox, apiKey = sandbox.apiKey): OpenAI =>
  new OpenAI({apiKey, baseURL: `${sandbox.url}/inference/v1`, maxRetries: 0})

const ask = (openai: OpenAI, max_tokens = 8): Promise<OpenAI.ChatCompletion> =>
  openai.chat.completions.create({model: KIMI, max_tokens, messages: [{role: 'user', content: 'one two three'}]})

describe('the official openai client', () => {
  it('completes, lists models and embeds', async () => {
    const openai = client(await start())
    const completion = await ask(openai)
    expect(completion.choices[0]?.message.content?.split(' ')).toHaveLength(8)
    expect(completion.choices[0]?.finish_reason).toBe('length')
    expect(completion.usage).toMatchObject({prompt_tokens: 3, completion_tokens: 8, total_tokens: 11})
    const text = await openai.completions.create({model: KIMI, prompt: 'hello', max_tokens: 2})
    expect(text.choices[0]?.text).toBe('this is')
    const ids: string[] = []
    for await (const model of openai.models.list()) ids.push(model.id)
    expect(ids).toContain(KIMI)
    // The client asks for base64 by itself and decodes it.
    const model = 'accounts/fireworks/models/qwen3-embedding-8b'
    const decoded = await openai.embeddings.create({model, input: 'hello world', dimensions: 4})
    const plain = await openai.embeddings.create({model, input: 'hello world', dimensions: 4, encoding_format: 'float'})
    expect(decoded.data[0]?.embedding).toHaveLength(4)
    for (const [index, value] of (plain.data[0]?.embedding ?? []).entries()) {
      expect(decoded.data[0]?.embedding[index]).toBeCloseTo(value, 6)
    }
  })

  it('streams with usage', async () => {
    const openai = client(await start())
    const stream = await openai.chat.completions.create({
      model: KIMI,
      messages: [{role: 'user', content: 'hi'}],
      max_tokens: 20,
      stream: true,
      stream_options: {include_usage: true},
    })
    let text = ''
    let usage: OpenAI.CompletionUsage | null | undefined
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? ''
      usage = chunk.usage
    }
    expect(text.split(' ')).toHaveLength(20)
    expect(usage).toMatchObject({prompt_tokens: 1, completion_tokens: 20, total_tokens: 21})
  })

  it('raises its own classes for 429, 412, 401, 403, 404, 400 and 503', async () => {
    const sandbox = await start()
    const openai = client(sandbox)
    await ask(openai, 36_000)
    const limited = await ask(openai).catch((error: unknown) => error)
    expect(limited).toBeInstanceOf(OpenAI.RateLimitError)
    expect(limited).toMatchObject({status: 429, code: 'RATE_LIMIT_EXCEEDED'})
    expect((limited as InstanceType<typeof OpenAI.RateLimitError>).requestID).toMatch(/^[0-9a-f]{32}$/)
    const suspended = await ask(client(await start({scenario: 'suspended-spend'}))).catch((error: unknown) => error)
    expect(suspended).toBeInstanceOf(OpenAI.APIError)
    expect(suspended).toMatchObject({status: 412, code: 'PRECONDITION_FAILED'})
    expect(String(suspended)).toContain('Account acme is suspended')
    await expect(ask(client(sandbox, 'fw_invalid'))).rejects.toBeInstanceOf(OpenAI.AuthenticationError)
    await expect(ask(client(sandbox, 'fpk_pass'))).rejects.toBeInstanceOf(OpenAI.PermissionDeniedError)
    const unknown = openai.chat.completions.create({model: 'accounts/fireworks/models/none', messages: []})
    await expect(unknown).rejects.toBeInstanceOf(OpenAI.BadRequestError)
    const messages = [{role: 'user' as const, content: 'hi'}]
    const missing = openai.chat.completions.create({model: 'accounts/fireworks/models/none', messages})
    await expect(missing).rejects.toBeInstanceOf(OpenAI.NotFoundError)
    sandbox.fault({route: 'POST /inference/*', kind: '503'})
    await expect(ask(openai)).rejects.toBeInstanceOf(OpenAI.InternalServerError)
  })

  it('recovers by its own retries once the bucket has refilled', async () => {
    const sandbox = await start()
    sandbox.fault({route: 'POST /inference/*', kind: '429', times: 2})
    const openai = new OpenAI({apiKey: 'test', baseURL: `${sandbox.url}/inference/v1`, maxRetries: 3})
    expect((await ask(openai)).usage?.completion_tokens).toBe(8)
    expect(sandbox.requests.map(request => request.status)).toEqual([429, 429, 200])
  })
})
