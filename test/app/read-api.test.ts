import {describe, expect, test} from '@jest/globals'
import {readApi} from '../../src/lib/app/read-api.js'
import {failureOf} from '../support/connection.js'
import {memoryGateway} from '../support/memory-gateway.js'

/** Pages by the path asked for. */
function api(pages: (path: string, call: number) => unknown) {
  const asked: string[] = []
  const gateway = memoryGateway({
    getPath: path => {
      asked.push(path)
      const value = pages(path, asked.length)
      return Promise.resolve({value, text: `text of ${path}`})
    },
  })
  return {asked, read: (path: string, paginate = true) => readApi(gateway, path, {paginate})}
}

describe('a path of the API', () => {
  test.each([
    ['without --paginate', {nextPageToken: 'p'}, false],
    ['with an empty token', {nextPageToken: ''}, true],
    ['with a token that is no text', {nextPageToken: 7}, true],
    ['that is a list', ['nextPageToken'], true],
    ['that is nothing', null, true],
    ['that is text', 'nextPageToken', true],
  ])('is its one answer, as it came, %s', async (_, value, paginate) => {
    const {asked, read} = api(() => value)
    expect(await read('/v1/x', paginate)).toEqual({value, text: 'text of /v1/x'})
    expect(asked).toEqual(['/v1/x'])
  })

  test('has the lists of all its pages joined, and everything else of the first', async () => {
    const {asked, read} = api((_, call) => ({
      rows: [call],
      ...(call === 2 ? {more: ['x']} : {}),
      totalSize: 10 + call,
      nextPageToken: call < 3 ? `p/${call}` : '',
    }))
    const {value, text} = await read('/v1/x?filter=a&pageToken=old')
    expect(value).toEqual({rows: [1, 2, 3], totalSize: 11, more: ['x']})
    expect(JSON.parse(text)).toEqual(value)
    expect(asked).toEqual([
      '/v1/x?filter=a&pageToken=old',
      '/v1/x?filter=a&pageToken=p%2F1',
      '/v1/x?filter=a&pageToken=p%2F2',
    ])
  })

  test('asks for further pages of a path without a query', async () => {
    const {asked, read} = api((_, call) => ({nextPageToken: call === 1 ? 'p' : ''}))
    await read('/v1/x')
    expect(asked[1]).toBe('/v1/x?pageToken=p')
  })

  test('whose pages never end is a bad answer', async () => {
    const again = api(() => ({nextPageToken: 'p'}))
    expect((await failureOf(again.read('/v1/x'))).code).toBe('bad-response')
    expect(again.asked).toHaveLength(2)
    const ever = api((_, call) => ({nextPageToken: `p${call}`}))
    expect((await failureOf(ever.read('/v1/x'))).code).toBe('bad-response')
    expect(ever.asked).toHaveLength(1001)
  })

  test('is refused above a hundred thousand rows of further pages', async () => {
    const rows = Array.from({length: 50_000}, () => 1)
    const {read} = api((_, call) => ({rows: [...rows], nextPageToken: call < 3 ? `p${call}` : ''}))
    expect(((await read('/v1/x')).value as {rows: unknown[]}).rows).toHaveLength(150_000)
    const more = api((_, call) => ({rows: call < 4 ? [...rows] : [1], nextPageToken: `p${call}`}))
    const failure = await failureOf(more.read('/v1/x'))
    expect([failure.code, failure.message]).toEqual(['refused', 'the list has more than 100,000 rows'])
  })
})
