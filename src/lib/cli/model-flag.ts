import * as Flags from '@oclif/core/flags'
import {AppError} from '../domain/errors.js'
import {parseModelName} from '../domain/limits/model-name.js'
import type {CliIo} from './io.js'
import {settingInForce} from './session.js'

/** `-m, --model`. */
export const modelFlag = (description: string) => Flags.string({char: 'm', description, helpValue: 'MODEL'})

/**
 * The model of `--model`, environment or config file as a full resource name; null when nobody names one.
 * @throws AppError usage for what is not a model name
 */
export function namedModel(io: CliIo, flag: string | undefined): string | null {
  const named = settingInForce(io, flag === undefined ? {} : {model: flag}, 'model')
  if (named === null) return null
  const parsed = parseModelName(named.value)
  if (parsed.ok) return parsed.model.resource
  const from = named.detail === '' ? 'the model' : named.detail
  throw new AppError('usage', `${from} \`${named.value}\`: ${parsed.reason}`, {
    hints: ['for example `--model kimi-k3`'],
  })
}
