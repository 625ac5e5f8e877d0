import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {emptyReading, type Reading} from '../../src/lib/domain/history/reading.js'
import {prune} from '../../src/lib/history/prune.js'
import {readHistory, recordedAccounts} from '../../src/lib/history/read.js'
import {record, type HistoryStore} from '../../src/lib/history/store.js'

const T = Date.UTC(2026, 10, 26, 12)
let folder = ''
beforeAll(() => void (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fireq-history-'))))
afterAll(() => fs.rmSync(folder, {recursive: true}))

const makeFolders = (folders: readonly string[]) => {
  for (const each of folders) fs.mkdirSync(each, {recursive: true, mode: 0o700})
}
const storeOf = (name: string): HistoryStore => ({folder: path.join(folder, name), makeFolders})

function quotaReading(t: number, usage: number, account = 'acme'): Reading {
  return {...emptyReading({t, account, source: 'list', kind: 'quota'}), quota: 'monthly-spend-usd', limit: 400, usage}
}

function all(store: HistoryStore, account = 'acme') {
  const readings: Reading[] = []
  return {scan: readHistory(store, {account}, reading => readings.push(reading)), readings}
}

describe('a history', () => {
  test('gives back what was recorded, in its order, a file a month, for its owner alone', () => {
    const store = storeOf('back')
    const readings = [quotaReading(T, 1), quotaReading(T + 40 * 86_400_000, 2), quotaReading(T + 1, 3)]
    expect(record(store, readings)).toBe(3)
    expect(all(store).readings).toEqual([readings[0], readings[2], readings[1]])
    const files = fs.readdirSync(path.join(store.folder, 'acme'))
    expect(files.sort()).toEqual(['2026-11.ndjson', '2027-01.ndjson'])
    const modes = [store.folder, path.join(store.folder, 'acme'), path.join(store.folder, 'acme', files[0]!)]
    expect(modes.map(file => fs.statSync(file).mode & 0o777)).toEqual([0o700, 0o700, 0o600])
  })

  test('of a torn last line loses that line alone, and says that it skipped one', () => {
    const store = storeOf('torn')
    record(store, [quotaReading(T, 1), quotaReading(T, 2)])
    const file = path.join(store.folder, 'acme', '2026-11.ndjson')
    fs.truncateSync(file, fs.statSync(file).size - 20)
    record(store, [quotaReading(T, 3)])
    const {readings, scan} = all(store)
    expect(readings.map(({usage}) => usage)).toEqual([1, 3])
    expect(scan).toEqual({lines: 3, skipped: 1})
  })

  test('finds the readings of one quota, one model and one time, and no others', () => {
    const store = storeOf('query')
    const limit: Reading = {
      ...emptyReading({t: T, account: 'acme', source: 'probe', kind: 'limit'}),
      model: 'accounts/fireworks/models/kimi-k3',
      dimension: 'generated',
      limit: 36_000,
      remaining: 0,
    }
    record(store, [quotaReading(T, 1), limit, {...limit, model: 'accounts/fireworks/models/kimi-k3-fast', t: T + 1}])
    const found = (query: object) => {
      const usages: unknown[] = []
      readHistory(store, {account: 'acme', ...query}, ({t, model}) =>
        usages.push([t - T, model?.split('/').at(-1) ?? null]),
      )
      return usages
    }
    expect(found({model: 'accounts/fireworks/models/kimi-k3'})).toEqual([[0, 'kimi-k3']])
    expect(found({kind: 'limit', since: T + 1})).toEqual([[1, 'kimi-k3-fast']])
    expect(found({quota: 'monthly-spend-usd', until: T})).toEqual([])
  })

  test('keeps accounts apart, whatever their ids are called', () => {
    const store = storeOf('accounts')
    record(store, [quotaReading(T, 1, 'acme'), quotaReading(T, 2, '../acme'), quotaReading(T, 3, '..')])
    expect(recordedAccounts(store)).toEqual(['..', '../acme', 'acme'])
    expect(all(store, '../acme').readings.map(({usage}) => usage)).toEqual([2])
    expect(fs.readdirSync(folder)).not.toContain('acme')
  })

  test('does not take a reading that is longer than a line may be', () => {
    const store = storeOf('long')
    expect(record(store, [{...quotaReading(T, 1), outcome: 'é'.repeat(2000)}, quotaReading(T, 2)])).toBe(1)
    expect(all(store).readings.map(({usage}) => usage)).toEqual([2])
  })

  test('is pruned by whole months, and only of those that are over for longer than asked', () => {
    const store = storeOf('prune')
    record(store, [quotaReading(Date.UTC(2026, 7, 31), 1), quotaReading(Date.UTC(2026, 8, 1), 2), quotaReading(T, 3)])
    expect(prune(store, 60, T)).toMatchObject({files: 1})
    expect(all(store).readings.map(({usage}) => usage)).toEqual([2, 3])
  })
})
