import {cite} from '../../domain/facts/fact.js'
import {modelPrice} from '../../domain/facts/models.js'
import {GROWTH_CITED, GROWTH_RULE} from '../../domain/facts/rate-limits.js'
import type {LimitsPlan, PlanNeed, PlanStep} from '../../domain/limits/plan.js'
import {DIMENSION_WORDS} from '../../domain/limits/rate-limit.js'
import {printable} from '../../domain/text/printable.js'
import {formatNumber, formatUsd} from '../../domain/text/units.js'
import type {Field} from '../formats/delimited.js'
import {renderTable, type Column} from '../surface/table.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'

export const PLAN_FIELDS: readonly Field<PlanStep>[] = [
  {name: 'step', value: step => step.step},
  {name: 'atLeastMinutes', value: step => step.atLeastMinutes},
  {name: 'limit', value: step => step.limit},
  {name: 'load', value: step => step.load},
]

/** The answer, what each limit needs, then the ramp. */
export async function limitsPlanText(model: string, plan: LimitsPlan, surface: Surface): Promise<string> {
  const needs = await renderTable(needColumns(surface), [{heading: null, rows: plan.needs}], surface)
  const steps =
    plan.steps.length === 0 ? '' : (await renderTable(stepColumns(), [{heading: null, rows: plan.steps}], surface)).text
  const price = modelPrice(model)
  const cost =
    plan.costPerDayUsd === null || price === null
      ? 'cost: no list has its price'
      : `cost: ${formatUsd(Math.ceil(plan.costPerDayUsd * 100) / 100)} a day by list prices, ${cite(price)}`
  const lines = notes(plan)
    .map(line => `${line}\n`)
    .join('')
  return `${surface.colour.bold(`${printable(model, 120)}: ${planAnswer(plan)}`)}\n${needs.text}${steps}${cost}\n${lines}`
}

/** One sentence: does it fit, what stops it, how long until it does. */
export function planAnswer({needs, binding, steps, reachable}: LimitsPlan): string {
  const word = binding === 'monthly-spend' ? 'the monthly spend limit' : DIMENSION_WORDS[binding]
  const requests = needs.find(({dimension}) => dimension === 'requests')!
  if (!requests.fits) {
    return `not reachable: ${formatNumber(requests.needed)} requests per minute, the account may send ${formatNumber(requests.now)}`
  }
  if (reachable === false) return `not reachable: ${word} would need more than the upper bound`
  if (steps.length === 0) {
    return binding === 'monthly-spend' ? `fits the rate limits; ${word} binds first` : `fits now; ${word} come closest`
  }
  const minutes = steps.at(-1)!.atLeastMinutes
  const unsure = reachable === null ? '; whether your tier reaches it is not known' : ''
  const binds = binding === 'monthly-spend' ? 'binds' : 'bind'
  return `${word} ${binds} first: at least ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}, ${formatNumber(minutes)} minutes${unsure}`
}

function notes({grows, steps, needs}: LimitsPlan): string[] {
  const {growBy, growEveryMinutes, growAboveUse, resetAfterHours} = GROWTH_RULE
  const half = `${growAboveUse.value * 100}%`
  const growth = `a limit grows by at most ${Math.round((growBy.value - 1) * 100)}% every ${growEveryMinutes.value} minutes while more than ${half} of it is used, ${GROWTH_CITED}`
  const over = needs.some(({fits}) => !fits)
  return [
    ...(grows ? [] : [`you are below half used: it will not grow`]),
    ...(steps.length > 0 || over ? [growth] : []),
    `${resetAfterHours.value} hours without a request to the model take it back to where it started, ${cite(resetAfterHours)}`,
  ]
}

function needColumns(surface: Surface): Column<PlanNeed>[] {
  const {unknown} = glyphsFor(surface)
  return [
    {header: 'PER MINUTE', text: ({dimension}) => DIMENSION_WORDS[dimension], shrinks: true},
    {header: 'NEEDED', text: ({needed}) => formatNumber(Math.ceil(needed)), align: 'right'},
    {header: 'NOW', text: ({now}) => formatNumber(now), align: 'right'},
    {
      header: 'UPPER BOUND',
      text: ({upperBound}) => (upperBound === null ? unknown : formatNumber(upperBound)),
      align: 'right',
      yieldsBelow: 12,
    },
    {header: 'FITS', text: ({fits}) => (fits ? 'yes' : 'no')},
  ]
}

function stepColumns(): Column<PlanStep>[] {
  return [
    {header: 'STEP', text: ({step}) => String(step), align: 'right'},
    {
      header: 'AT LEAST',
      text: ({atLeastMinutes}) => `${formatNumber(atLeastMinutes)} min`,
      align: 'right',
      shrinks: true,
    },
    {header: 'LIMIT', text: ({limit}) => formatNumber(limit), align: 'right'},
    {header: 'REQUESTS/MIN', text: ({load}) => formatNumber(load), align: 'right'},
  ]
}

export const SCHEDULES = ['k6', 'vegeta'] as const
export type Schedule = (typeof SCHEDULES)[number]

/** The ramp, and one more step at the whole load, as input of a load generator. */
export function scheduleText(kind: Schedule, {steps, load}: LimitsPlan): string {
  const rates = [...steps.map(step => step.load), load.requestsPerMinute].map(rate => Math.max(1, Math.floor(rate)))
  const minutes = GROWTH_RULE.growEveryMinutes.value
  if (kind === 'vegeta') {
    return rates
      .map(
        (rate, at) =>
          `vegeta attack -targets=targets.txt -rate=${rate}/1m -duration=${minutes}m -output=step-${at + 1}.bin\n`,
      )
      .join('')
  }
  const stages = rates.flatMap(rate => [
    {target: rate, duration: '0s'},
    {target: rate, duration: `${minutes}m`},
  ])
  const most = Math.max(...rates)
  const scenario = {
    executor: 'ramping-arrival-rate',
    startRate: rates[0],
    timeUnit: '1m',
    preAllocatedVUs: Math.min(1000, Math.max(10, Math.ceil(most / 6))),
    stages,
  }
  return `${JSON.stringify({scenarios: {ramp: scenario}}, null, 2)}\n`
}
