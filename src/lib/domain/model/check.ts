import type {CheckItem, CheckSeverity} from '../check/verdict.js'
import {retiredModel} from '../facts/models.js'
import {baseModelId, isDedicatedName, parseModelName} from '../limits/model-name.js'
import {printable} from '../text/printable.js'
import {routerOf, type ListedModel} from './listed-model.js'
import {retirementText} from './retirement.js'

/** A model as somebody named it, and where. */
export interface NamedModel {
  /** As written. */
  readonly text: string
  /** null for an argument. */
  readonly place: {readonly file: string; readonly line: number} | null
}

export interface ModelCheckOptions {
  /** Days: a model that goes within them is a warning. */
  readonly withinDays: number
  /** A model of which nobody can say whether it lives fails the check. */
  readonly strict: boolean
  /** What takes a model's place, by its name; from `--rules`, never guessed. */
  readonly replacements?: ReadonlyMap<string, string>
}

interface Judgement {
  readonly severity: CheckSeverity
  readonly detail: string
  readonly model: ListedModel | null
}

/**
 * Holds every named model against the catalogue. A model of another account, and one on a deployment of one's own, is not
 * judged by the serverless date.
 */
export function checkModels(
  named: readonly NamedModel[],
  listed: readonly ListedModel[],
  options: ModelCheckOptions,
): CheckItem[] {
  const byId = new Map(listed.map(model => [model.id, model]))
  return named.map(({text, place}) => {
    const {severity, detail, model} = judge(text, byId, options)
    const parsed = parseModelName(text)
    const name = parsed.ok ? parsed.model.display : printable(text, 120)
    const replacement = options.replacements?.get(name)
    const message = `${name}: ${detail}${replacement === undefined ? '' : `; use ${replacement} instead`}`
    return {
      name,
      rule: `served for ${options.withinDays} more days`,
      severity,
      message,
      binding: options.strict,
      place,
      document: {
        model: name,
        file: place?.file ?? null,
        line: place?.line ?? null,
        served: model?.served ?? null,
        retiresOn: model?.retiresOn ?? null,
        daysLeft: model?.daysLeft ?? null,
        severity,
        message,
      },
    }
  })
}

function judge(text: string, byId: ReadonlyMap<string, ListedModel>, options: ModelCheckOptions): Judgement {
  const parsed = parseModelName(text, {accountId: 'account'})
  if (!parsed.ok) return {severity: 'unknown', detail: `not a model name: ${parsed.reason}`, model: null}
  const {resource} = parsed.model
  if (isDedicatedName(resource)) {
    return {severity: 'ok', detail: 'runs on a deployment; the serverless date does not apply', model: null}
  }
  if (!resource.startsWith('accounts/fireworks/')) {
    return {severity: 'ok', detail: 'a model of an account; the catalogue does not list it', model: null}
  }
  const model = byId.get(resource) ?? routerByBase(resource, byId)
  return model === null ? notListed(resource) : judgeListed(model, options)
}

/** The API lists no routers: one goes with its base model, or before it. */
function routerByBase(resource: string, byId: ReadonlyMap<string, ListedModel>): ListedModel | null {
  const [, name] = /^accounts\/fireworks\/routers\/(.+)$/.exec(resource) ?? []
  if (name === undefined) return null
  const base = byId.get(`accounts/fireworks/models/${baseModelId(name)}`)
  return base === undefined ? null : routerOf(base, name)
}

function notListed(resource: string): Judgement {
  const retired = retiredModel(resource)
  if (retired !== null) {
    const when = retired.retiredOn === null ? '' : ` on ${retired.retiredOn}`
    return {severity: 'critical', detail: `retired from serverless${when}`, model: null}
  }
  if (resource.includes('/routers/')) {
    return {severity: 'unknown', detail: 'a router whose base model the catalogue does not list', model: null}
  }
  return {severity: 'critical', detail: 'not in the catalogue', model: null}
}

function judgeListed(model: ListedModel, {withinDays}: ModelCheckOptions): Judgement {
  const {retiresOn, daysLeft, served, kind} = model
  const gone = retiredModel(model.id)
  if (served === false || (daysLeft !== null && daysLeft < 0)) {
    const date = retiresOn !== null && daysLeft! <= 0 ? retirementText(retiresOn) : null
    const when = date ?? (gone?.retiredOn ? `on ${gone.retiredOn}` : null)
    const word = when === null && gone === null ? 'not served serverless' : 'retired from serverless'
    return {severity: 'critical', detail: when === null ? word : `${word} ${when}`, model}
  }
  if (retiresOn !== null && daysLeft !== null) {
    const days = daysLeft === 1 ? 'in 1 day' : `in ${daysLeft} days`
    const base = kind === 'router' ? 'its base model retires' : 'retires'
    const detail = `${base} ${retirementText(retiresOn)}, ${daysLeft === 0 ? 'today' : days}`
    return {severity: daysLeft <= withinDays ? 'warning' : 'ok', detail, model}
  }
  if (kind === 'router')
    return {severity: 'ok', detail: 'its base model is served, no retirement date is published', model}
  if (served === null) return {severity: 'unknown', detail: 'the catalogue does not say whether it is served', model}
  return {severity: 'ok', detail: 'served, no retirement date is published', model}
}
