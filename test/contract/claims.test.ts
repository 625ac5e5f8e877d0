import {beforeAll, describe, expect, test} from '@jest/globals'
import {readdirSync, readFileSync} from 'node:fs'
import {cite} from '../../src/lib/domain/facts/fact.js'
import {allFacts} from '../../src/lib/domain/facts/list.js'
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
    String.raw`\blimits? (?:can |also )?(?:grow|shrink|start|move)(?:s|ed)?\b`,
    String.raw`\b(?:grows?|shrinks?|rises?|falls?) (?:by|with|only|while)\b`,
    String.raw`\bprepaid\b|\bpostpaid\b|\bEnterprise accounts?\b|\bstale reservation`,
    String.raw`\btiers? \d|\b(?:has|names|reports) no tier\b|\bFast (?:variants?|and US-only)\b|\bUS-only\b`,
    String.raw`\bPriority (?:shares|costs|is shed|lowers)\b|\bcosts? half as much\b|\bprice list of\b`,
    String.raw`\bcredit balance\b|\bCredits (?:count|are)\b|\bper (?:minute|second) (?:only|by)\b`,
    String.raw`\brequests (?:per|a) minute (?:over|without|with no)\b|\blags?\b|\bbehind, \b|\bnot paused\b`,
    String.raw`\b(?:at most|up to) \d[\d,]* (?:calls|requests|days)\b|\bgo(?:es)? back \d+ days\b|\bkept for \d+\b`,
    String.raw`\baudit tool\b|\bpayment method\b|\bresets?\b.*\bmonth\b|\bhours without\b`,
    String.raw`\bretired models?\b.*\b(?:first|then|later)\b`,
  ].join('|'),
  'i',
)
/** The four words, dates where there is one. */
const GROUND = /documented \(20\d\d(?:-\d\d)?\)|\bseen once\b|\blikely\b|\bassumed\b/

/** The changelog tells of fireq. */
const PAGES = ['.', 'docs', 'docs/monitoring', 'bench'].flatMap(docs).filter(page => page !== './CHANGELOG.md')
/** Files whose comments explain Fireworks to whoever copies them. */
const COMMENTED = readdirSync('docs/monitoring')
  .filter(name => /\.(?:yml|service)$|^Dockerfile$/.test(name))
  .map(name => `docs/monitoring/${name}`)

function docs(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.md'))
    .map(name => `${folder}/${name}`)
}

/** Comments that follow each other, as one text. */
const comments = (text: string) =>
  [...text.matchAll(/(?:^[ \t]*#.*\n?)+/gm)].map(([block]) => block.replace(/^[ \t]*#/gm, ''))

/** The paragraphs and items of lists, without code and tables; of the simulation's numbers the tables have the ground in a column of its own. */
const paragraphs = (text: string) =>
  text
    .replace(/```[\s\S]*?```/g, '\n\n')
    .split(/\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )/)
    .filter(block => !block.trimStart().startsWith('|'))

const unfounded = (texts: readonly string[]) =>
  texts.map(text => text.replace(/\s+/g, ' ').trim()).filter(text => CLAIM.test(text) && !GROUND.test(text))

describe('a sentence about Fireworks carries its ground', () => {
  let commands: readonly CommandDescription[]
  beforeAll(async () => (commands = await describeCommands()))

  test.each(PAGES)('in %s', page => {
    expect(unfounded(paragraphs(readFileSync(page, 'utf8')))).toEqual([])
  })

  test.each(COMMENTED)('in the comments of %s', file => {
    expect(unfounded(comments(readFileSync(file, 'utf8')))).toEqual([])
  })

  // A table's ground stands in the section that it is in.
  test.each(HELP_TOPICS.map(({name}) => name))('in `help %s`', name => {
    const sections = topicSections(name, commands).map(({title, blocks}) => [title, ...blocks.flat(2)].join(' '))
    expect(unfounded(sections)).toEqual([])
  })

  test('in the help of every command', () => {
    expect(unfounded(commands.map(({description}) => description ?? ''))).toEqual([])
  })

  // A date that no fact has any more is a sentence that was left behind.
  test('and every ground that is named with its date is that of a fact', () => {
    const known = new Set(allFacts().map(({fact}) => cite(fact)))
    const texts = [
      ...PAGES.map(page => readFileSync(page, 'utf8')),
      ...COMMENTED.map(file => readFileSync(file, 'utf8')),
      ...commands.map(({description}) => description ?? ''),
      ...HELP_TOPICS.flatMap(({name}) => topicSections(name, commands).flatMap(({blocks}) => blocks.flat(2))),
    ]
    const named = texts.flatMap(text => text.match(/(?:documented|seen once|likely|assumed)\s\(20\d\d[^)]*\)/g) ?? [])
    expect(named.length).toBeGreaterThan(40)
    expect(named.map(ground => ground.replace(/\s+/g, ' ')).filter(ground => !known.has(ground))).toEqual([])
  })

  test('and one without would be found', () => {
    expect(unfounded(['Limits grow by 25% every 15 minutes.', 'Self-serve accounts are prepaid now.'])).toHaveLength(2)
    expect(unfounded(['Limits grow by 25% every 15 minutes, documented (2026-10).'])).toEqual([])
    expect(PAGES).toContain('docs/sandbox.md')
    expect(
      unfounded(paragraphs('Priority costs half as much again.\n\nAt most 6 calls a minute are allowed.')),
    ).toHaveLength(2)
    expect(unfounded(comments('a: 1\n# Limits\n# grow by 25%.\nb: 2\n'))).toHaveLength(1)
  })
})
