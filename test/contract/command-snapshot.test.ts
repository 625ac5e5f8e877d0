import {beforeAll, describe, expect, test} from '@jest/globals'
import {readdirSync} from 'node:fs'
import {COMMANDS} from '../../src/command-table.js'
import {describeCommands} from '../../src/describe-commands.js'
import type {CommandDescription, FlagDescription} from '../../src/lib/help/command-description.js'
import {TOPICS} from '../../src/lib/help/command-topics.js'
import {expectGolden} from '../render/golden.js'

// Names of commands, arguments and flags are promises: scripts are written with them. This file holds them all, so that
// none goes or changes unnoticed. `UPDATE_GOLDEN=1` writes it anew.

let commands: readonly CommandDescription[]
beforeAll(async () => (commands = await describeCommands()))

describe('the command line', () => {
  test('is as the snapshot has it', () => {
    expectGolden('commands.txt', snapshot(commands))
  })

  test('has a command for every file of src/commands, and no other', () => {
    const files = readdirSync('src/commands', {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.ts'))
    const ids = files.map(name => name.replace(/\.ts$/, '').replaceAll(/[\\/]/g, ' '))
    expect(Object.keys(COMMANDS).sort()).toEqual(ids.sort())
  })

  test('has no spelling twice, none that hides a topic, and words that can be typed', () => {
    const spellings = commands.flatMap(({id, aliases}) => [id, ...aliases])
    expect(spellings.filter((spelling, at) => spellings.indexOf(spelling) !== at)).toEqual([])
    const topics = new Set(commands.filter(({id}) => id.includes(' ')).map(({id}) => id.split(' ')[0]!))
    // `spend` is a command, and `spend check` its gate: there is no page `spend` that it would hide.
    expect(spellings.filter(spelling => topics.has(spelling))).toEqual(['spend'])
    expect(Object.keys(TOPICS)).not.toContain('spend')
    for (const spelling of spellings) expect(spelling).toMatch(/^[a-z][a-z-]*( [a-z][a-z-]*)?$/)
  })

  test('has something to say of every command, argument and flag', () => {
    const silent = commands.flatMap(({id, summary, examples, args, flags}) => [
      ...(summary === '' ? [id] : []),
      ...(examples.length === 0 ? [`${id}: examples`] : []),
      ...args.filter(({description = ''}) => description === '').map(({name}) => `${id} ${name}`),
      ...flags.filter(({description = ''}) => description === '').map(({name}) => `${id} --${name}`),
    ])
    expect(silent).toEqual([])
  })

  test('has examples that name its own commands', () => {
    const spellings = commands.flatMap(({id, aliases}) => [id, ...aliases])
    const lines = commands.flatMap(({examples}) => examples.map(({command}) => command))
    for (const line of lines) {
      const said = /\bfireq ((?:[a-z][a-z-]*(?: |$))+)/.exec(line)?.[1]?.trim() ?? ''
      const known = spellings.some(spelling => said === spelling || said.startsWith(`${spelling} `))
      expect([line, known]).toEqual([line, true])
    }
  })
})

function snapshot(all: readonly CommandDescription[]): string {
  const global = all[0]!.flags.filter(isGlobal)
  const blocks = all.map(({id, aliases, args, strict, flags}) => [
    `fireq ${id}`,
    ...aliases.map(alias => `  also: fireq ${alias}`),
    ...args.map(({name, required, options}, at) => {
      const many = !strict && at === args.length - 1 ? ', several' : ''
      return `  ${name} (${required ? 'required' : 'optional'}${many}${options ? `: ${options.join('|')}` : ''})`
    }),
    ...flags.filter(flag => !global.some(other => flagLine(other) === flagLine(flag))).map(flagLine),
  ])
  return [['every command', ...global.map(flagLine)], ...blocks].map(lines => `${lines.join('\n')}\n`).join('\n')
}

const isGlobal = (flag: FlagDescription) => flag.helpGroup === 'GLOBAL'

function flagLine({name, char, takesValue, options, multiple, helpValue, hidden}: FlagDescription): string {
  const value = takesValue ? ` ${options?.join('|') ?? helpValue ?? 'VALUE'}` : ''
  const short = char === undefined ? '' : `-${char}, `
  return `  ${short}--${name}${value}${multiple ? ' (repeatable)' : ''}${hidden ? ' (hidden)' : ''}`
}
