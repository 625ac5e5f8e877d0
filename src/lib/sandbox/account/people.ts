import {MEMBER_KEY, SANDBOX_KEY} from '../keys.js'

const DAY_MS = 86_400_000

/** Somebody who may use the account. Roles: admin, user, contributor, inference-user. Source: Fireworks' own tools. */
export interface User {
  readonly id: string
  readonly displayName: string
  readonly email: string
  readonly role: 'admin' | 'user'
}

/** An API key, as far as it may be shown. */
export interface ApiKey {
  readonly keyId: string
  readonly user: string
  readonly displayName: string
  readonly prefix: string
  readonly createdAt: number
  /** Undefined where it never expires. */
  readonly expiresAt: number | undefined
}

/** Who is asking. */
export interface Caller {
  readonly user: User
  readonly apiKeyId: string
}

export const DANA: User = {id: 'dana', displayName: 'Dana Admin', email: 'dana@acme.example', role: 'admin'}
export const LEE: User = {id: 'lee', displayName: 'Lee Member', email: 'lee@acme.example', role: 'user'}
export const USERS: readonly User[] = [DANA, LEE]

/** The keys that stand for somebody; every other one that is accepted stands for the first. */
const CALLERS: ReadonlyMap<string, Caller> = new Map([
  [SANDBOX_KEY, {user: DANA, apiKeyId: 'key_production'}],
  ['fw_sandbox_batch', {user: DANA, apiKeyId: 'key_batch'}],
  [MEMBER_KEY, {user: LEE, apiKeyId: 'key_laptop'}],
  ['fw_member_ci', {user: LEE, apiKeyId: 'key_ci'}],
])
const ADMIN: Caller = {user: DANA, apiKeyId: 'key_production'}

/** Who a key belongs to. */
export function callerOf(key: string | undefined): Caller {
  return (key === undefined ? undefined : CALLERS.get(key)) ?? ADMIN
}

/** The account's keys. @param expiring one has expired and two expire within a fortnight */
export function apiKeys(openedAt: number, expiring: boolean): ApiKey[] {
  const key = (keyId: string, user: User, displayName: string, age: number, expiresIn?: number): ApiKey => ({
    keyId,
    user: user.id,
    displayName,
    prefix: `fw_${displayName.slice(0, 3)}`,
    createdAt: openedAt - age * DAY_MS,
    expiresAt: expiresIn === undefined ? undefined : openedAt + expiresIn * DAY_MS,
  })
  return [
    key('key_production', DANA, 'production', 210, expiring ? 3 : undefined),
    key('key_batch', DANA, 'batch', 96, expiring ? 12 : 200),
    key('key_laptop', LEE, 'laptop', 61, 90),
    key('key_ci', LEE, 'ci', 61),
    ...(expiring ? [key('key_notebook', LEE, 'notebook', 400, -2)] : []),
  ]
}
