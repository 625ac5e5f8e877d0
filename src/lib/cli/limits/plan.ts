import {readCatalogue} from '../../app/model-catalogue.js'
import {NOTHING_READ, planFor, readForPlan, type PlanReading} from '../../app/plan-limits.js'
import {parsePercentage} from '../../domain/check/rules.js'
import {AppError} from '../../domain/errors.js'
import {displayModelName, parseModelName} from '../../domain/limits/model-name.js'
import type {LimitsPlan, PlannedLoad} from '../../domain/limits/plan.js'
import {limitsPlanText, PLAN_FIELDS, scheduleText, type Schedule} from '../../render/views/limits-plan.js'
import {isDocument, type GlobalFlagValues} from '../flags.js'
import {write, type CliIo} from '../io.js'
import {rowsOf, type CommandResult} from '../result.js'
import {hasKey, type Session} from '../session.js'
import {probeTargets} from './probe-models.js'

const PER_MINUTE: Readonly<Record<string, number>> = {s: 60, m: 1, min: 1, h: 1 / 60, d: 1 / 1440}

/** `500/m`, `8/s`, `30000/h`: requests per minute. @throws AppError usage */
export function parseRate(flag: string, text: string): number {
  const match = /^(\d{1,9}(?:\.\d{1,6})?)\/(s|m|min|h|d)$/.exec(text.trim())
  const rate = match ? Number(match[1]) * PER_MINUTE[match[2]!]! : Number.NaN
  if (rate > 0) return rate
  throw new AppError('usage', `\`${flag} ${text}\` is not a rate`, {
    hints: [`for example \`${flag} 500/m\` or \`8/s\``],
  })
}

/** `0.5` or `50%`. @throws AppError usage */
export function parseShare(flag: string, text: string): number {
  const percentage = parsePercentage(text)
  const share = percentage.ok ? percentage.value : /^[01](?:\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN
  if (share >= 0 && share <= 1) return share
  throw new AppError('usage', `\`${flag} ${text}\` is not a part from 0 to 1`, {hints: [`for example \`${flag} 0.5\``]})
}

/** `data` of `fireq.limits.plan/v1`. */
export interface LimitsPlanDocument extends LimitsPlan {
  readonly model: string
}

/**
 * The plan of a load. With a key the limits in effect are read by one tiny request; without one the documents' numbers count.
 * @throws AppError usage without a key and a model
 */
export async function planResult(
  io: CliIo,
  flags: GlobalFlagValues & {model?: string; schedule?: Schedule},
  load: PlannedLoad,
  connect: () => Promise<Session>,
): Promise<CommandResult<LimitsPlanDocument>> {
  const session = (await hasKey(io, flags)) ? await connect() : null
  const model = await plannedModel(io, flags, session)
  const reading: PlanReading = session === null ? NOTHING_READ : await readNow(io, session, model)
  const {plan, warnings} = planFor(model, load, reading, io.clock.now())
  const {schedule} = flags
  return {
    schema: 'fireq.limits.plan/v1',
    source: session?.source ?? 'offline',
    account: session === null ? null : await session.account(),
    data: {model, ...plan},
    warnings: [...(session?.warnings ?? []), ...warnings],
    text: surface =>
      schedule === undefined ? limitsPlanText(displayModelName(model), plan, surface) : scheduleText(schedule, plan),
    delimited: rowsOf(PLAN_FIELDS, plan.steps),
  }
}

function readNow(io: CliIo, session: Session, model: string): Promise<PlanReading> {
  const {inference, gateway} = session
  let reading: ReturnType<typeof readCatalogue> | undefined
  const catalogue = () => (reading ??= readCatalogue(gateway))
  const ports = {inference, gateway, clock: io.clock, signal: io.signal, catalogue, account: () => session.account()}
  return readForPlan(ports, model)
}

async function plannedModel(
  io: CliIo,
  flags: GlobalFlagValues & {model?: string},
  session: Session | null,
): Promise<string> {
  if (flags.model !== undefined) {
    const parsed = parseModelName(flags.model, {accountId: session?.knownAccount ?? null})
    if (parsed.ok && parsed.model.dedicated) {
      throw new AppError(
        'usage',
        `\`--model ${flags.model}\` runs on a deployment: serverless rate limits and prices do not apply`,
        {
          hints: ['name the model alone, for example `--model kimi-k3`'],
        },
      )
    }
    if (parsed.ok) return parsed.model.resource
    throw new AppError('usage', `\`--model ${flags.model}\`: ${parsed.reason}`, {
      hints: ['for example `--model kimi-k3`'],
    })
  }
  if (session === null) {
    throw new AppError('usage', 'no model is named, and without a key none can be chosen', {
      hints: ['add `--model kimi-k3`, or log in with `fireq auth login`'],
    })
  }
  const {targets, note} = await probeTargets(io, session, [], () => readCatalogue(session.gateway))
  if (note !== null && flags.quiet !== true && !isDocument(flags)) await write(io.stderr, `${note}\n`)
  return targets[0]!.model
}
