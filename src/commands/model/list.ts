import * as Flags from '@oclif/core/flags'
import {listModels, type ModelList as Models} from '../../lib/app/list-models.js'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {listForms} from '../../lib/cli/list/list-forms.js'
import {shapingFlags} from '../../lib/cli/list/flags.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {parseDays} from '../../lib/domain/text/span.js'
import {MODEL_FIELDS, modelColumns, modelListText} from '../../lib/render/views/model-list.js'
import {cite} from '../../lib/domain/facts/fact.js'
import {MODEL_LIFE} from '../../lib/domain/facts/model-life.js'
import {PRIORITY_PRICE_FACTOR} from '../../lib/domain/facts/models.js'

export default class ModelList extends FireqCommand {
  static override hiddenAliases = ['models:list']
  static override summary = 'the public models: served or not, size class, price, retirement date'
  static override description = `The catalogue comes from the API; prices are list prices of third parties, ${cite(PRIORITY_PRICE_FACTOR)}; \`fireq help rate-limits\` has the size classes. Routers (-fast, -us) may have no date of their own, ${MODEL_LIFE.routers.certainty}: the date shown is that of their base model, and they may go before it.`
  static override examples = [
    {command: 'fireq model list --serverless', description: 'what serverless serves'},
    {command: 'fireq model list --retiring 30d', description: 'what goes within a month, or has gone'},
    {command: 'fireq model list --size small --sort outputUsd -o csv', description: 'by price, for a spreadsheet'},
  ]
  static override flags = {
    ...shapingFlags(MODEL_FIELDS),
    serverless: Flags.boolean({description: 'only models that serverless serves'}),
    retiring: Flags.custom<number>({
      description: 'only models that retire within so many days, or have retired',
      helpValue: '30d',
      parse: text => Promise.resolve(parseDays('--retiring', text)),
    })(),
    size: Flags.option({
      description: 'only models of this size class',
      options: ['small', 'medium', 'large'] as const,
    })(),
  }

  async run(): Promise<CommandResult | void> {
    const {flags} = await this.parse(ModelList)
    const choice = {
      ...(flags.serverless ? {serverless: true} : {}),
      ...(flags.retiring === undefined ? {} : {retiringWithinDays: flags.retiring}),
      ...(flags.size === undefined ? {} : {size: flags.size}),
    }
    const session = await this.session()
    const ask = () => listModels(session.gateway, choice, this.io.clock.now())
    return this.rounds(async () => {
      const {models} = await this.waiting('reading the catalogue', ask())
      return this.result('fireq.model.list/v1', {session, ...modelForms(models)})
    })
  }
}

const modelForms = (rows: Models['models']) =>
  listForms({
    rows,
    fields: MODEL_FIELDS,
    id: model => model.name,
    data: models => ({models}),
    text: modelListText,
    columns: modelColumns,
  })
