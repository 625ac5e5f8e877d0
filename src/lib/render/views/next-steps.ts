import type {Action, Selector} from '../../domain/action.js'
import {formatWholeNumber} from '../../domain/text/units.js'
import {actionText} from '../formats/command-line.js'
import {wrapWords} from '../surface/display-width.js'
import type {Surface} from '../surface/terminal-style.js'

/**
 * The one thing to do now, a command alone on its line and never broken, as somebody will copy it; below it what it comes
 * with, and how many more there are.
 */
export function nextStepText(actions: readonly Action[], selector: Selector, surface: Surface): string {
  const {colour, columns} = surface
  const first = actions.find(action => 'command' in action) ?? actions[0]
  if (first === undefined) return ''
  const after = actions[actions.indexOf(first) + 1]
  const note = 'command' in first && after !== undefined && 'advice' in after ? after : null
  const others = actions.length - (note === null ? 1 : 2)
  const more = others <= 0 ? '' : ` (\`--verbose\` shows ${formatWholeNumber(others)} more)`
  const shown = actionText(first, selector)
  const wrapped = 'advice' in first ? wrapWords(shown, columns === null ? null : Math.max(20, columns - 2)) : [shown]
  const noted = note === null ? [] : wrapWords(note.advice, columns === null ? null : Math.max(20, columns - 2))
  return [
    colour.dim(`Next step${more}`),
    ...wrapped.map(line => `  ${colour.cyan(line)}`),
    ...noted.map(line => `  ${colour.dim(line)}`),
    '',
  ].join('\n')
}

/** All of them, for labelled lines: a command or a URL is kept whole by no-break spaces, which are shown as spaces. */
export function stepTexts(actions: readonly Action[], selector: Selector): string[] {
  return actions.map(action => {
    const text = actionText(action, selector)
    return 'advice' in action ? text : text.replaceAll(' ', '\u00a0')
  })
}
