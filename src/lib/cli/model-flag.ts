import * as Flags from '@oclif/core/flags'
import {AppError} from '../domain/errors.js'
import {parseModelName} from '../domain/limits/model-name.js'
import type {CliIo} from './io.js'
import type {GlobalFlagValues} from './flags.js'
import {placeOf, sandboxScenario, settingInForce} from './session.js'

/** `-m, --model`. */
export const modelFlag = (description: string) => Flags.string({char: 'm', description, helpValue: 'MODEL'})

/**
 * The model of `--model`, environment or config file as a full resource name; null when nobody names one.
 * @throws AppError usage for what is not a model name
 */
function namedModel(io: CliIo, flag: string | undefined): string | null {
  const named = settingInForce(io, flag === undefined ? {} : {model: flag}, 'model')
  if (named === null) return null
  const parsed = parseModelName(named.value)
  if (parsed.ok) return parsed.model.resource
  const from = named.detail === '' ? 'the model' : named.detail
  throw new AppError('usage', `${from} \`${named.value}\`: ${parsed.reason}`, {
    hints: ['for example `--model kimi-k3`'],
  })
}

/**
 * The model to ask when one is needed: the one named, else the one probed last; null for the cheapest of the catalogue. A
 * sandbox is new in each run: nothing was probed there before.
 * @throws AppError usage for what is not a model name
 */
export async function modelToAsk(
  io: CliIo,
  flags: GlobalFlagValues & {readonly model?: string | undefined},
): Promise<string | null> {
  const named = namedModel(io, flags.model)
  if (named !== null || sandboxScenario(io, flags) !== null) return named
  const {lastModel} = await import('../config/last-model.js')
  return lastModel(placeOf(io))
}
