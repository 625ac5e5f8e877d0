import type {Field} from '../formats/delimited.js'

/** A row of firectl's `usage_costs.csv`. */
export interface ExportedCost {
  readonly accountId: string
  readonly date: string
  readonly dimension: string
  readonly value: string
  /** Nine decimals. */
  readonly subtotal: string
  readonly currency: string
}

/** firectl's columns, by its names. Source: firectl's documentation, 2026. */
export const EXPORT_FIELDS: readonly Field<ExportedCost>[] = [
  {name: 'account_id', value: row => row.accountId},
  {name: 'date', value: row => row.date},
  {name: 'group_by_dimension', value: row => row.dimension},
  {name: 'group_by_value', value: row => row.value},
  {name: 'subtotal_usd', value: row => row.subtotal},
  {name: 'currency', value: row => row.currency},
]
