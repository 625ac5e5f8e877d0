import {afterAll, describe, expect, test} from '@jest/globals'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {emptyReading, type Reading} from '../../src/lib/domain/history/reading.js'
import {BackgroundRecorder} from '../../src/lib/history/background.js'
import {readHistory} from '../../src/lib/history/read.js'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fireq-background-'))
afterAll(() => fs.rmSync(folder, {recursive: true}))
const makeFolders = (folders: readonly string[]) => {
  for (const each of folders) fs.mkdirSync(each, {recursive: true, mode: 0o700})
}
const readings = (from: number, count: number): Reading[] =>
  Array.from({length: count}, (_, at) => ({
    ...emptyReading({t: Date.UTC(2026, 10, 26), account: 'acme', source: 'list', kind: 'quota'}),
    quota: 'monthly-spend-usd',
    usage: from + at,
  }))

describe('readings recorded in the background', () => {
  test('do not hold up whoever hands them in, and are all there in their order when it is idle', async () => {
    const store = {folder: path.join(folder, 'order'), makeFolders}
    const recorder = new BackgroundRecorder(store, message => expect(message).toBe(''))
    for (let batch = 0; batch < 20; batch++) recorder.push(readings(batch * 10, 10))
    expect(fs.existsSync(path.join(store.folder, 'acme'))).toBe(false)
    await recorder.idle()
    const usages: unknown[] = []
    readHistory(store, {account: 'acme'}, ({usage}) => usages.push(usage))
    expect(usages).toEqual(Array.from({length: 200}, (_, at) => at))
    expect(fs.statSync(path.join(store.folder, 'acme', '2026-11.ndjson')).mode & 0o777).toBe(0o600)
  })

  test('that cannot be written are told once, and do not end what reads them', async () => {
    const blocked = path.join(folder, 'a-file')
    fs.writeFileSync(blocked, '')
    const told: string[] = []
    const recorder = new BackgroundRecorder({folder: blocked, makeFolders}, message => told.push(message))
    for (let batch = 0; batch < 5; batch++) recorder.push(readings(0, 1))
    await recorder.idle()
    expect(told).toEqual([expect.stringMatching(/^cannot write the history /)])
  })

  test('are left out, and that is told, where the disk cannot keep up', async () => {
    const told: string[] = []
    const recorder = new BackgroundRecorder({folder: path.join(folder, 'slow'), makeFolders}, message =>
      told.push(message),
    )
    for (let batch = 0; batch < 25; batch++) recorder.push(readings(0, 1000))
    expect(told).toEqual(['the disk is too slow for the history: readings are left out'])
    await recorder.idle()
    let count = 0
    readHistory({folder: path.join(folder, 'slow'), makeFolders}, {account: 'acme'}, () => count++)
    expect(count).toBe(20_000)
  })
})
