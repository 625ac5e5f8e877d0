import {AppError} from '../domain/errors.js'
import {formatWholeNumber} from '../domain/text/units.js'
import type {ApiAnswer, Gateway} from './ports.js'

/** Pages read of one path. Assumed: 200,000 of anything is no list of an account. */
const MOST_PAGES = 1000
/** Rows of all pages but the first, which may be 10 MB alone. Source: as every other list. */
const MOST_ROWS = 100_000

type Json = Readonly<Record<string, unknown>>

/**
 * A GET of the account API; with `paginate` every page of it as one answer: the lists joined, everything else as the
 * first page has it.
 * @throws AppError bad-response when the pages never end, refused above a hundred thousand rows
 */
export async function readApi(gateway: Gateway, path: string, {paginate}: {paginate: boolean}): Promise<ApiAnswer> {
  const first = await gateway.getPath(path)
  if (!paginate || tokenOf(first.value) === null) return first
  const joined: Record<string, unknown> = {...(first.value as Json)}
  let rows = 0
  const seen = new Set<string>()
  for (let token = tokenOf(first.value); token !== null;) {
    if (seen.has(token) || seen.size >= MOST_PAGES) {
      throw new AppError('bad-response', 'the API gave page tokens without end', {hints: ['leave out `--paginate`']})
    }
    seen.add(token)
    const page = (await gateway.getPath(withToken(path, token))).value as Json
    for (const [name, value] of Object.entries(page)) {
      if (!Array.isArray(value)) continue
      rows += value.length
      if (rows > MOST_ROWS) {
        const hints = ['narrow it with `?filter=`, or leave out `--paginate`']
        throw new AppError('refused', `the list has more than ${formatWholeNumber(MOST_ROWS)} rows`, {hints})
      }
      if (!Array.isArray(joined[name])) joined[name] = []
      for (const row of value as unknown[]) (joined[name] as unknown[]).push(row)
    }
    token = tokenOf(page)
  }
  delete joined['nextPageToken']
  return {value: joined, text: JSON.stringify(joined)}
}

function tokenOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const token = (value as Json)['nextPageToken']
  return typeof token === 'string' && token !== '' ? token : null
}

function withToken(path: string, token: string): string {
  const [start = '', query = ''] = path.split('?', 2)
  const parameters = new URLSearchParams(query)
  parameters.set('pageToken', token)
  return `${start}?${parameters.toString()}`
}
