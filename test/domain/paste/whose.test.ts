import {describe, expect, test} from '@jest/globals'
import {isOfAnother, modelIn, originOf} from '../../../src/lib/domain/paste/whose.js'

describe('whose answer a text tells of', () => {
  test.each([
    ['https://api.fireworks.ai/x', 'fireworks', 'api.fireworks.ai'],
    ['https://x.test/y https://API.fireworks.ai/', 'fireworks', 'api.fireworks.ai'],
    ['https://gateway.test/inference/v1/chat/completions', 'fireworks', 'gateway.test'],
    ['https://docs.fireworks.ai/x', 'fireworks', null],
    ['https://fireworks.ai/account/billing', 'fireworks', null],
    ['accounts/fireworks/models/x', 'fireworks', null],
    ['/inference/v1/chat', 'fireworks', null],
    ['at Fireworks.ai', 'fireworks', null],
    ['https://x.test/y', 'unknown', 'x.test'],
    ['https://A.test/ https://b.test/', 'unknown', 'a.test'],
    ['see https://docs.x.io and wss://x.test:80/y', 'unknown', 'x.test'],
    ['nothing', 'unknown', null],
    ['https://api.openai.com/v1', 'other', 'api.openai.com'],
    ['https://x.test/ accounts/fireworks/models/x', 'fireworks', 'x.test'],
    ['smtplib.X', 'other', null],
    ['POST /telemetry', 'other', null],
  ])('%s: %s, %j', (text, whose, host) => {
    expect(originOf(text)).toEqual({whose, host})
  })

  test.each([
    ['sentry.io failed', true],
    ['sentry.io and fireworks.ai', false],
    ['x', false],
  ])('%s is of another: %s', (text, is) => {
    expect(isOfAnother(text)).toBe(is)
  })
})

test.each([
  ['{"model": "kimi-k3"}', 'kimi-k3'],
  ['{"model" : "a b"}', null],
  ['x accounts/fireworks/models/kimi-k3, y', 'accounts/fireworks/models/kimi-k3'],
  ['accounts/a/deployments/d#x/y', 'accounts/a/deployments/d#x/y'],
  ['accounts/fireworks/models/kimi-k3 "model":"x1"', 'x1'],
  ['model=kimi-k3', 'kimi-k3'],
  ['Model Group: fireworks_ai/kimi-k3', 'kimi-k3'],
  ['model_name="fireworks/glm-5p3"', 'glm-5p3'],
  ['mymodel=kimi-k3', null],
  ['model=kimi', null],
  ['none', null],
  [`${'x'.repeat(99_980)}"model":"kimi-k3"`, 'kimi-k3'],
  [`${'x'.repeat(99_990)}"model":"kimi-k3"`, null],
])('the model of a text: %s', (text, model) => {
  expect(modelIn(text)).toBe(model)
})
