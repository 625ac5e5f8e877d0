import {POLICY_PERMISSIONS, type PolicyPermissions, type PolicySettings} from '../domain/answer/policy.js'
import {isObject, requireShape, textOf, type Json} from './wire.js'

/** Source: Fireworks API reference, policy settings (2026). A rule that names no model is left out. */
export function decodePolicySettings(root: Json, subject: string): PolicySettings {
  requireShape(root, ['defaultPermissions', 'rules', 'name'], subject)
  const rules: readonly unknown[] = Array.isArray(root['rules']) ? root['rules'] : []
  return {
    defaults: permissionsOf(root['defaultPermissions']),
    rules: rules.filter(isObject).flatMap(rule => {
      const model = textOf(rule['model'])
      return model === null ? [] : [{model, permissions: permissionsOf(rule['permissions'])}]
    }),
  }
}

function permissionsOf(value: unknown): PolicyPermissions {
  if (!isObject(value)) return {}
  return Object.fromEntries(
    POLICY_PERMISSIONS.flatMap(name => {
      const said = value[name]
      return typeof said === 'boolean' ? [[name, said] as const] : []
    }),
  )
}
