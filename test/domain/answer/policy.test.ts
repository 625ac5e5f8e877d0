import {describe, expect, test} from '@jest/globals'
import {policyFinding, policyOutcome, type PolicyPermissions} from '../../../src/lib/domain/answer/policy.js'
import type {Outcome} from '../../../src/lib/domain/answer/outcome.js'

const MODEL = 'accounts/fireworks/models/kimi-k3'
const rule = (model: string, permissions: PolicyPermissions) => ({model, permissions})

describe('what a policy says of a request', () => {
  test.each([
    [MODEL, 'allowServerless'],
    ['accounts/fireworks/routers/kimi-k3-fast', 'allowServerlessFast'],
    ['accounts/fireworks/routers/kimi-k3-fast-us', 'allowServerlessFast'],
    ['accounts/fireworks/routers/kimi-k3-us', 'allowServerless'],
    ['accounts/fireworks/models/fast-fashion', 'allowServerless'],
    [`${MODEL}#accounts/acme/deployments/d`, 'allowDedicatedDeployments'],
    ['accounts/acme/deployments/d', 'allowDedicatedDeployments'],
  ])('to %s is by %s', (resource, permission) => {
    expect(policyFinding({defaults: {[permission]: false}, rules: []}, resource)).toEqual({
      permission,
      isAllowed: false,
      rule: null,
    })
  })

  test('is by the rule of the model before the default, of whatever form the name is', () => {
    for (const named of [MODEL, 'kimi-k3']) {
      const settings = {defaults: {allowServerless: true}, rules: [rule(named, {allowServerless: false})]}
      expect(policyFinding(settings, MODEL)).toMatchObject({isAllowed: false, rule: named})
    }
  })

  test('of a router is by its own rule, then by that of its base model', () => {
    const base = rule('kimi-k3', {allowServerlessFast: true})
    const own = rule('kimi-k3-fast', {allowServerlessFast: false})
    const router = 'accounts/fireworks/routers/kimi-k3-fast'
    expect(policyFinding({defaults: {}, rules: [base, own]}, router)).toMatchObject({isAllowed: false})
    expect(policyFinding({defaults: {}, rules: [base]}, router)).toMatchObject({isAllowed: true, rule: 'kimi-k3'})
  })

  test('passes over a rule that does not say', () => {
    const rules = [rule('kimi-k3', {allowTraining: false}), rule('kimi-k3', {allowServerless: false})]
    expect(policyFinding({defaults: {allowServerless: true}, rules}, MODEL).isAllowed).toBe(false)
    expect(policyFinding({defaults: {allowServerless: true}, rules: rules.slice(0, 1)}, MODEL)).toMatchObject({
      isAllowed: true,
      rule: null,
    })
    expect(policyFinding({defaults: {}, rules: []}, MODEL).isAllowed).toBeNull()
  })

  test('of a deployment is by the rule of its model', () => {
    const rules = [rule('kimi-k3', {allowDedicatedDeployments: false})]
    expect(policyFinding({defaults: {}, rules}, `${MODEL}#accounts/acme/deployments/d\nx`).isAllowed).toBe(false)
  })
})

describe('a refusal with a policy', () => {
  const refusal: Outcome = {
    code: 'forbidden',
    message: 'No.',
    retryable: false,
    waitHint: null,
    retryAfterSeconds: null,
    actions: [],
    evidence: ['HTTP 403'],
    httpStatus: 403,
    requestId: null,
    scope: null,
    dimensions: [],
    quotaRefusal: null,
    tierGate: null,
    detail: null,
    dedicated: false,
  }
  const finding = {permission: 'allowServerless', isAllowed: false, rule: null} as const

  test('is explained by a permission that is false', () => {
    expect(policyOutcome(refusal, finding)).toEqual({
      ...refusal,
      code: 'policy',
      detail: 'model-access-policy',
      message: "No. The account's policy has allowServerless false (the default of the account).",
      evidence: ['HTTP 403', 'policySettings: allowServerless is false (the default of the account)'],
    })
    expect(policyOutcome(refusal, {...finding, rule: MODEL}).message).toContain('(the rule of kimi-k3)')
  })

  test.each([
    [true, 'true'],
    [null, 'not said'],
  ])('stays what it is where the permission is %p', (isAllowed, word) => {
    expect(policyOutcome(refusal, {...finding, isAllowed})).toEqual({
      ...refusal,
      evidence: ['HTTP 403', `policySettings: allowServerless is ${word} (the default of the account)`],
    })
  })
})
