import {describe, expect, it, test} from '@jest/globals'
import {cheapestServerless, defaultModel, readCatalogue, suggestModel} from '../../src/lib/app/model-catalogue.js'
import type {CatalogueModel, Page} from '../../src/lib/app/ports.js'
import {failureOf} from '../support/connection.js'
import {aFailure, aModel, answer, memoryGateway, pageOf} from '../support/memory-gateway.js'

const model = (id: string, parameterCount: number | null, more: Partial<CatalogueModel> = {}) =>
  aModel(id, {parameterCount, ...more})
const cheapest = (...models: CatalogueModel[]) => cheapestServerless(models)?.name.split('/').at(-1) ?? null

describe('the cheapest serverless model', () => {
  it('is the smallest, then the first by name, whatever their order', () => {
    const models = [model('c', 20e9), model('a', 120e9), model('b', 20e9)]
    expect(cheapest(...models)).toBe('b')
    expect(cheapest(...models.reverse())).toBe('b')
  })

  it('is the cheapest by list price, however large, before all that have no price', () => {
    const models = [
      model('small-and-unpriced', 1e9),
      model('kimi-k3', 1e9),
      model('gpt-oss-120b', 120e9),
      model('nemotron-lightning-3p5-30b-a3b', null),
      model('glm-5p3-flash', 30e9),
    ]
    expect(cheapest(...models)).toBe('nemotron-lightning-3p5-30b-a3b')
    expect(cheapest(...models.slice(0, 3))).toBe('gpt-oss-120b')
    expect(cheapest(...models.slice(0, 2))).toBe('kimi-k3')
  })

  it('is a retired one only where there is no other', () => {
    expect(cheapest(model('gpt-oss-20b', 20e9), model('unheard-of', null))).toBe('unheard-of')
  })

  it('prefers a known size to an unknown one, and takes an unknown one before none', () => {
    expect(cheapest(model('a', null), model('b', 2e12))).toBe('b')
    expect(cheapest(model('b', null), model('a', 0))).toBe('a')
    expect(cheapest()).toBeNull()
  })

  it('goes by the dated list where the catalogue does not say what is served', () => {
    const unsaid = {supportsServerless: null}
    expect(cheapest(model('unheard-of', 1e9, unsaid), model('kimi-k3', null, unsaid))).toBe('kimi-k3')
    expect(cheapest(model('kimi-k3', null, {supportsServerless: false}))).toBeNull()
  })

  it('passes over what is not serverless, answers no chat, or has a name that cannot be asked', () => {
    expect(
      cheapest(
        model('off', 1e9, {supportsServerless: false}),
        model('perhaps', 1e9, {supportsServerless: null}),
        model('vectors', 1e9, {kind: 'EMBEDDING_MODEL'}),
        model('qwen3-reranker-8b', 1e9),
        model('odd name', 1e9),
        model('chat', 70e9),
      ),
    ).toBe('chat')
  })
})

describe('what may be asked for its price', () => {
  test.each<[string, Partial<CatalogueModel>, boolean]>([
    ['plain', {}, true],
    ['plain', {kind: 'CUSTOM_MODEL'}, true],
    ['plain', {kind: null}, true],
    ['plain', {kind: 'EMBEDDING_MODEL'}, false],
    ['plain', {kind: 'FLUMINA_BASE_MODEL'}, false],
    ['plain', {kind: 'HF_PEFT_ADDON'}, false],
    ['plain', {supportsServerless: null}, false],
    ['nomic-embed-text', {}, false],
    ['Qwen-ReRank', {kind: null}, false],
    ['whisper-v3', {}, false],
    ['llama-guard-3', {}, false],
    ['FLUX-1-schnell', {}, false],
  ])('%s %j: %p', (id, more, offered) => {
    expect(cheapest(model(id, 1e9, more))).toBe(offered ? id : null)
  })

  it('is of a size above 0, or of one that is not known', () => {
    for (const size of [null, 0, -1]) {
      expect(cheapest(model('a', size), model('b', 5e14))).toBe('b')
      expect(cheapest(model('b', null), model('a', size))).toBe('a')
    }
  })

  it('is the first listed of two with the same name and size', () => {
    const [one, two] = [model('a', 1e9, {displayName: 'one'}), model('a', 1e9, {displayName: 'two'})]
    expect(cheapestServerless([one, two])).toBe(one)
  })
})

