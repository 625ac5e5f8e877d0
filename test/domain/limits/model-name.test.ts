import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import {
  displayModelName,
  isDedicatedName,
  parseModelName,
  parseModelNames,
} from '../../../src/lib/domain/limits/model-name.js'
import {propertyRuns} from '../../support/property-runs.js'

const M = 'accounts/fireworks/models'

describe('parseModelName', () => {
  it.each([
    ['kimi-k3', `${M}/kimi-k3`, 'kimi-k3', ''],
    [' kimi-k3 ', `${M}/kimi-k3`, 'kimi-k3', ''],
    [`${M}/kimi-k3`, `${M}/kimi-k3`, 'kimi-k3', ''],
    ['kimi-k3-fast', 'accounts/fireworks/routers/kimi-k3-fast', 'kimi-k3-fast', 'fast'],
    ['accounts/fireworks/routers/kimi-k3-fast', 'accounts/fireworks/routers/kimi-k3-fast', 'kimi-k3-fast', 'fast'],
    ['kimi-k3-us', 'accounts/fireworks/routers/kimi-k3-us', 'kimi-k3-us', ''],
    ['kimi-k3-fast-us', 'accounts/fireworks/routers/kimi-k3-fast-us', 'kimi-k3-fast-us', 'fast'],
    ['accounts/fireworks/routers/kimi-k3-us', 'accounts/fireworks/routers/kimi-k3-us', 'kimi-k3-us', ''],
    [`${M}/really-us`, `${M}/really-us`, `${M}/really-us`, ''],
    ['acme/tuned-us', 'accounts/acme/models/tuned-us', 'acme/tuned-us', ''],
    [`${M}/really-fast`, `${M}/really-fast`, `${M}/really-fast`, ''],
    ['accounts/acme/models/tuned', 'accounts/acme/models/tuned', 'acme/tuned', ''],
    ['acme/tuned', 'accounts/acme/models/tuned', 'acme/tuned', ''],
    ['acme/tuned-fast', 'accounts/acme/models/tuned-fast', 'acme/tuned-fast', ''],
    ['fireworks/kimi-k3', `${M}/kimi-k3`, 'kimi-k3', ''],
    ['kimi#x', `${M}/kimi#accounts/acme/deployments/x`, 'kimi#x', 'dedicated'],
    ['kimi#acme/x', `${M}/kimi#accounts/acme/deployments/x`, 'kimi#x', 'dedicated'],
    ['kimi#other/x', `${M}/kimi#accounts/other/deployments/x`, 'kimi#other/x', 'dedicated'],
    [`${M}/kimi#accounts/acme/deployments/x`, `${M}/kimi#accounts/acme/deployments/x`, 'kimi#x', 'dedicated'],
    ['accounts/acme/deployments/x', 'accounts/acme/deployments/x', 'accounts/acme/deployments/x', 'dedicated'],
    ['accounts/acme/deployedModels/x', 'accounts/acme/deployedModels/x', 'accounts/acme/deployedModels/x', 'dedicated'],
    ['llama-v3p1-8b.instruct_2@v1', `${M}/llama-v3p1-8b.instruct_2@v1`, 'llama-v3p1-8b.instruct_2@v1', ''],
  ])('%s', (text, resource, display, kind) => {
    expect(parseModelName(text, {accountId: 'acme'})).toEqual({
      ok: true,
      model: {resource, display, fast: kind === 'fast', dedicated: kind === 'dedicated'},
    })
    expect(isDedicatedName(resource)).toBe(kind === 'dedicated')
  })

  it.each([
    ['', 'names no model'],
    ['#x', 'names no model'],
    ['a#b#c', 'more than one #'],
    ['a b', 'neither'],
    ['-m', 'neither'],
    ['models/kimi', 'neither'],
    ['accounts/acme', 'neither'],
    ['accounts/acme/quotas/x', 'neither'],
    ['accounts//models/x', 'neither'],
    ['a/b/c', 'neither'],
    ['a/-b', 'neither'],
    ['-a/b', 'neither'],
    ['accounts/-a/models/x', 'neither'],
    ['accounts/a/models/-x', 'neither'],
    ['kimi#a/b/c', 'what follows #'],
    ['kimi#a/-b', 'what follows #'],
    ['kimi#-a/b', 'what follows #'],
    ['a\u001b[31m', 'neither'],
    ['k\u0456mi', 'neither'],
    ['kimi#', 'what follows #'],
    ['kimi#deployments/x', 'what follows #'],
    ['kimi#accounts/acme/models/x', 'what follows #'],
    ['x'.repeat(300), 'neither'],
  ])('refuses %j', (text, reason) => {
    expect(parseModelName(text, {accountId: 'acme'})).toEqual({
      ok: false,
      text,
      reason: expect.stringContaining(reason),
    })
  })

  it('does not guess the account of a deployment', () => {
    expect(parseModelName('kimi#x')).toMatchObject({
      ok: false,
      reason: expect.stringContaining('account of the deployment'),
    })
  })

  it('reads its own display name and its own resource name back as the same model', () => {
    const id = fc.oneof(
      fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,12}$/),
      fc.constantFrom('models', 'x-fast', '-fast', 'accounts', 'acme'),
    )
    const text = fc.oneof(
      id,
      fc.tuple(id, id).map(([a, b]) => `${a}/${b}`),
      fc
        .tuple(id, fc.constantFrom('models', 'routers', 'deployments', 'deployedModels'), id)
        .map(([a, c, m]) => `accounts/${a}/${c}/${m}`),
      fc.string({unit: 'binary'}),
    )
    const deployment = fc.oneof(
      fc.constant(''),
      id.map(d => `#${d}`),
      fc.tuple(id, id).map(([a, d]) => `#accounts/${a}/deployments/${d}`),
    )
    fc.assert(
      fc.property(text, deployment, fc.constantFrom(null, 'acme'), (name, behind, accountId) => {
        const parsed = parseModelName(name + behind, {accountId})
        if (!parsed.ok) return
        expect(parseModelName(parsed.model.display, {accountId})).toEqual(parsed)
        expect(parseModelName(parsed.model.resource, {accountId})).toEqual(parsed)
        expect(parsed.model.display.length).toBeLessThanOrEqual(parsed.model.resource.length)
      }),
      propertyRuns(),
    )
  })
})

describe('a deployment that is called what a collection is', () => {
  it('keeps its account in its display name, which is read back', () => {
    const parsed = parseModelName('kimi#accounts/acme/deployments/models', {accountId: 'acme'})
    expect(parsed).toMatchObject({ok: true, model: {display: 'kimi#acme/models'}})
    expect(parseModelName('kimi#acme/models', {accountId: 'acme'})).toEqual(parsed)
  })
})

describe('parseModelNames', () => {
  it('takes comma lists and lines, each model once, and keeps what it refuses', () => {
    const {models, refused} = parseModelNames(['kimi, glm', `${M}/kimi\n\nkimi-fast\r\n,`, 'a b'])
    expect(models.map(model => model.display)).toEqual(['kimi', 'glm', 'kimi-fast'])
    expect(refused).toEqual([{text: 'a b', reason: expect.stringContaining('neither')}])
  })
})

describe('displayModelName', () => {
  it('gives back what is not a model name', () => {
    expect(displayModelName(`${M}/kimi`)).toBe('kimi')
    expect(displayModelName('not a model')).toBe('not a model')
  })
})
