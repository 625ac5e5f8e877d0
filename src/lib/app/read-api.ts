import {AppError} from '../domain/errors.js'
import type {ApiAnswer, Gateway} from './ports.js'

/** Pages read of one path. Assumed: 200,000 of anything is no list of an account. */
const MOST_PAGES = 1000

type Json = Readonly<Record<string, unknown>>

/**
 * A GET of the account API; with `paginate` every page of it as one answer: the lists joined, everything else as the
 * first page has it.
 * @throws AppError bad-response when the pages never end
 */
export async function readApi(gateway: Gateway, path: string, {paginate}: {paginate: boolean}): Promise<ApiAnswer> {
  const first = await gateway.getPath(path)
  if (!paginate || tokenOf(first.value) === null) return first
  const joined: Record<string, unknown> = {...(first.value as Json)}
  const seen = new Set<string>()
  for (let token = tokenOf(first.value); token !== null;) {
    if (seen.has(token) || seen.size >= MOST_PAGES) {
      throw new AppError('bad-response', 'the API gave page tokens without end', {hints: ['leave out `--paginate`']})
    }
    seen.add(token)
    const page = (await gateway.getPath(withToken(path, token))).value as Json
    for (const [name, value] of Object.entries(page)) {
      const before = joined[name]
      if (Array.isArray(value))
        joined[name] = [...(Array.isArray(before) ? (before as unknown[]) : []), ...(value as unknown[])]
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
