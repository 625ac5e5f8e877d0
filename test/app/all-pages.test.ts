import {describe, expect, it, test} from '@jest/globals'
import {allPages, LARGEST_PAGE, morePages} from '../../src/lib/app/all-pages.js'
import type {ListOptions, Page} from '../../src/lib/app/ports.js'
import {failureOf} from '../support/connection.js'
import {aFailure, pageOf} from '../support/memory-gateway.js'

/** Reads the given pages in turn, the last again and again, and keeps what it was asked for. */
function reader(...pages: Page<number>[]) {
  const asked: ListOptions[] = []
  return {
    asked,
    read: (options: ListOptions) => {
      asked.push(options)
      return Promise.resolve(pages[Math.min(asked.length, pages.length) - 1]!)
    },
  }
}

describe('all pages', () => {
  it('are read one after the other, as large as the API gives them', async () => {
    const {asked, read} = reader(pageOf([1, 2], 'a'), pageOf([3], 'b'), pageOf([4]))
    expect(await allPages(read, {})).toEqual({items: [1, 2, 3, 4], nextPageToken: null})
    expect(LARGEST_PAGE).toBe(200)
    expect(asked).toEqual([{pageSize: 200}, {pageSize: 200, pageToken: 'a'}, {pageSize: 200, pageToken: 'b'}])
  })

  it('keep to the filter, the order and the page size asked for, and start where they were told', async () => {
    const {asked, read} = reader(pageOf([1], 'b'), pageOf([]))
    const options = {filter: 'value>0', orderBy: 'value desc', pageSize: 2}
    expect(await allPages(read, {...options, pageToken: 'a', onePage: false})).toEqual({
      items: [1],
      nextPageToken: null,
    })
    expect(asked).toEqual([
      {...options, pageToken: 'a'},
      {...options, pageToken: 'b'},
    ])
  })

  it('may be none but an empty one', async () => {
    expect(await allPages(reader(pageOf([])).read, {})).toEqual({items: [], nextPageToken: null})
  })

  it('go on after an empty page', async () => {
    expect((await allPages(reader(pageOf([], 'a'), pageOf([1])).read, {})).items).toEqual([1])
  })

  it('are refused above a hundred thousand rows, before they fill the memory', async () => {
    const page = pageOf(
      Array.from({length: 60_000}, () => 1),
      'a',
    )
    const failure = await failureOf(allPages(reader(page, pageOf([...page.items], 'b')).read, {}))
    expect(failure).toMatchObject({code: 'refused', message: 'the list has more than 100,000 rows'})
  })

  it('fail where one of them does', async () => {
    const lost = aFailure('network', 'lost')
    const read = ({pageToken}: ListOptions) =>
      pageToken === undefined ? Promise.resolve(pageOf([1], 'a')) : Promise.reject(lost)
    expect(await failureOf(allPages(read, {}))).toBe(lost)
  })
})

describe('one page', () => {
  it('is asked for as it was wished, and tells where the next one starts', async () => {
    const {asked, read} = reader(pageOf([1, 2], 'a'))
    expect(await allPages(read, {onePage: true, pageToken: 'x', pageSize: 2})).toEqual({
      items: [1, 2],
      nextPageToken: 'a',
    })
    expect(asked).toEqual([{pageToken: 'x', pageSize: 2}])
  })

  it('has the size that the API chooses where none was wished', async () => {
    const {asked, read} = reader(pageOf([]))
    expect(await allPages(read, {onePage: true})).toEqual({items: [], nextPageToken: null})
    expect(asked).toEqual([{}])
  })
})

describe('a list that does not end', () => {
  test.each([
    ['the same page again and again', [pageOf([1], 'a')], 2],
    ['a circle of pages', [pageOf([1], 'a'), pageOf([2], 'b'), pageOf([3], 'a')], 3],
  ])('%s', async (_, pages, asked) => {
    const list = reader(...pages)
    const failure = await failureOf(allPages(list.read, {}))
    expect(failure).toMatchObject({
      code: 'bad-response',
      message: 'the API gave the same page token twice, so its list would never end',
      hints: ['try again later, or read one page with `--no-paginate`'],
    })
    expect(list.asked).toHaveLength(asked)
  })

  it('is given up after a thousand pages', async () => {
    let count = 0
    const read = () => Promise.resolve(pageOf([0], `token-${++count}`))
    const failure = await failureOf(allPages(read, {}))
    expect(failure).toMatchObject({
      code: 'bad-response',
      message: 'the list did not end within 1000 pages',
      hints: ['narrow it with `--filter`, ask for larger pages with `--page-size`, or for one with `--no-paginate`'],
    })
    expect(count).toBe(1000)
  })

  it('may have a thousand pages', async () => {
    let count = 0
    const read = () => Promise.resolve(pageOf([0], ++count < 1000 ? `token-${count}` : null))
    expect((await allPages(read, {})).items).toHaveLength(1000)
  })
})

describe('a list that was cut', () => {
  it('says where it goes on', () => {
    expect(morePages({items: [], nextPageToken: 'abc'})).toEqual([
      {code: 'more-pages', message: 'there are more: `--page-token abc`'},
    ])
  })

  it('is none when everything is here', () => {
    expect(morePages({items: [1], nextPageToken: null})).toEqual([])
  })
})
