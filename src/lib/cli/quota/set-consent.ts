import {quotaCommand, type Selector} from '../../domain/action.js'
import {AppError} from '../../domain/errors.js'
import {EXIT} from '../../domain/exit-codes.js'
import {printable} from '../../domain/text/printable.js'
import type {QuotaChange} from '../../domain/quota/change.js'
import {describeQuotaAmount} from '../../domain/quota/amount.js'
import {commandLine} from '../../render/formats/command-line.js'
import {write, type CliIo} from '../io.js'
import type {QuotaSetFlagValues} from './set-flags.js'
import {ask, canAsk} from '../terminal.js'

/** How the consent to a change was given. */
export type Consent = 'asked' | 'by-flag' | 'not-needed'

/** Flags that stand in for the questions that would otherwise be asked; empty when nothing has to be asked. */
export function missingConsent(io: CliIo, flags: QuotaSetFlagValues, {severity}: QuotaChange): string[] {
  if (severity === 'none') return []
  // Scripts that call firectl today expect its spelling to run; they never promised to go below the usage.
  const mild = flags.yes === true || (flags.value !== undefined && !canAsk(io, flags))
  const severe = severity === 'mild' || flags['allow-below-usage'] === true
  return [...(mild ? [] : ['--yes']), ...(severe ? [] : ['--allow-below-usage'])]
}

/**
 * Asks as the change deserves: y/N, or its name typed where it reaches the usage.
 * @param owner `account acme, profile work`
 * @throws AppError usage when nobody can be asked, naming the flags; refused when the person does not consent
 */
export async function confirmChange(
  io: CliIo,
  flags: QuotaSetFlagValues,
  change: QuotaChange,
  owner: string,
): Promise<Consent> {
  if (change.severity === 'none') return 'not-needed'
  const missing = missingConsent(io, flags, change)
  if (missing.length === 0) return 'by-flag'
  const name = printable(change.id)
  if (!canAsk(io, flags)) {
    const needed = missing.map(flag => `\`${flag}\``).join(' and ')
    throw new AppError('usage', `changing ${name} needs a confirmation, and there is no terminal to ask in`, {
      hints: [`add ${needed}; nothing was sent`],
    })
  }
  const severe = change.severity === 'severe'
  const whose = printable(owner, 240)
  const question = severe
    ? `Type ${name} to change it on ${whose}: `
    : `Set ${name} of ${whose} to ${describeQuotaAmount(change.to, change.unit)}? [y/N] `
  const answer = (await askOrStop(io, question)).trim()
  if (severe ? answer === change.id : /^y(?:es)?$/i.test(answer)) return 'asked'
  const still = change.from === null ? 'as it was' : `still ${describeQuotaAmount(change.from, change.unit)}`
  throw new AppError('refused', `cancelled; ${name} is ${still}`, {hints: ['nothing was sent']})
}

/** An answer; or, when the question was left with Ctrl-C or the end of the input, an error on a line of its own. */
export async function askOrStop(io: CliIo, question: string): Promise<string> {
  try {
    return await ask(io, question)
  } catch (error) {
    await write(io.stderr, '\n')
    const exitCode = error instanceof AppError ? error.exitCode : EXIT.refused
    if (exitCode !== EXIT.sigint) throw error
    throw new AppError('unknown', 'interrupted: nothing was sent', {exitCode, hints: ['run it again to decide anew']})
  }
}

/** Tells somebody who interrupts between sending and reading back what they cannot know. */
export async function tellInterrupted(io: CliIo, id: string, selector: Selector): Promise<void> {
  if (!io.signal.aborted) return
  const line = commandLine(quotaCommand('get', id).command, selector)
  await write(io.stderr, `interrupted: \`${line}\` shows whether it was changed\n`)
}
