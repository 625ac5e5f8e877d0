import {describe, expect, test} from '@jest/globals'
import {readdirSync, readFileSync, statSync} from 'node:fs'
import path from 'node:path'
import {LIVING_MODELS, RETIRED_MODELS} from '../../src/lib/domain/facts/models.js'

/** What users read, or copy from: sources hold help, hints and messages. */
const READ = ['src', 'docs', 'schemas', 'bench', 'scripts', ...readdirSync('.').filter(name => name.endsWith('.md'))]
/** Files whose subject is which models are gone. */
const ABOUT_RETIRED = new Set(['src/lib/domain/facts/models.ts', 'src/lib/sandbox/model-catalogue.ts'])
const TEXT = /\.(ts|js|cjs|json|md|yaml|yml|txt|svg)$/

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
  const files = READ.flatMap(filesOf).filter(file => !ABOUT_RETIRED.has(file.split(path.sep).join('/')))

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

test('the examples of help and README name models that live', () => {
  const names = ['README.md', ...filesOf('src/commands')].flatMap(file =>
    [...readFileSync(file, 'utf8').matchAll(/(?:limits probe|--model|-m) ([a-z][a-z0-9]*-[a-z0-9-]+)/g)].map(
      ([, name]) => name!,
    ),
  )
  const living = new Set(LIVING_MODELS.map(({id}) => id))
  expect(names.length).toBeGreaterThan(0)
  expect(names.filter(name => !living.has(name))).toEqual([])
})