describe('the catalogue', () => {
  function gatewayOf(...pages: Page<CatalogueModel>[]) {
    const asked: unknown[] = []
    const listModels = (...args: unknown[]) => Promise.resolve(pages[asked.push(args) - 1]!)
    return {asked, gateway: memoryGateway({listModels})}
  }

  it('is the one of Fireworks, all pages', async () => {
    const {asked, gateway} = gatewayOf(pageOf([model('a', 1)], 'next'), pageOf([model('b', 2)]))
    expect(await readCatalogue(gateway)).toEqual([model('a', 1), model('b', 2)])
    expect(asked).toEqual([
      ['fireworks', {pageSize: 200}],
      ['fireworks', {pageSize: 200, pageToken: 'next'}],
    ])
  })

  it('chooses the model that nobody named', async () => {
    const models = [model('large', 2e9), model('small', 1e9)]
    expect(await defaultModel(() => readCatalogue(gatewayOf(pageOf(models)).gateway))).toBe(models[1])
  })

  const hints = [
    ['name one: ', {command: ['limits', 'probe', 'kimi-k3']}],
    ['or keep one: ', {command: ['config', 'set', 'model', 'kimi-k3']}],
  ]

  test.each([[[]], [[model('off', 1e9, {supportsServerless: false})]]])('of %j chooses none', async models => {
    expect(await failureOf(defaultModel(() => readCatalogue(gatewayOf(pageOf(models)).gateway)))).toMatchObject({
      code: 'not-found',
      message: 'no model was named, and the catalogue lists none that is serverless',
      hints,
    })
  })

  it('that cannot be read chooses none, and says all that is known of the failure', async () => {
    const details = {httpStatus: 503, requestId: 'req-1', retryAfterSeconds: 5, exitCode: 130, hints: ['theirs']}
    const listModels = () => answer<Page<CatalogueModel>>(aFailure('server-error', 'HTTP 503', details))
    expect(await failureOf(defaultModel(() => readCatalogue(memoryGateway({listModels}))))).toMatchObject({
      code: 'server-error',
      message: 'no model was named, and the catalogue cannot be read: HTTP 503',
      ...details,
      hints,
    })
  })

  it('does not hide a bug', async () => {
    const listModels = () => Promise.reject(new TypeError('a bug'))
    await expect(defaultModel(() => readCatalogue(memoryGateway({listModels})))).rejects.toThrow(new TypeError('a bug'))
  })
})

describe('what a model that was not found may have been', () => {
  const catalogue = [model('kimi-k3', 1e12), model('glm-5p3', null), model('old', 7e9, {supportsServerless: false})]
  test.each([
    ['accounts/fireworks/models/kimi-k4', 'Did you mean kimi-k3?'],
    ['accounts/fireworks/models/kimik3', 'Did you mean kimi-k3?'],
    ['accounts/fireworks/routers/kimi-k4-fast', 'Did you mean kimi-k3-fast?'],
    ['accounts/fireworks/routers/glm-5p3-fast', 'glm-5p3 is in the catalogue; it may have no router `-fast`.'],
    ['accounts/fireworks/routers/kimi-k4-fast-us', 'Did you mean kimi-k3-fast-us?'],
    ['accounts/fireworks/models/old', 'old is in the catalogue but not offered serverless: it needs a deployment.'],
    ['accounts/fireworks/models/kimi-k3', null],
    ['accounts/fireworks/models/something-else-entirely', null],
    ['accounts/acme/models/kimi-k4', null],
    ['accounts/fireworks/models/kimi-k4#accounts/acme/deployments/x', null],
    ['accounts/fireworks/deployments/kimi-k4', null],
    ['accounts/fireworks/models/kimi k2p7', null],
    // The nearest is offered nowhere, and is not what was meant.
    ['accounts/fireworks/models/olt', null],
    ['accounts/fireworks/routers/old-fast', null],
    ['x/accounts/fireworks/models/kimi-k4', null],
  ])('%s: %s', (resource, sentence) => {
    expect(suggestModel(resource, catalogue)).toBe(sentence)
  })

  it('may be one of which the catalogue does not say whether it is serverless', () => {
    expect(suggestModel('accounts/fireworks/models/glm-5p9', [model('glm-5p3', 1, {supportsServerless: null})])).toBe(
      'Did you mean glm-5p3?',
    )
  })

  it('is nothing to an empty catalogue', () => {
    expect(suggestModel('accounts/fireworks/models/glm-5p9', [])).toBeNull()
  })
})
