import {command} from '../../../domain/action.js'
import {writeFileSync} from 'node:fs'
import {systemCode} from '../../../config/file-reading.js'
import {isSevere, type QuotaStep} from '../../../app/plan-quotas.js'
import {AppError} from '../../../domain/errors.js'
import {parseQuotasFile, type DesiredAccount} from '../../../domain/quota/quotas-file.js'
import {serialise} from '../../../render/formats/document.js'
import type {CliIo} from '../../io.js'
import {textOf} from './file.js'
import type {PlannedTarget} from './targets.js'

const SCHEMA = 'fireq.quota.plan/v1'

/** A plan as it was saved: what was wanted, and what every quota was then. */
export interface SavedPlan {
  readonly source: string
  readonly accounts: readonly DesiredAccount[]
  /** By the file's name of the account, then by quota. */
  readonly steps: Readonly<Record<string, Readonly<Record<string, SavedStep>>>>
}

interface SavedStep {
  readonly from: number | null
  readonly to: number | null
  readonly action: QuotaStep['action']
  readonly severe: boolean
}

/** Saves a plan. @throws AppError refused when the file cannot be written */
export function savePlan(io: CliIo, file: string, plans: readonly PlannedTarget[]): void {
  const accounts = plans.map(({desired, account, steps}) => ({
    name: desired.name,
    profile: desired.profile,
    account,
    quotas: steps.map(step => ({
      quota: step.desired.quota,
      [step.desired.rule]: step.desired.value,
      confirm: step.desired.confirmed,
      ...savedStep(step),
    })),
  }))
  const createdAt = new Date(io.clock.now()).toISOString()
  const document = {schema: SCHEMA, createdAt, source: plans[0]?.source ?? 'live', accounts}
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
    content = JSON.parse(await textOf(io, file))
  } catch (error) {
    if (error instanceof AppError) throw error
    throw refuse(`not valid JSON: ${(error as Error).message}`)
  }
  const plan = content as {schema?: unknown; source?: unknown; accounts?: unknown} | null
  if (plan?.schema !== SCHEMA || !Array.isArray(plan.accounts)) throw refuse(`not a plan of \`${SCHEMA}\``)
  const steps: Record<string, Record<string, SavedStep>> = {}
  const accounts: Record<string, unknown> = {}
  for (const {name, profile, quotas} of plan.accounts as SavedAccount[]) {
    const rules: Record<string, unknown> = {}
    const own = (steps[String(name)] = {} as Record<string, SavedStep>)
    for (const {quota, from, to, action, severe, ...rule} of Array.isArray(quotas) ? quotas : []) {
      rules[String(quota)] = rule
      own[String(quota)] = {from, to, action, severe}
    }
    accounts[String(name)] = {...(profile === null ? {} : {profile}), quotas: rules}
  }
  const parsed = parseQuotasFile({fireq: 'quotas/v1', accounts})
  if ('faults' in parsed) {
    const [{path, message}] = parsed.faults as [{path: readonly string[]; message: string}]
    throw refuse(`${path.join('.')}: ${message}`)
  }
  return {source: String(plan.source), accounts: parsed.accounts, steps}
}

interface SavedAccount {
  readonly name: unknown
  readonly profile: unknown
  readonly quotas: (SavedStep & {readonly quota: unknown})[]
}

/**
 * Holds a plan that was saved against one that was made now.
 * @throws AppError conflict when anything that it depends on is different by now
 */
export function assertUnchanged(saved: SavedPlan, plans: readonly PlannedTarget[]): void {
  for (const {desired, account, source, steps, failure} of plans) {
    if (failure !== null) throw failure
    if (source !== saved.source) throw stale(`it was made on ${saved.source} accounts, these are ${source}`)
    for (const step of steps) {
      const before = saved.steps[desired.name]?.[step.desired.quota]
      const now = savedStep(step)
      const changed = (Object.keys(now) as (keyof SavedStep)[]).find(field => before?.[field] !== now[field])
      if (changed === undefined) continue
      const words = `${changed} was ${String(before?.[changed] ?? 'unknown')} and is ${String(now[changed] ?? 'unknown')} now`
      throw stale(`${step.desired.quota} of ${account}: ${words}`)
    }
  }
}

function stale(why: string): AppError {
  return new AppError('conflict', `the plan is out of date: ${why}`, {
    hints: ['nothing was sent; make a new plan with `--plan-out`'],
  })
}
