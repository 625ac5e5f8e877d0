import type {ListedModel} from '../../domain/model/listed-model.js'
import {retirementText} from '../../domain/model/retirement.js'
import {printable} from '../../domain/text/printable.js'
import {formatUsd} from '../../domain/text/units.js'
import type {Field} from '../formats/delimited.js'
import {renderTable, type Column} from '../surface/table.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'

export const MODEL_FIELDS: readonly Field<ListedModel>[] = [
  {name: 'id', value: model => model.id},
  {name: 'name', value: model => model.name},
  {name: 'kind', value: model => model.kind},
  {name: 'served', value: model => model.served},
  {name: 'sizeClass', value: model => model.sizeClass},
  {name: 'parameters', value: model => model.parameters},
  {name: 'inputUsd', value: model => model.price?.input ?? null},
  {name: 'cachedInputUsd', value: model => model.price?.cachedInput ?? null},
  {name: 'outputUsd', value: model => model.price?.output ?? null},
  {name: 'retiresOn', value: model => model.retiresOn?.date ?? null},
  {name: 'daysLeft', value: model => model.daysLeft},
]

const PRICE = 'PRICE IN / OUT'

/** The catalogue as a table, and on a terminal where its prices come from. */
export async function modelListText(models: readonly ListedModel[], surface: Surface): Promise<string> {
  if (surface.decorated && models.length === 0) return 'The catalogue has no such model.\n'
  const {text, leftOut} = await renderTable(modelColumns(surface), [{heading: null, rows: models}], surface)
  const asOf = models.find(({price}) => price !== null)?.price?.asOf
  if (!surface.decorated || asOf === undefined || leftOut.includes(PRICE)) return text
  return `${text}${surface.colour.dim(`prices: USD per million tokens in / out, likely (${asOf})`)}\n`
}

export function modelColumns(surface: Surface): Column<ListedModel>[] {
  const {unknown} = glyphsFor(surface)
  const price = ({price}: ListedModel) =>
    price === null ? unknown : `${formatUsd(price.input)} / ${formatUsd(price.output)}`
  return [
    {header: 'NAME', field: 'name', text: model => printable(model.name) || unknown, shrinks: true},
    {
      header: 'SERVED',
      field: 'served',
      text: ({served}) => (served === null ? unknown : served ? 'yes' : 'no'),
      paint: (colour, cell, {served}) => (served === false ? colour.red(cell) : cell),
    },
    {header: 'SIZE', field: 'sizeClass', text: model => model.sizeClass, yieldsBelow: 16},
    {header: PRICE, text: price, align: 'right', yieldsBelow: 20},
    {
      header: 'RETIRES',
      field: 'retiresOn',
      text: ({retiresOn}) => (retiresOn === null ? unknown : retirementText(retiresOn)),
    },
    {
      header: 'DAYS LEFT',
      field: 'daysLeft',
      text: ({daysLeft}) => (daysLeft === null ? unknown : String(daysLeft)),
      align: 'right',
      yieldsBelow: 12,
    },
  ]
}
