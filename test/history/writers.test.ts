import {afterAll, beforeAll, expect, test} from '@jest/globals'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {readHistory} from '../../src/lib/history/read.js'
import {bundleForChild, removeBundle} from '../config/support/bundle.js'
import {IS_LONG_RUN} from '../support/property-runs.js'

/** Milliseconds of writing; a minute in the nightly run. */
const DURATION_MS = IS_LONG_RUN ? 60_000 : 3000
const WRITERS = 8

let folder = ''
let module = ''
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fireq-writers-'))
  module = bundleForChild('src/lib/history/store.ts')
})
afterAll(() => {
  fs.rmSync(folder, {recursive: true})
  removeBundle(module)
})

/** Records batches of one to three readings and says each that is recorded; ends itself in the middle of a line where told to. */
const program = () => `
  import {record} from ${JSON.stringify(module)}
  import fs from 'node:fs'
  const [id, tearAfter] = [process.argv[1], Number(process.argv[2])]
  const store = {folder: ${JSON.stringify(folder)}, makeFolders: folders => folders.forEach(each => fs.mkdirSync(each, {recursive: true}))}
  const reading = usage => ({t: ${Date.UTC(2026, 10, 26)} + usage, account: 'acme', source: 'list', kind: 'quota', quota: id,
    model: null, dimension: null, limit: 400, remaining: null, usage, raw: null, unit: null, unitSource: null, outcome: null})
  for (let next = 0; ;) {
    if (next >= tearAfter) {
      const file = ${JSON.stringify(path.join(folder, 'acme', '2026-11.ndjson'))}
      fs.appendFileSync(file, '{"schema":"fireq.reading/v1","t":"2026-11-26T00:00:00.000Z","account":"acme","source":"list","ki')
      fs.writeSync(1, 'torn\\n')
      process.kill(process.pid, 'SIGKILL')
    }
    const batch = Array.from({length: 1 + (next % 3)}, (_, at) => reading(next + at))
    record(store, batch)
    next += batch.length
    fs.writeSync(1, next + '\\n')
  }`

test(
  `${WRITERS} writers at once for ${DURATION_MS / 1000} s, killed at random, lose no line but the torn ones, and those are told`,
  async () => {
    const until = Date.now() + DURATION_MS
    let torn = 0
    let killed = 0
    const acknowledged = new Map<string, number>()
    const writer = async (id: number) => {
      for (let life = 0; Date.now() < until; life++) {
        const name = `w${id}-${life}`
        // Every other one tears its own last line, since a kill hardly ever meets a write half done.
        const tears = Math.random() < 0.5 ? Math.floor(Math.random() * 300) : Number.POSITIVE_INFINITY
        const child = spawn(process.execPath, ['--input-type=module', '--eval', program(), name, String(tears)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        let said = ''
        let killing: NodeJS.Timeout | undefined
        child.stdout.setEncoding('utf8').on('data', (part: string) => {
          said += part
          killing ??= setTimeout(() => child.kill('SIGKILL'), 50 + Math.random() * 1000)
        })
        const [, signal] = (await once(child, 'close')) as [number | null, string | null]
        clearTimeout(killing)
        expect(signal).toBe('SIGKILL')
        killed++
        const lines = said.split('\n').filter(line => /^(?:\d+|torn)$/.test(line))
        if (lines.at(-1) === 'torn') torn++
        acknowledged.set(name, Number(lines.filter(line => line !== 'torn').at(-1) ?? 0))
      }
    }
    await Promise.all(Array.from({length: WRITERS}, (_, id) => writer(id)))
    const found = new Map<string, number[]>()
    const store = {folder, makeFolders: () => undefined}
    const {skipped} = readHistory(store, {account: 'acme'}, ({quota, usage}) => {
      const own = found.get(quota!) ?? []
      own.push(usage!)
      found.set(quota!, own)
    })
    let total = 0
    for (const [name, count] of acknowledged) {
      const own = found.get(name) ?? []
      total += own.length
      // At most the batch that was being written when it was killed comes on top.
      expect([name, own.slice(0, count)]).toEqual([name, Array.from({length: count}, (_, at) => at)])
      expect(own.length).toBeLessThanOrEqual(count + 3)
    }
    expect(total).toBeGreaterThan(200)
    // Two that tear theirs one after the other leave one piece; a kill may tear one more each.
    expect(torn).toBeGreaterThan(0)
    expect(skipped).toBeGreaterThan(0)
    expect(skipped).toBeLessThanOrEqual(torn + killed)
    if (IS_LONG_RUN) process.stderr.write(`${total} lines of ${killed} killed writers, ${torn} torn, ${skipped} told\n`)
  },
  DURATION_MS + 60_000,
)
