import {beforeAll, describe, expect, test} from '@jest/globals'
import {readdirSync, readFileSync} from 'node:fs'
import {describeCommands} from '../../src/describe-commands.js'
import type {CommandDescription} from '../../src/lib/help/command-description.js'
import {topicSections} from '../../src/lib/help/topics/index.js'
import {HELP_TOPICS} from '../../src/lib/help/topics/names.js'

/**
 * A sentence about Fireworks needs its ground. What no test can see is whether a sentence is about Fireworks at all; these
 * words are where such sentences were found.
 */
const CLAIM = new RegExp(
  [
    String.raw`\blimits? (?:can )?(?:grow|shrink|start|move)s?\b`,
    String.raw`\b(?:grows?|shrinks?) (?:by|with|only|while)\b`,
    String.raw`\bprepaid\b|\bpostpaid\b|\bEnterprise accounts\b|\bstale reservation`,
    String.raw`\btiers? \d|\b(?:has|names|reports) no tier\b|\bFast variants?\b|\bPriority shares\b`,
    String.raw`\bcredit balance\b|\bCredits (?:count|are)\b|\bper (?:minute|second) (?:only|by)\b`,
    String.raw`\brequests per minute over\b|\bwhich lag\b|\bnot paused\b|\bretired models?\b.*\b(?:first|then|later)\b`,
  ].join('|'),
  'i',
)
/** The four words, dates where there is one. */
const GROUND = /documented \(20\d\d(?:-\d\d)?\)|\bseen once\b|\blikely\b|\bassumed\b/

/** The simulation names the ground of each of its numbers in a column of its own. */
const OWN_COLUMN = new Set(['docs/sandbox.md'])
const PAGES = ['README.md', 'SECURITY.md', ...docs('docs'), ...docs('docs/monitoring')].filter(
  page => !OWN_COLUMN.has(page),
)

function docs(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.md'))
    .map(name => `${folder}/${name}`)
}

/** The paragraphs without code and tables. */
const paragraphs = (text: string) =>
  text
    .replace(/```[\s\S]*?```/g, '\n\n')
    .split(/\n\s*\n/)
    .filter(block => !block.trimStart().startsWith('|'))

const unfounded = (texts: readonly string[]) =>
  texts.map(text => text.replace(/\s+/g, ' ').trim()).filter(text => CLAIM.test(text) && !GROUND.test(text))

describe('a sentence about Fireworks carries its ground', () => {
  let commands: readonly CommandDescription[]
  beforeAll(async () => (commands = await describeCommands()))

  test.each(PAGES)('in %s', page => {
    expect(unfounded(paragraphs(readFileSync(page, 'utf8')))).toEqual([])
  })

  // A table's ground stands in the section that it is in.
  test.each(HELP_TOPICS.map(({name}) => name))('in `help %s`', name => {
    const sections = topicSections(name, commands).map(({title, blocks}) => [title, ...blocks.flat(2)].join(' '))
    expect(unfounded(sections)).toEqual([])
  })

  test('in the help of every command', () => {
    expect(unfounded(commands.map(({description}) => description ?? ''))).toEqual([])
  })

  test('and one without would be found', () => {
    expect(unfounded(['Limits grow by 25% every 15 minutes.', 'Self-serve accounts are prepaid now.'])).toHaveLength(2)
    expect(unfounded(['Limits grow by 25% every 15 minutes, documented (2026-10).'])).toEqual([])
  })
})
