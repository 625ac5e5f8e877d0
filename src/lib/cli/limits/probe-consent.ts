import {isDocument} from '../flags.js'
import {AppError} from '../../domain/errors.js'
import {cite} from '../../domain/facts/fact.js'
import {BURST_SHRINK} from '../../domain/facts/rate-limits.js'
import {displayModelName} from '../../domain/limits/model-name.js'
import {printable} from '../../domain/text/printable.js'
import {ASSUMED_PROMPT_TOKENS, probeCostBound} from '../../domain/limits/token-cost.js'
import {formatUsd, formatWholeNumber} from '../../domain/text/units.js'
import {write, type CliIo} from '../io.js'
import type {LimitsProbeFlagValues} from './probe-flags.js'
import {ask, canAsk} from '../terminal.js'

/** More requests than this are confirmed. Source: fireq's own contract. */
export const MOST_UNASKED = 20

/** What many requests may do to the limit they measure. */
export const BURST_WARNING = `a burst may shrink a limit: ${BURST_SHRINK.value}; ${cite(BURST_SHRINK)}, in no document`

/**
 * Says what several requests a model may cost and do, and asks when they are many.
 * @param models the model of each request, full resource names
 * @throws AppError usage when nobody can be asked; refused when the person does not want it
 */
export async function confirmRequests(
  io: CliIo,
  flags: LimitsProbeFlagValues,
  models: readonly string[],
): Promise<void> {
  const requests = models.length
  const maxTokens = flags['max-tokens'] ?? 1
  const {usd, asOf, unpriced} = probeCostBound(models, maxTokens, flags['service-tier'] === 'priority')
  const names = unpriced.map(model => printable(displayModelName(model), 80)).join(', ')
  const priced = `list prices of ${asOf}${names === '' ? '' : `; ${names} counted as the dearest, as no list has a price`}`
  const plan =
    `${formatWholeNumber(requests)} requests of at most ${ASSUMED_PROMPT_TOKENS} prompt and ${maxTokens} output tokens ` +
    `(assumed): at most ${formatUsd(Math.ceil(usd * 100) / 100)} (${priced})`
  const many = requests > MOST_UNASKED
  const asks = many && flags.yes !== true
  if (many && (asks || !flags.quiet)) await write(io.stderr, `${plan}\n`)
  if (!flags.quiet && !isDocument(flags)) await write(io.stderr, `warning: ${BURST_WARNING}\n`)
  if (!asks) return
  if (!canAsk(io, flags)) {
    throw new AppError(
      'usage',
      `${formatWholeNumber(requests)} requests need a confirmation, and there is no terminal to ask in`,
      {
        hints: ['add `--yes`; nothing was sent'],
      },
    )
  }
  const answer = await ask(io, `Send ${formatWholeNumber(requests)} requests? [y/N] `)
  if (/^y(?:es)?$/i.test(answer.trim())) return
  throw new AppError('refused', 'not confirmed', {hints: ['nothing was sent']})
}
