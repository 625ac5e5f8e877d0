import {describe, expect, test} from '@jest/globals'
import {asksModel, LINE_PLACEHOLDERS, lineText, parseLineFormat} from '../../../src/lib/domain/diagnosis/status-line.js'
import type {AppError} from '../../../src/lib/domain/errors.js'

const shown = (format: string, values = {}) => lineText(parseLineFormat(format), values, '–')

describe('a status line', () => {
  test.each([
    ['{spend} of {limit}', '$5 of $400'],
    ['{ spend% }{left}', '–$395'],
    ['{{spend}} is {spend}', '{spend} is $5'],
    ['no placeholder', 'no placeholder'],
    ['}{{', '}{'],
    ['a } alone', 'a } alone'],
    ['', ''],
  ])('%s is %s', (format, text) => {
    expect(shown(format, {spend: '$5', limit: '$400', left: '$395'})).toBe(text)
  })

  test('never steers a terminal', () => {
    expect(shown('{account}', {account: 'a\u001b[2Jb'})).not.toContain('\u001b')
  })

  test('asks a model only where a placeholder needs its answer', () => {
    expect(LINE_PLACEHOLDERS.filter(name => asksModel(parseLineFormat(`{${name}}`)))).toEqual([
      'requests%',
      'prompt%',
      'uncached-prompt%',
      'generated%',
    ])
    expect(asksModel(parseLineFormat('generated%'))).toBe(false)
  })

  test.each([
    ['{spnd}', '`--format`: no `{spnd}` here', 'did you mean `{spend}`?'],
    ['{Spend', '`--format`: a { has no }', /^there are \{account\} \{verdict\} .* \{generated%\}$/],
    ['{}', '`--format`: no `{}` here', /^there are /],
    ['{what is this}', '`--format`: no `{what is this}` here', /^there are /],
  ])('%s is a mistake, told with what there is', (format, message, hint) => {
    let thrown: AppError | undefined
    try {
      parseLineFormat(format)
    } catch (error) {
      thrown = error as AppError
    }
    expect([thrown?.code, thrown?.message]).toEqual(['usage', message])
    expect(thrown?.hints).toEqual([typeof hint === 'string' ? hint : expect.stringMatching(hint)])
  })
})
