import {afterEach, describe, expect, it} from '@jest/globals'
import {livingModel, LIVING_MODELS, RETIRED_MODELS} from '../../src/lib/domain/facts/models.js'
import {sizeClassOf} from '../../src/lib/domain/facts/rate-limits.js'
import {CATALOGUE} from '../../src/lib/sandbox/model-catalogue.js'
import type {Sandbox} from '../../src/lib/sandbox/index.js'
import {call, chat, closeAll, control, KIMI, start, type Reply} from './http-call.js'

afterEach(closeAll)

describe('the catalogue', () => {
  const path = (name: string): string => `/v1/accounts/fireworks/models/${name}`
  const ask = (sandbox: Sandbox, model: string): Promise<Reply> =>
    chat(sandbox, {model: `accounts/fireworks/${model}`, max_tokens: 1})

  it('serves every living model and router of the facts at its price, and no retired one', async () => {
    const sandbox = await start({scenario: 'enterprise'})
    for (const {id, kind} of LIVING_MODELS)
      expect([id, (await ask(sandbox, `${kind}s/${id}`)).status]).toEqual([id, 200])
    for (const {id} of RETIRED_MODELS) {
      const collection = id.endsWith('-fast') ? 'routers' : 'models'
      expect([id, (await ask(sandbox, `${collection}/${id}`)).status]).toEqual([id, 404])
    }
    const {price} = CATALOGUE.find(({id}) => id === KIMI)!
    expect(price).toEqual({uncachedPrompt: 3_000, cachedPrompt: 300, generated: 15_000})
    for (const {id} of LIVING_MODELS) {
      const model = CATALOGUE.find(one => one.id.endsWith(`/${id}`))!
      const parameters = model.billionParameters === undefined ? null : model.billionParameters * 1e9
      expect([id, sizeClassOf(parameters)]).toEqual([id, livingModel(id)?.sizeClass])
      expect([id, Object.values(model.price).every(one => Number.isInteger(one) && one > 0)]).toEqual([id, true])
    }
  })

  it('lists retired models that answer 404, dated and not serverless', async () => {
    const sandbox = await start()
    const listed = (await call(sandbox, '/inference/v1/models')).body['data'] as {id: string}[]
    const ids = listed.map(({id}) => id)
    expect(ids).toEqual(expect.arrayContaining([KIMI, 'accounts/fireworks/models/kimi-k2p6']))
    expect(ids).not.toContain('accounts/fireworks/models/kimi-k2p5')
    expect((await ask(sandbox, 'models/kimi-k2p6')).status).toBe(404)
    expect((await ask(sandbox, 'routers/kimi-k2p6-fast')).status).toBe(404)
    expect((await call(sandbox, path('kimi-k2p6'))).body).toMatchObject({
      supportsServerless: false,
      deprecationDate: {year: 2026, month: 9, day: 25},
    })
    expect((await call(sandbox, path('kimi-k3'))).body).toMatchObject({
      supportsServerless: true,
      baseModelDetails: {parameterCount: '2800000000000'},
    })
    expect((await call(sandbox, path('ember-1'))).body).not.toHaveProperty('baseModelDetails')
  })

  it('retiring-models: a model answers until its day, then 500, then 404, and its routers with it', async () => {
    const sandbox = await start({scenario: 'retiring-models'})
    expect((await ask(sandbox, 'models/gpt-oss-120b')).status).toBe(500)
    const statuses = async (): Promise<number[]> =>
      Promise.all(['models/glm-5p3', 'routers/glm-5p3-fast'].map(async model => (await ask(sandbox, model)).status))
    expect(await statuses()).toEqual([200, 200])
    await control(sandbox, 'advance', {seconds: 3 * 86_400})
    expect(await statuses()).toEqual([500, 500])
    await control(sandbox, 'advance', {seconds: 86_400})
    expect(await statuses()).toEqual([404, 404])
    expect((await call(sandbox, path('glm-5p3'))).body).toMatchObject({
      supportsServerless: false,
      deprecationDate: {year: 2026, month: 11, day: 24},
    })
    expect((await call(sandbox, path('qwen3p8-max'))).body['deprecationDate']).toEqual({year: 2026, month: 12, day: 0})
  })
})
