import {describe, expect, test} from '@jest/globals'
import {readdirSync, readFileSync, statSync} from 'node:fs'
import path from 'node:path'
import {LIVING_MODELS, RETIRED_MODELS} from '../../src/lib/domain/facts/models.js'

/** What users read, or copy from: sources hold help, hints and messages. */
const READ = [
  ...['src', 'docs', 'schemas', 'bench', 'scripts', 'bin', 'test/golden', 'package.json', 'oclif.manifest.json'],
  ...readdirSync('.').filter(name => name.endsWith('.md')),
]
/** What tells which models are gone: the facts, and the screens that list them with their date. */
const ABOUT_RETIRED = /^src\/lib\/domain\/facts\/models\.ts$|^test\/golden\/model-list\//
const TEXT = /\.(ts|js|cjs|json|md|yaml|yml|txt|svg|csv|tsv|service)$|\/Dockerfile$/

function filesOf(place: string): string[] {
  if (statSync(place).isFile()) return [place]
  return readdirSync(place, {recursive: true, encoding: 'utf8'})
    .map(name => path.join(place, name))
    .filter(file => TEXT.test(file))
}

/** A name as a whole: `glm-5` is not in `glm-5p3`, and `kimi-k2p6` is in `kimi-k2p6-fast`. */
function linesNaming(text: string, id: string): string[] {
  return text.split('\n').filter(line =>
    line.split(id).some((_, at, parts) => {
      if (at === 0) return false
      const [before, after] = [parts[at - 1]!.at(-1) ?? '', parts[at]!.at(0) ?? '']
      return !/[a-z0-9.-]/i.test(before) && !/[a-z0-9]/i.test(after)
    }),
  )
}

describe('a retired model', () => {
  const files = READ.flatMap(filesOf).filter(file => !ABOUT_RETIRED.test(file.split(path.sep).join('/')))

  test('is named nowhere as if it lived', () => {
    expect(files.length).toBeGreaterThan(100)
    const named = files.flatMap(file => {
      const text = readFileSync(file, 'utf8')
      return RETIRED_MODELS.flatMap(({id}) =>
        linesNaming(text, id)
          .filter(line => !/retired/i.test(line))
          .map(line => `${file}: ${line.trim()}`),
      )
    })
    expect(named).toEqual([])
  })

  test('would be found: a name counts as a whole', () => {
    expect(linesNaming('ask glm-5 now', 'glm-5')).toHaveLength(1)
    expect(linesNaming('ask glm-5-fast now', 'glm-5')).toHaveLength(1)
    expect(linesNaming('accounts/fireworks/models/glm-5', 'glm-5')).toHaveLength(1)
    expect(linesNaming('ask glm-5p3 or my-glm-5p3', 'glm-5')).toHaveLength(0)
  })
})

/** Where an example names a model: an argument, a flag's value, a full name. */
const EXAMPLE =
  /(?:limits (?:probe|check|wait|history)|model check|--model|-m|--probe(?:-model)?) ([a-z][a-z0-9]*-[a-z0-9-]+)|accounts\/fireworks\/(?:models|routers)\/([a-z][a-z0-9-]*)/g

test('the examples of help, hints, documents and schemas name models that live', () => {
  const names = READ.flatMap(filesOf)
    .filter(file => !file.startsWith('test'))
    .flatMap(file => [...readFileSync(file, 'utf8').matchAll(EXAMPLE)].map(([, short, full]) => (short ?? full)!))
  const living = new Set(LIVING_MODELS.map(({id}) => id))
  expect(names.length).toBeGreaterThan(50)
  expect(names.filter(name => !living.has(name))).toEqual([])
})
