import {describe, expect, test} from '@jest/globals'
import {
  actionOfHint,
  advice,
  command,
  distinctActions,
  distinctHints,
  isOperand,
  link,
  mapAction,
  mapHint,
  quotaCommand,
  retryAdvice,
} from '../../src/lib/domain/action.js'

const loud = (text: string) => text.toUpperCase()

describe('an action', () => {
  test('has every text of it through a function, and stays what it is', () => {
    expect(mapAction(command('quota', 'get', 'x'), loud)).toEqual({command: ['QUOTA', 'GET', 'X']})
    expect(mapAction(link('https://a'), loud)).toEqual({link: 'HTTPS://A'})
    expect(mapAction(advice('wait'), loud)).toEqual({advice: 'WAIT'})
    expect(mapAction(retryAdvice('wait'), loud)).toEqual({advice: 'WAIT', isRetry: true})
  })

  test('stands once among equal ones, where the first stood', () => {
    const actions = [command('a'), link('b'), command('a'), command('a', 'b')]
    expect(distinctActions(actions)).toEqual([command('a'), link('b'), command('a', 'b')])
  })
})

describe('a hint', () => {
  const hint = ['see ', command('quota', 'list'), ' for the ids']

  test('has every text of it through a function', () => {
    expect(mapHint('see it', loud)).toBe('SEE IT')
    expect(mapHint(hint, loud)).toEqual(['SEE ', command('QUOTA', 'LIST'), ' FOR THE IDS'])
  })

  test('is advice as a step, or the commands in it', () => {
    expect(actionOfHint('see it')).toEqual([advice('see it')])
    expect(actionOfHint(hint)).toEqual([command('quota', 'list')])
  })

  test('stands once among equal ones', () => {
    expect(distinctHints(['a', hint, 'a', [...hint]])).toEqual(['a', hint])
  })
})

describe('an id in a command', () => {
  test.each([
    ['monthly-spend-usd', true],
    ['a'.repeat(300), true],
    ['a'.repeat(301), false],
    ['', false],
    ['-rf', false],
    ['a\u001b[2J', false],
  ])('%j can stand there: %p; otherwise the list is shown', (id, stands) => {
    expect(isOperand(id)).toBe(stands)
    const words = stands ? ['quota', 'set', id, '5'] : ['quota', 'list']
    expect(quotaCommand('set', id, '5')).toEqual({command: words})
  })
})
