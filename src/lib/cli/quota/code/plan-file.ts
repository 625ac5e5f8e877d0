import {command} from '../../../domain/action.js'
import {writeFileSync} from 'node:fs'
import {systemCode} from '../../../config/file-reading.js'
import {isSevere, type QuotaStep} from '../../../app/plan-quotas.js'
import {AppError} from '../../../domain/errors.js'
import {parseQuotasFile, type DesiredAccount} from '../../../domain/quota/quotas-file.js'
import {printable} from '../../../domain/text/printable.js'
import {serialise} from '../../../render/formats/document.js'
import type {CliIo} from '../../io.js'
import {textOf} from '../../yaml-file.js'
import type {PlannedTarget} from './targets.js'

const SCHEMA = 'fireq.quota.plan/v1'

/** A plan as it was saved: what was wanted, of whom, and what every quota was then. */
export interface SavedPlan {
  readonly accounts: readonly DesiredAccount[]
  /** By the file's name of the account. */
  readonly saved: ReadonlyMap<string, SavedAccount>
}

interface SavedAccount {
  /** The account's id: a profile's name may lead to another one by now. */
  readonly account: unknown
  readonly gateway: unknown
  readonly steps: ReadonlyMap<string, SavedStep>
}

/** As written by `savedStep`; as read, whatever the file has. */
type SavedStep = Readonly<Record<'from' | 'to' | 'action' | 'severe', unknown>>

/** Saves a plan. @throws AppError refused when the file cannot be written */
export function savePlan(io: CliIo, file: string, plans: readonly PlannedTarget[]): void {
  const accounts = plans.map(({desired, account, gateway, steps}) => ({
    name: desired.name,
    profile: desired.profile,
    account,
    gateway,
    quotas: steps.map(step => ({
      quota: step.desired.quota,
      [step.desired.rule]: step.desired.value,
      confirm: step.desired.confirmed,
      ...savedStep(step),
    })),
  }))
  const createdAt = new Date(io.clock.now()).toISOString()
  const document = {schema: SCHEMA, createdAt, accounts}
  try {
    writeFileSync(file, serialise(document, {pretty: true}), {mode: 0o600})
  } catch (error) {
    throw new AppError('refused', `the plan could not be written to ${file} (${systemCode(error)})`, {
      hints: ['nothing was sent; check the path after `--plan-out`'],
    })
  }
}

const savedStep = (step: QuotaStep): SavedStep => {
  const {from, to, action} = step
  return {from, to, action, severe: isSevere(step)}
}

/** Reads a saved plan. @throws AppError usage for a file that is none */
export async function readPlan(io: CliIo, file: string): Promise<SavedPlan> {
  const refuse = (why: string) =>
    new AppError('usage', `${file}: ${why}`, {
      hints: [['make one with ', command('quota', 'apply', '-f', 'FILE', '--plan-out', 'PLAN')]],
    })
  let content: unknown
  try {
    content = JSON.parse(await textOf(io, file, {flag: '--plan'}))
  } catch (error) {
    if (error instanceof AppError) throw error
    throw refuse(`not valid JSON: ${(error as Error).message}`)
  }
  const plan = content as {schema?: unknown; accounts?: unknown} | null
  if (plan?.schema !== SCHEMA || !Array.isArray(plan.accounts)) throw refuse(`not a plan of \`${SCHEMA}\``)
  const saved = new Map<string, SavedAccount>()
  const accounts: [string, unknown][] = []
  for (const entry of plan.accounts as unknown[]) {
    if (!isMap(entry)) throw refuse('expected an account, a map')
    const {name, profile, account, gateway, quotas} = entry
    const rules: [string, unknown][] = []
    const steps = new Map<string, SavedStep>()
    for (const step of Array.isArray(quotas) ? (quotas as unknown[]) : []) {
      if (!isMap(step)) throw refuse(`${String(name)}: expected a quota, a map`)
      const {quota, from, to, action, severe, ...rule} = step
      rules.push([String(quota), rule])
      steps.set(String(quota), {from, to, action, severe})
    }
    saved.set(String(name), {account, gateway, steps})
    accounts.push([String(name), {...(profile === null ? {} : {profile}), quotas: Object.fromEntries(rules)}])
  }
  const parsed = parseQuotasFile({fireq: 'quotas/v1', accounts: Object.fromEntries(accounts)})
  if ('faults' in parsed) {
    const [{path, message}] = parsed.faults as [{path: readonly string[]; message: string}]
    throw refuse(`${path.join('.')}: ${message}`)
  }
  return {accounts: parsed.accounts, saved}
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Holds a plan that was saved against one that was made now.
 * @throws AppError conflict when anything that it depends on is different by now
 */
export function assertUnchanged({saved}: SavedPlan, plans: readonly PlannedTarget[]): void {
  for (const {desired, account, gateway, steps, failure} of plans) {
    if (failure !== null) throw failure
    const then = saved.get(desired.name)
    if (then?.account !== account)
      throw stale(`${desired.name} was account ${shown(then?.account)} and is ${account} now`)
    if (then.gateway !== gateway)
      throw stale(`${account} was at ${shown(then.gateway)} and is at ${shown(gateway)} now`)
    for (const step of steps) {
      const before = then.steps.get(step.desired.quota)
      const now = savedStep(step)
      const changed = (Object.keys(now) as (keyof SavedStep)[]).find(field => before?.[field] !== now[field])
      if (changed === undefined) continue
      const words = `${changed} was ${shown(before?.[changed])} and is ${shown(now[changed])} now`
      throw stale(`${step.desired.quota} of ${account}: ${words}`)
    }
  }
}

/** A value of the file, which anybody may have edited, as a word. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return 'unknown'
  return printable(typeof value === 'string' ? value : JSON.stringify(value), 120)
}

function stale(why: string): AppError {
  return new AppError('conflict', `the plan is out of date: ${why}`, {
    hints: ['nothing was sent; make a new plan with `--plan-out`'],
  })
}
