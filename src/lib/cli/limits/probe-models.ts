import {defaultModel} from '../../app/model-catalogue.js'
import type {CatalogueModel} from '../../app/ports.js'
import type {ProbeTarget} from '../../app/probe-limits.js'
import {command} from '../../domain/action.js'
import {lastModel} from '../../config/last-model.js'
import {AppError} from '../../domain/errors.js'
import {displayModelName, parseModelNames, type ModelName} from '../../domain/limits/model-name.js'
import {modelPrice} from '../../domain/facts/models.js'
import {printable} from '../../domain/text/printable.js'
import type {CliIo} from '../io.js'
import {placeOf, settingInForce, type Session} from '../session.js'
import {readAll} from '../terminal.js'

/** Bytes of model names on standard input. Assumed: thousands of names. */
const MOST_STDIN_BYTES = 256 * 1024

/** The models named in arguments and flags, `-` standing for the lines of stdin; empty when none is. @throws AppError usage */
export async function namedModels(
  io: CliIo,
  session: Session,
  texts: readonly string[],
): Promise<readonly ModelName[]> {
  if (texts.length === 0) return []
  const lines = texts.includes('-') ? await readAll(io, io.stdin, MOST_STDIN_BYTES) : ''
  return parsed(session, [...texts.filter(text => text !== '-'), lines])
}

/** What is asked, and where the model came from when nobody named one. */
export interface ProbeTargets {
  readonly targets: readonly ProbeTarget[]
  /** A line for the person; null when the models were named. */
  readonly note: string | null
}

/**
 * The models to ask: those named, else the setting `model`, else the one probed last, else the cheapest serverless one of
 * the catalogue by the dated price table. Only then is the catalogue waited for before the question.
 * @throws AppError usage; and as the catalogue does
 */
export async function probeTargets(
  io: CliIo,
  session: Session,
  named: readonly ModelName[],
  catalogue: () => Promise<readonly CatalogueModel[]>,
): Promise<ProbeTargets> {
  if (named.length > 0) return {targets: named.map(({resource}) => ({model: resource})), note: null}
  const stored = settingInForce(io, {}, 'model')
  if (stored !== null) {
    const models = await parsed(session, [stored.value])
    return {
      targets: models.map(({resource}) => ({model: resource})),
      note: `no model named: asking ${models.map(({display}) => display).join(', ')}, the setting \`model\``,
    }
  }
  const last = session.source === 'sandbox' ? null : lastModel(placeOf(io))
  if (last !== null) {
    return {
      targets: [{model: last}],
      note: `no model named: asking ${printable(displayModelName(last))}, the one probed last`,
    }
  }
  const {name} = await defaultModel(catalogue)
  const price = modelPrice(name)
  const cheapest = price === null ? 'the smallest' : `the cheapest by list prices of ${price.validFrom}`
  return {
    targets: [{model: name}],
    note: `no model named: asking ${printable(displayModelName(name))}, ${cheapest} of the serverless catalogue`,
  }
}

async function parsed(session: Session, texts: readonly string[]): Promise<readonly ModelName[]> {
  // `model#deployment` is short for a deployment of one's own account, which perhaps only the key tells.
  const ownDeployment = texts.some(text => /#[^/,\s]+(?:[,\s]|$)/.test(text))
  const accountId = ownDeployment ? await session.account() : session.knownAccount
  const {models, refused} = parseModelNames(texts, {accountId})
  const [first] = refused
  if (first) {
    throw new AppError('usage', `\`${printable(first.text, 120)}\` is not a model name: ${first.reason}`, {
      hints: refused.length > 1 ? [`${refused.length} names cannot be read; nothing was sent`] : ['nothing was sent'],
    })
  }
  if (models.length > 0) return models
  throw new AppError('usage', 'no model is named', {hints: [['for example ', command('limits', 'probe', 'kimi-k3')]]})
}
