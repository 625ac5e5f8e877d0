import {describe, expect, test} from '@jest/globals'
import {readdirSync, readFileSync} from 'node:fs'
import path from 'node:path'

const SRC = path.resolve('src')

interface LayerRule {
  /** Other layers that may be imported. */
  readonly layers: readonly string[]
  /** Layers of which only types may be imported. */
  readonly types?: readonly string[]
  /** Packages and Node modules that may be imported. */
  readonly packages: readonly (string | RegExp)[]
}

const NODE = /^node:/

/** What may touch what; the table of ARCHITECTURE.md. */
const RULES: Record<string, LayerRule> = {
  domain: {layers: ['domain'], packages: []},
  app: {layers: ['app', 'domain'], packages: []},
  fireworks: {layers: ['fireworks', 'domain'], types: ['app/ports'], packages: ['got', 'hpagent', NODE]},
  config: {layers: ['config', 'domain'], types: ['app/ports'], packages: ['conf', 'atomically', NODE]},
  history: {layers: ['history', 'domain'], types: ['app/ports'], packages: ['atomically', NODE]},
  exporter: {layers: ['exporter', 'app', 'domain'], packages: ['prom-client', NODE]},
  proxy: {layers: ['proxy', 'app', 'domain'], packages: [NODE]},
  render: {
    layers: ['render', 'domain'],
    types: ['app'],
    packages: ['cli-table3', 'string-width', 'simple-ascii-chart', 'yaml', 'jmespath'],
  },
  sandbox: {layers: ['sandbox', 'domain'], packages: [NODE]},
  help: {layers: ['help', 'render', 'domain', 'config'], packages: []},
  cli: {
    layers: [
      'cli',
      'help',
      'app',
      'domain',
      'fireworks',
      'config',
      'history',
      'exporter',
      'proxy',
      'render',
      'sandbox',
    ],
    packages: [/^@oclif\/core/, 'chalk', 'ignore', NODE],
  },
  commands: {
    layers: ['cli', 'app', 'domain', 'render', 'config', 'history', 'sandbox', 'help'],
    packages: [/^@oclif\/core\/(args|flags)$/],
  },
  root: {layers: ['root', 'cli', 'help', 'domain', 'render', 'commands', 'sandbox/scenario-names'], packages: [NODE]},
}

interface Import {
  readonly file: string
  readonly layer: string
  readonly target: string
  /** `import type …`, which leaves nothing in the program. */
  readonly typeOnly: boolean
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
  [...readFileSync(file, 'utf8').matchAll(/(type )?(?:\{[^{}]*\} )?(?:from|import)\s*\(?\s*'([^'\s]+)'/g)].map(
    ([, type, target]) => ({file, layer: layerOf(file), target: target!, typeOnly: type !== undefined}),
  ),
)

const resolved = ({file, target}: Import) => path.resolve(path.dirname(file), target).replace(/\.js$/, '.ts')

function allowed(each: Import): boolean {
  const {layer, target, typeOnly} = each
  const rule = RULES[layer]
  if (rule === undefined) return false
  if (!target.startsWith('.'))
    return rule.packages.some(name => (typeof name === 'string' ? name === target : name.test(target)))
  const [file, targetLayer] = [resolved(each), layerOf(resolved(each))]
  return [...rule.layers, ...(typeOnly ? (rule.types ?? []) : [])].some(
    name => name === targetLayer || path.relative(path.join(SRC, 'lib'), file) === `${name}.ts`,
  )
}

/** Files that reach themselves, types included: each with the next file on the way. */
function circles(): string[] {
  const next = new Map(files.map(file => [file, [] as string[]]))
  for (const each of imports) if (each.target.startsWith('.')) next.get(each.file)!.push(resolved(each))
  const reach = (from: string, goal: string, seen = new Set<string>()): boolean =>
    (next.get(from) ?? []).some(file => {
      if (file === goal) return true
      if (seen.has(file)) return false
      seen.add(file)
      return reach(file, goal, seen)
    })
  return files.filter(file => reach(file, file)).map(file => path.relative(SRC, file))
}

describe('the house', () => {
  test('every layer imports only what it may', () => {
    expect(files.length).toBeGreaterThan(50)
    const broken = imports
      .filter(each => !allowed(each))
      .map(({file, target}) => `${path.relative(SRC, file)} imports ${target}`)
    expect(broken).toEqual([])
  })

  test('no file reaches itself through its imports, not even for a type', () => {
    expect(circles()).toEqual([])
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

  test('only the entries and the context read process', () => {
    const readers = files.filter(file =>
      /from 'node:process'|\bprocess\./.test(withoutComments(readFileSync(file, 'utf8'))),
    )
    const relative = readers.map(file => path.relative(SRC, file)).sort()
    expect(relative).toEqual(['entry.ts', 'help-entry.ts', path.join('lib', 'cli', 'context.ts')])
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
