import * as Flags from '@oclif/core/flags'
import {AppError} from '../../domain/errors.js'
import {SPEND_DIMENSIONS, type SpendDimension} from '../../domain/spend/costs.js'
import {nearest} from '../../domain/text/did-you-mean.js'
import {monthStart, parseWindow} from '../../domain/text/time-window.js'
import {SPEND_FIELDS} from '../../render/views/spend.js'
import {allProfilesFlag, countFlag, type FlagValues} from '../flags.js'
import {shapingFlags} from '../list/flags.js'

/** Rows without `--top` and without `--by`: the three largest models. */
const USUAL_TOP = 3
const MOST_ROWS = 10_000

export const spendFlags = {
  ...shapingFlags(SPEND_FIELDS),
  by: Flags.string({
    description: `group by one or two of ${SPEND_DIMENSIONS.join(', ')}`,
    helpValue: 'model|key|user|day|kind',
  }),
  since: Flags.string({
    description: 'a date, a time or a span (7d); default: the first of this month',
    helpValue: 'WHEN',
  }),
  until: Flags.string({description: 'a date (included), a time or a span; default: now', helpValue: 'WHEN'}),
  top: countFlag('top', 1, MOST_ROWS, 'the N largest rows, the rest in one row'),
  'all-profiles': allProfilesFlag,
}

/** What is asked for. @throws AppError usage */
export function spendRequest(flags: FlagValues<typeof spendFlags>, now: number) {
  const dimensions = dimensionsOf(flags.by)
  return {
    dimensions: dimensions ?? (['model'] as const),
    window: parseWindow({since: flags.since, until: flags.until}, monthStart(now), now),
    top: flags.top ?? (dimensions === null ? USUAL_TOP : null),
    now,
  }
}

/** @throws AppError usage: an unknown dimension, more than two, or the same twice */
function dimensionsOf(text: string | undefined): SpendDimension[] | null {
  if (text === undefined) return null
  const names = text.split(',').map(name => name.trim())
  const wrong = names.find(name => !(SPEND_DIMENSIONS as readonly string[]).includes(name))
  const refuse = (what: string, hint: string) => new AppError('usage', `\`--by ${text}\`: ${what}`, {hints: [hint]})
  if (wrong !== undefined) {
    const near = nearest(wrong, SPEND_DIMENSIONS)
    throw refuse(
      `no \`${wrong}\` here`,
      near === null ? `choose from ${SPEND_DIMENSIONS.join(', ')}` : `did you mean \`${near}\`?`,
    )
  }
  if (names.length > 2 || new Set(names).size !== names.length) {
    throw refuse('at most two different dimensions can be combined', 'for example `--by day,model`')
  }
  return names as SpendDimension[]
}
