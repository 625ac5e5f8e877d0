import {describe, expect, it, test} from '@jest/globals'
import {cheapestServerless, suggestModel} from '../../src/lib/app/model-catalogue.js'
import type {CatalogueModel} from '../../src/lib/app/ports.js'

const model = (id: string, parameterCount: number | null, more: Partial<CatalogueModel> = {}): CatalogueModel => ({
  name: `accounts/fireworks/models/${id}`,
  displayName: null,
  kind: 'HF_BASE_MODEL',
  supportsServerless: true,
  parameterCount,
  ...more,
})
const cheapest = (...models: CatalogueModel[]) => cheapestServerless(models)?.name.split('/').at(-1) ?? null

describe('the cheapest serverless model', () => {
  it('is the smallest, then the first by name, whatever their order', () => {
    const models = [model('c', 20e9), model('a', 120e9), model('b', 20e9)]
    expect(cheapest(...models)).toBe('b')
    expect(cheapest(...models.reverse())).toBe('b')
  })

  it('prefers a known size to an unknown one, and takes an unknown one before none', () => {
    expect(cheapest(model('a', null), model('b', 2e12))).toBe('b')
    expect(cheapest(model('b', null), model('a', 0))).toBe('a')
    expect(cheapest()).toBeNull()
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

describe('what a model that was not found may have been', () => {
  const catalogue = [model('kimi-k2p6', 1e12), model('glm-5', null), model('old', 7e9, {supportsServerless: false})]
  test.each([
    ['accounts/fireworks/models/kimi-k2p7', 'Did you mean kimi-k2p6?'],
    ['accounts/fireworks/models/kimik2p6', 'Did you mean kimi-k2p6?'],
    ['accounts/fireworks/routers/kimi-k2p7-fast', 'Did you mean kimi-k2p6-fast?'],
    ['accounts/fireworks/routers/glm-5-fast', 'glm-5 is in the catalogue; it may have no Fast variant.'],
    ['accounts/fireworks/models/old', 'old is in the catalogue but not offered serverless: it needs a deployment.'],
    ['accounts/fireworks/models/kimi-k2p6', null],
    ['accounts/fireworks/models/something-else-entirely', null],
    ['accounts/acme/models/kimi-k2p7', null],
    ['accounts/fireworks/models/kimi-k2p7#accounts/acme/deployments/x', null],
  ])('%s: %s', (resource, sentence) => {
    expect(suggestModel(resource, catalogue)).toBe(sentence)
  })
})
