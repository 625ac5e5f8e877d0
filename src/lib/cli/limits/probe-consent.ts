import {AppError} from '../../domain/errors.js'
import {ASSUMED_PRICE_USD, ASSUMED_PROMPT_TOKENS, estimateProbeCostUsd} from '../../domain/limits/token-cost.js'
import {formatUsd, formatWholeNumber} from '../../domain/text/units.js'
import {write, type CliIo} from '../io.js'
import type {LimitsProbeFlagValues} from './probe-flags.js'
import {ask, canAsk} from '../terminal.js'

/** More requests than this are confirmed. Source: fireq's own contract. */
const MOST_UNASKED = 20

/** What many requests can do to the limit they measure. Observed: 200 requests at concurrency 100. */
export const BURST_WARNING =
  'bursts can shrink an adaptive limit: one of 200 requests was seen to take 216,000 output tokens per minute to 36,000'

/**
 * Says what several requests a model may cost and do, and asks when they are many.
 * @param requests in all
 * @throws AppError usage when nobody can be asked; refused when the person does not want it
 */
export async function confirmRequests(io: CliIo, flags: LimitsProbeFlagValues, requests: number): Promise<void> {
  const maxTokens = flags['max-tokens'] ?? 1
  const cost = estimateProbeCostUsd(requests, maxTokens, flags['service-tier'] === 'priority')
  const {prompt, generated} = ASSUMED_PRICE_USD
  const plan =
    `${formatWholeNumber(requests)} requests of at most ${ASSUMED_PROMPT_TOKENS} prompt and ${maxTokens} output tokens ` +
    `(assumed): at most ${formatUsd(Math.max(cost, 0.01))}, at an assumed $${prompt} and $${generated} per million tokens`
  const many = requests > MOST_UNASKED
  const asks = many && flags.yes !== true
  if (many && (asks || !flags.quiet)) await write(io.stderr, `${plan}\n`)
  if (!flags.quiet && !flags.json && flags.output !== 'json') await write(io.stderr, `warning: ${BURST_WARNING}\n`)
  if (!asks) return
  if (!canAsk(io, flags)) {
    throw new AppError(
      'usage',
      `${formatWholeNumber(requests)} requests need a confirmation, and nobody can be asked`,
      {
        hints: ['add `--yes`; nothing was sent'],
      },
    )
  }
  const answer = await ask(io, `Send ${formatWholeNumber(requests)} requests? [y/N] `)
  if (/^y(?:es)?$/i.test(answer.trim())) return
  throw new AppError('refused', 'not confirmed', {hints: ['nothing was sent']})
}
