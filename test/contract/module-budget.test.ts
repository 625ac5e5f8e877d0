import {beforeAll, describe, expect, test} from '@jest/globals'
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import {gunzipSync} from 'node:zlib'
import path from 'node:path'
import {build, type Metafile} from 'esbuild'
import {COMMANDS} from '../../src/command-table.js'
import {startFaultServer} from '../support/fault-server.js'
import {spawnFireq, TEST_KEY} from '../support/spawn-fireq.js'

/**
 * What a start loads, counted and not timed: modules and bytes of source that are reached without an `import()`. A number
 * that grows is a slower start for everybody; raise a bound only for what the command needs.
 */
interface Closure {
  readonly files: readonly string[]
  readonly kilobytes: number
}

let inputs: Metafile['inputs']

function closureOf(entry: string): Closure {
  const files = new Set<string>()
  const waiting = [entry]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue
    files.add(file)
    for (const {kind, path: target, external} of inputs[file]?.imports ?? []) {
      if (kind !== 'dynamic-import' && external !== true) waiting.push(target)
    }
  }
  const bytes = [...files].reduce((sum, file) => sum + (inputs[file]?.bytes ?? 0), 0)
  return {files: [...files], kilobytes: Math.round(bytes / 1024)}
}

/** Packages of a closure, by name. */
function packagesOf({files}: Closure): string[] {
  const names = files
    .map(file => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1])
    .filter(name => name !== undefined)
  return [...new Set(names)].sort()
}

/** The source files that a built file is made of. */
function sourcesOf(map: string): readonly string[] {
  return (JSON.parse(gunzipSync(readFileSync(map)).toString('utf8')) as {sources: readonly string[]}).sources
}

