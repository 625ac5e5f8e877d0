import {AppError, type Warning} from '../domain/errors.js'
import {PAGES} from '../domain/facts/api.js'
import {formatWholeNumber} from '../domain/text/units.js'
import {shellWord} from '../domain/text/shell-word.js'
import type {ListOptions, Page} from './ports.js'

/** The largest page the API gives; larger ones are cut to it. */
export const LARGEST_PAGE = PAGES.largest.value
/**
 * Rows read of one list: a hundred megabytes. Assumed: no account has a tenth of it. It is a server's large pages that
 * are cut off here.
 */
const MOST_ROWS = 100_000
/** Pages read of one list. Assumed: 200,000 of anything is no list of an account, but a server that never ends one. */
const MOST_PAGES = 1000

export interface Listing<T> {
  readonly items: T[]
  /** Where the next page starts when only one was asked for; null when there is none. */
  readonly nextPageToken: string | null
}

/**
 * Reads every page, or one with `onePage`. Pages form a chain of tokens, so they cannot be asked for at once.
 * @throws AppError refused above a hundred thousand rows; bad-response when a page token comes a second time, or new ones come without end
 */
export async function allPages<T>(
  read: (options: ListOptions) => Promise<Page<T>>,
  options: ListOptions & {readonly onePage?: boolean},
): Promise<Listing<T>> {
  const {onePage = false, ...asked} = options
  if (onePage) {
    const page = await read(asked)
    return {items: [...page.items], nextPageToken: page.nextPageToken}
  }
  const items: T[] = []
  const seen = new Set<string>()
  let pageToken = asked.pageToken
  for (;;) {
    const page = await read({pageSize: LARGEST_PAGE, ...asked, ...(pageToken === undefined ? {} : {pageToken})})
    if (items.length + page.items.length > MOST_ROWS) throw tooManyRows()
    for (const item of page.items) items.push(item)
    if (page.nextPageToken === null) return {items, nextPageToken: null}
    pageToken = page.nextPageToken
    if (seen.has(pageToken)) {
      throw new AppError('bad-response', 'the API gave the same page token twice, so its list would never end', {
        hints: ['try again later, or read one page with `--no-paginate`'],
      })
    }
    seen.add(pageToken)
    if (seen.size >= MOST_PAGES) {
      throw new AppError('bad-response', `the list did not end within ${MOST_PAGES} pages`, {
        hints: ['narrow it with `--filter`, ask for larger pages with `--page-size`, or for one with `--no-paginate`'],
      })
    }
  }
}

function tooManyRows(): AppError {
  return new AppError('refused', `the list has more than ${formatWholeNumber(MOST_ROWS)} rows`, {
    hints: ['narrow it with `--filter`, or read one page with `--no-paginate`'],
  })
}

/** Tells that a list was cut by `--no-paginate`: a short list must not pass for a whole one. */
export function morePages(listing: Listing<unknown>): Warning[] {
  if (listing.nextPageToken === null) return []
  return [{code: 'more-pages', message: `there are more: \`--page-token ${shellWord(listing.nextPageToken)}\``}]
}
