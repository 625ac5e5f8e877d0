import {parseCondition, parseSorting, type Condition, type RowChoice} from '../../domain/list/shape.js'

/** What the shaping flags of a line ask of a list. */
export interface Shaping extends RowChoice {
  /** Columns of csv, tsv and text, in this order; null: the usual ones. */
  readonly columns: readonly string[] | null
  /** Whether csv, tsv and text begin with their header row. */
  readonly headers: boolean
}

/** The shaping flags as parsed; a command's own flags may have none of them. */
export interface ShapingFlagValues {
  columns?: string[]
  'no-headers'?: boolean
  sort?: string
  limit?: number
  where?: string[]
  status?: string[]
  group?: string[]
}

/** What the flags choose; null when they choose nothing. @throws AppError usage */
export function shapingOf(values: object): Shaping | null {
  const flags = values as ShapingFlagValues
  const where: Condition[] = [
    ...(flags.where ?? []).map(parseCondition),
    ...(['status', 'group'] as const).flatMap(field => {
      const names = flags[field]
      return Array.isArray(names) ? [{field, values: names.flatMap(name => name.split(','))}] : []
    }),
  ]
  const sort = flags.sort === undefined ? null : parseSorting(flags.sort)
  const columns = Array.isArray(flags.columns) ? flags.columns.flatMap(name => name.split(',')) : null
  const headers = flags['no-headers'] !== true
  const limit = flags.limit ?? null
  const chosen = where.length > 0 || sort !== null || columns !== null || limit !== null || !headers
  return chosen ? {where, sort, limit, columns, headers} : null
}
