import {describe, expect, test} from '@jest/globals'
import {readdirSync, readFileSync} from 'node:fs'
import path from 'node:path'

const SRC = path.resolve('src')

interface LayerRule {
  /** Other layers that may be imported. */
  readonly layers: readonly string[]
  /** Packages and Node modules that may be imported. */
  readonly packages: readonly (string | RegExp)[]
}

const NODE = /^node:/

/** What may touch what; the table of ARCHITECTURE.md. */
const RULES: Record<string, LayerRule> = {
  domain: {layers: ['domain'], packages: []},
  app: {layers: ['app', 'domain'], packages: []},
  fireworks: {layers: ['fireworks', 'domain', 'app/ports'], packages: ['got', 'hpagent', NODE]},
  config: {layers: ['config', 'domain', 'app/ports'], packages: ['conf', NODE]},
  render: {layers: ['render', 'domain'], packages: ['cli-table3', 'string-width']},
  sandbox: {layers: ['sandbox', 'domain'], packages: [NODE]},
  help: {layers: ['help', 'render', 'domain', 'config', 'cli', 'sandbox/scenario-names'], packages: []},
  root: {
    layers: ['root', 'cli', 'help', 'domain', 'app', 'render', 'commands'],
    packages: [/^@oclif\/core/, NODE],
  },
  cli: {
    layers: ['cli', 'help', 'root', 'domain', 'app', 'fireworks', 'config', 'render', 'sandbox', 'commands'],
    packages: [/^@oclif\/core/, 'chalk', NODE],
  },
  commands: {
    layers: ['cli', 'app', 'domain', 'render', 'config', 'sandbox', 'help'],
    packages: [/^@oclif\/core\/(args|flags)$/],
  },
}

interface Import {
  readonly file: string
  readonly layer: string
  readonly target: string
}

function layerOf(file: string): string {
  const parts = path.relative(SRC, file).split(path.sep)
  if (parts.length === 1) return 'root'
  return parts[0] === 'lib' ? parts[1]! : parts[0]!
}

const files = readdirSync(SRC, {recursive: true, encoding: 'utf8'})
  .filter(name => name.endsWith('.ts'))
  .map(name => path.join(SRC, name))

const imports: Import[] = files.flatMap(file =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^'\s]+)'/g)].map(match => ({
    file,
    layer: layerOf(file),
    target: match[1]!,
  })),
)

function allowed({file, layer, target}: Import): boolean {
  const rule = RULES[layer]!
  if (!target.startsWith('.'))
    return rule.packages.some(name => (typeof name === 'string' ? name === target : name.test(target)))
  const resolved = path.resolve(path.dirname(file), target).replace(/\.js$/, '.ts')
  const targetLayer = layerOf(resolved)
  return rule.layers.some(name => {
    if (name === targetLayer) return true
    return name.includes('/') && path.relative(path.join(SRC, 'lib'), resolved) === `${name}.ts`
  })
}

describe('the house', () => {
  test('every layer imports only what it may', () => {
    expect(files.length).toBeGreaterThan(50)
    const broken = imports
      .filter(each => !allowed(each))
      .map(({file, target}) => `${path.relative(SRC, file)} imports ${target}`)
    expect(broken).toEqual([])
  })

  test('got and conf are loaded lazily, in one place each', () => {
    for (const name of ['got', 'conf']) {
      const uses = files.filter(file => new RegExp(`import\\('${name}'\\)`).test(readFileSync(file, 'utf8')))
      expect(uses.length).toBe(1)
      const eager = files.filter(file =>
        new RegExp(`^import (?!type)[^;]*from '${name}'`, 'm').test(readFileSync(file, 'utf8')),
      )
      expect(eager.map(file => path.relative(SRC, file))).toEqual([])
    }
  })

  test('only the entry and the context read process', () => {
    const readers = files.filter(file =>
      /from 'node:process'|\bprocess\./.test(withoutComments(readFileSync(file, 'utf8'))),
    )
    const relative = readers.map(file => path.relative(SRC, file)).sort()
    expect(relative).toEqual(['entry.ts', path.join('lib', 'cli', 'context.ts')])
  })

  test('files say what they hold', () => {
    const vague = files.filter(file => /(^|-)(utils?|helpers?|managers?|misc|common)\.ts$/.test(path.basename(file)))
    expect(vague).toEqual([])
  })

  test('commands stay under 60 lines, files under 300', () => {
    const lines = (file: string) => readFileSync(file, 'utf8').split('\n').length - 1
    const long = files.filter(file => lines(file) > (layerOf(file) === 'commands' ? 60 : 300))
    expect(long.map(file => `${path.relative(SRC, file)}: ${lines(file)}`)).toEqual([])
  })
})

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')
}
