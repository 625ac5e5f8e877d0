import {baseModelId, displayModelName, isDedicatedName} from '../limits/model-name.js'
import {printable} from '../text/printable.js'
import type {Outcome} from './outcome.js'

/** What a model access policy can allow. Source: Fireworks documentation, policies, 2026. */
export const POLICY_PERMISSIONS = [
  'allowServerless',
  'allowServerlessFast',
  'allowDedicatedDeployments',
  'allowTraining',
] as const
export type PolicyPermission = (typeof POLICY_PERMISSIONS)[number]
/** A permission that is left out is not said. */
export type PolicyPermissions = Readonly<Partial<Record<PolicyPermission, boolean>>>

/** The account's `policySettings`: what everybody may use, and what is set for single models. */
export interface PolicySettings {
  readonly defaults: PolicyPermissions
  readonly rules: readonly {readonly model: string; readonly permissions: PolicyPermissions}[]
}

/** What the policy says of a request. */
export interface PolicyFinding {
  readonly permission: PolicyPermission
  /** null where the settings do not say. */
  readonly isAllowed: boolean | null
  /** The model of the rule that decided; null: the default of the account. */
  readonly rule: string | null
}

/** What the policy says of a request to a model: the rule of the model, else of a router's base model, else the default. */
export function policyFinding({defaults, rules}: PolicySettings, resource: string): PolicyFinding {
  const model = resource.replace(/#.*$/s, '')
  const name = displayModelName(model)
  const permission = isDedicatedName(resource)
    ? 'allowDedicatedDeployments'
    : /-fast(?:-us)?$/.test(name)
      ? 'allowServerlessFast'
      : 'allowServerless'
  const wanted = [name, baseModelId(name)]
  const own = wanted.flatMap(each => rules.filter(rule => displayModelName(rule.model) === each))
  const rule = own.find(({permissions}) => permissions[permission] !== undefined)
  return {
    permission,
    isAllowed: rule?.permissions[permission] ?? defaults[permission] ?? null,
    rule: rule?.model ?? null,
  }
}

/**
 * A refusal (403) with what the account's policy says of it: one that the policy explains is `policy`.
 */
export function policyOutcome(outcome: Outcome, {permission, isAllowed, rule}: PolicyFinding): Outcome {
  const where = rule === null ? 'the default of the account' : `the rule of ${printable(displayModelName(rule), 120)}`
  const evidence = [...outcome.evidence, `policySettings: ${permission} is ${isAllowed ?? 'not said'} (${where})`]
  if (isAllowed !== false) return {...outcome, evidence}
  return {
    ...outcome,
    code: 'policy',
    detail: 'model-access-policy',
    message: `${outcome.message} The account's policy has ${permission} false (${where}).`,
    evidence,
  }
}
