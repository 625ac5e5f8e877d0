import {beforeAll, describe, expect, test} from '@jest/globals'
import {readdirSync, readFileSync} from 'node:fs'
import path from 'node:path'
import {describeCommands} from '../../src/describe-commands.js'
import {HELP_TOPICS} from '../../src/lib/help/topics/names.js'
import type {CommandDescription} from '../../src/lib/help/command-description.js'

/** Phrases that a reader stumbles over. STYLE.md has what to write instead. */
const BANNED: readonly RegExp[] = [
  /\bin no mode\b/i,
  /\btells? no (?:usage|limits?|tier)\b/i,
  /\bNeither us nor them\b/i,
  /\bcomes? back fast\b/i,
  /\bthe fullest\b/i,
  /\bDo now\b/,
  /\bMind:/,
  /\bTo end it\b/,
  /\bcame to (?:rate-limited|\$\{)/,
  /\bnobody can be asked\b/i,
  /\bwere seen to say\b/i,
  /\bwhat is in between\b/i,
  // One word each: a quota has a max, the account a limit of requests, a rate limit something remaining.
  /\bapproved ceiling\b/i,
  /\baccount-wide ceiling\b/i,
  /\bper minute left\b/i,
  /\b(?:has|be|is|much|this) headroom\b/i,
  /(?<!there )\bis no (?:quota|key|error|profile|setting|model|number)\b/i,
]

/** Text in quotes or back-ticks of the source: comments are for those who read code. */
function literals(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  return [...code.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)].map(
    ([, single, double, template]) => single ?? double ?? template ?? '',
  )
}

const files = (folder: string, ending: string) =>
  readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .filter(name => name.endsWith(ending))
    .map(name => path.join(folder, name))

const offences = (texts: readonly string[]) => texts.filter(text => BANNED.some(phrase => phrase.test(text)))

describe('no banned phrase', () => {
  test('in a text of the source', () => {
    const found = files('src', '.ts').flatMap(file =>
      offences(literals(readFileSync(file, 'utf8'))).map(text => `${file}: ${text}`),
    )
    expect(found).toEqual([])
  })

  test('in a document for users', () => {
    const pages = ['README.md', 'SECURITY.md', ...files('docs', '.md')]
    const found = pages.flatMap(file =>
      offences(readFileSync(file, 'utf8').split('\n')).map(text => `${file}: ${text}`),
    )
    expect(found).toEqual([])
  })

  test('in what a view prints', () => {
    const found = files('test/golden', '.txt').flatMap(file =>
      offences(readFileSync(file, 'utf8').split('\n')).map(text => `${file}: ${text}`),
    )
    expect(found).toEqual([])
  })
})

describe('help', () => {
  let commands: readonly CommandDescription[]
  beforeAll(async () => (commands = await describeCommands()))

  test('summaries are lower case, under 72 characters, without a full stop', () => {
    const summaries = [...commands, ...HELP_TOPICS].map(({summary}) => summary)
    // A product's or protocol's name keeps its capital.
    const wrong = summaries.filter(
      text => !/^(?:[a-z]|API|Prometheus|JSON)/.test(text) || text.length >= 72 || /\.$/.test(text),
    )
    expect(wrong).toEqual([])
  })

  test('flags and arguments have a description without a capital or a full stop', () => {
    const texts = commands.flatMap(({flags, args}) => [...flags, ...args].map(({description = ''}) => description))
    expect(texts.filter(text => text === '' || /\.$/.test(text) || /^[A-Z][a-z]+ [a-z]/.test(text))).toEqual([])
  })

  test('every command has an example, and examples are comments without a full stop', () => {
    expect(commands.filter(({examples}) => examples.length === 0).map(({id}) => id)).toEqual([])
    const comments = commands.flatMap(({examples}) => examples.map(({description}) => description))
    expect(comments.filter(text => text === '' || /\.$/.test(text))).toEqual([])
  })
})

/** The array behind `hints:` with its literals; one without is built elsewhere. */
const HINTS = /hints: \[((?:[^[\]]|\[[^[\]]*\])*)\]/g

describe('errors', () => {
  test('a hint ends without a full stop', () => {
    const found = files('src', '.ts').flatMap(file =>
      [...readFileSync(file, 'utf8').matchAll(HINTS)]
        .flatMap(([, inside]) => literals(inside!))
        .filter(text => /[^.]\.$/.test(text))
        .map(text => `${file}: ${text}`),
    )
    expect(found).toEqual([])
  })

  test('a message is lower case, but for names, and ends without a full stop', () => {
    const messages = files('src', '.ts').flatMap(file =>
      [...readFileSync(file, 'utf8').matchAll(/new AppError\('[a-z-]+', (?:'([^'\n]*)'|`([^`\n]*)`)/g)].map(
        ([, plain, template]) => `${file}: ${plain ?? template}`,
      ),
    )
    expect(messages.length).toBeGreaterThan(40)
    expect(messages.filter(text => /: [A-Z][a-z]+ |[^.]\.$/.test(text.replace(/: Fireworks /, ': ')))).toEqual([])
  })
})

describe('labels', () => {
  test('of labelled lines are nouns: no verb, no pronoun', () => {
    const labels = files('src/lib/render/views', '.ts').flatMap(file =>
      [...readFileSync(file, 'utf8').matchAll(/^\s+\['([A-Z][A-Za-z ]+)', /gm)].map(([, label]) => label!),
    )
    expect(labels.length).toBeGreaterThan(10)
    expect(labels.filter(label => /\b(?:do|mind|to|you|it|now|chain)\b/i.test(label))).toEqual([])
  })
})