beforeAll(async () => {
  const {metafile} = await build({
    entryPoints: ['src/entry.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
    splitting: false,
    outdir: '.cache/metafile',
    external: ['typescript', 'ts-node', 'tsx'],
    logLevel: 'silent',
  })
  inputs = metafile.inputs
})

describe('a start loads what it needs', () => {
  test('help, and everything before a command is found: no package at all but the one that measures text', () => {
    const start = closureOf('src/entry.ts')
    expect(packagesOf(start)).toEqual([])
    expect(start.files.length).toBeLessThanOrEqual(30)
    expect(start.kilobytes).toBeLessThanOrEqual(110)
  })

  test.each(Object.keys(COMMANDS))('%s: got, conf, chalk and the box drawing only when they are used', id => {
    const command = closureOf(`src/commands/${id.replace(' ', '/')}.ts`)
    for (const name of ['got', 'conf', 'chalk', 'cli-table3', 'hpagent', 'ajv']) {
      expect(packagesOf(command)).not.toContain(name)
    }
    const own = command.files.filter(file => file.startsWith('src/'))
    expect(own.length).toBeLessThanOrEqual(157)
    const kilobytes = own.reduce((sum, file) => sum + statSync(path.resolve(file)).size, 0) / 1024
    // What people paste has many forms, each with its reader.
    expect(kilobytes).toBeLessThanOrEqual(id === 'diagnose' ? 720 : 650)
  })

  test('the sandbox, key commands and readline are loaded only where they are used', () => {
    const list = closureOf('src/commands/quota/list.ts').files
    expect(list.filter(file => /sandbox\/(server|simulation)|key-command|dispatch/.test(file))).toEqual([])
  })

  test('the first bundle stays small: what a listing does not need is in the second', () => {
    expect(statSync('dist/fireq.cjs').size / 1024).toBeLessThanOrEqual(700)
    const packages = packagesOf({files: sourcesOf('dist/fireq.cjs.map.gz'), kilobytes: 0})
    for (const name of ['yaml', 'jmespath', 'simple-ascii-chart', 'prom-client']) expect(packages).not.toContain(name)
    expect(sourcesOf('dist/fireq.cjs.map.gz').filter(file => file.includes('src/lib/sandbox/http/'))).toEqual([])
    expect(sourcesOf('dist/fireq-more.cjs.map.gz').filter(file => file.includes('src/lib/sandbox/http/'))).not.toEqual(
      [],
    )
  })

  test('the bundle of help holds no command, and nothing that asks a server', () => {
    expect(statSync('dist/fireq-help.cjs').size / 1024).toBeLessThanOrEqual(260)
    const files = sourcesOf('dist/fireq-help.cjs.map.gz')
    expect(files.some(file => file.endsWith('src/lib/help/pages.ts'))).toBe(true)
    expect(files.filter(file => /src\/(commands|lib\/(fireworks|app))\//.test(file))).toEqual([])
    expect(packagesOf({files, kilobytes: 0})).not.toContain('got')
  })

  // A class that was in both would exist twice, and `instanceof AppError` would say no to the other one.
  test('no module of fireq is in both bundles', () => {
    const first = new Set(sourcesOf('dist/fireq.cjs.map.gz').filter(file => file.includes('/src/')))
    expect(first.size).toBeGreaterThan(50)
    expect(sourcesOf('dist/fireq-more.cjs.map.gz').filter(file => first.has(file))).toEqual([])
  })

  test("an error of the second bundle is one of the first's: exit 2, not the 70 of a bug", async () => {
    const {code, stderr} = await spawnFireq(['sandbox', '--port', 'eighty'])
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^error: `--port eighty` is not/)])
  })

  test('the package stays under 4 MB', () => {
    const sizes = readdirSync('dist').map(name => statSync(path.join('dist', name)).size)
    expect(sizes.reduce((sum, size) => sum + size, 0) / 1e6).toBeLessThan(3.7)
  })

  // Each of them costs a millisecond or more, and some are loaded by a mere `import` of a library that never uses them.
  test('a listing loads no module of Node that it does not use', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'fireq-modules-'))
    const preload = path.join(folder, 'tell-modules.cjs')
    const told = path.join(folder, 'modules.json')
    const write = `require('fs').writeFileSync(${JSON.stringify(told)}, JSON.stringify(process.moduleLoadList))`
    writeFileSync(preload, `process.on('exit', () => ${write})`)
    const server = await startFaultServer(() => ({body: {quotas: [], totalSize: 0}}))
    const line = ['quota', 'list', '--base-url', server.url, '--account-id', 'acme', '--api-key', TEST_KEY]
    await spawnFireq(line, {env: {NODE_OPTIONS: `--require ${preload}`}})
    await server.close()
    const loaded = JSON.parse(readFileSync(told, 'utf8')) as readonly string[]
    expect(loaded).toContain('NativeModule https')
    for (const name of ['http2', 'dns', 'readline', 'child_process', 'worker_threads'])
      expect(loaded).not.toContain(`NativeModule ${name}`)
  })

  // `tier list` and `quota set` ask for settings and connection in several places.
  test.each([['tier list'], ['quota set monthly-spend-usd 450 --dry-run'], ['status']])(
    '`fireq %s` opens each of its files once',
    async words => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'fireq-opened-'))
      const [preload, told] = [path.join(folder, 'count.cjs'), path.join(folder, 'opened.json')]
      writeFileSync(
        preload,
        `const fs = require('fs'); const {openSync} = fs; const opened = []
        fs.openSync = (file, ...rest) => { opened.push(String(file)); return openSync(file, ...rest) }
        process.on('exit', () => fs.writeFileSync(${JSON.stringify(told)}, JSON.stringify(opened)))`,
      )
      const server = await startFaultServer(() => ({body: {quotas: [], totalSize: 0}}))
      const home = path.join(folder, 'home')
      mkdirSync(path.join(home, '.config/fireq'), {recursive: true, mode: 0o700})
      const settings = JSON.stringify({'base-url': server.url, 'account-id': 'acme', color: 'never'})
      writeFileSync(path.join(home, '.config/fireq/config.json'), settings, {mode: 0o600})
      const env = {NODE_OPTIONS: `--require ${preload}`, HOME: home, FIREWORKS_API_KEY: TEST_KEY}
      await spawnFireq(words.split(' '), {env})
      await server.close()
      const own = (JSON.parse(readFileSync(told, 'utf8')) as string[]).filter(file => file.startsWith(home))
      expect(own).toContain(path.join(home, '.config/fireq/config.json'))
      expect(own).toEqual([...new Set(own)])
    },
  )

  test('what fireq never runs of its libraries is not in the bundle', () => {
    const packages = packagesOf({files: sourcesOf('dist/fireq.cjs.map.gz'), kilobytes: 0})
    for (const name of ['ajv', 'cacheable-request', 'cli-spinners', 'ejs', 'http2-wrapper', 'semver', 'typescript'])
      expect(packages).not.toContain(name)
  })
})
