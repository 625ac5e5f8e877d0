import {exitCodeOf, isRetryable, OUTCOMES, type ErrorCode} from '../../domain/errors.js'
import {EXIT, EXIT_CODES, worstExitCode} from '../../domain/exit-codes.js'
import type {TopicSection} from './section.js'

/** What a command line says besides the outcomes of a request. */
const OWN_CODES: readonly ErrorCode[] = ['usage', 'refused', 'conflict', 'bad-response', 'internal']

/** `fireq help exit-codes`. */
export function exitCodesTopic(): readonly TopicSection[] {
  return [
    {
      title: 'EXIT CODES',
      blocks: [
        [
          ['CODE', 'RETRY', 'MEANING'],
          ...EXIT_CODES.map(({code, retry, meaning}) => [String(code), retryWord(retry), meaning]),
        ],
        'RETRY says whether the same command, run again later, can succeed. The codes are the same with and without --json.',
      ],
    },
    {
      title: 'SEVERAL QUESTIONS',
      blocks: [
        `A command that asks several things shows what it got and exits with the worst of their codes, in this order: ${worstFirst().join(', ')}. In \`quota check\` ${EXIT.critical} comes before ${EXIT.refused}, and ${EXIT.refused} before ${EXIT.warning}.`,
        '`limits probe`, `status` and `diagnose` print what they found and then exit with its code; with --exit-zero they exit 0 once they could say anything. `quota check --format nagios` uses 0, 1, 2 and 3 as Nagios does.',
      ],
    },
    {
      title: 'ERROR CODES',
      blocks: [
        'The word in `error.code` of the error document, in `outcome` and in `cause`, and the exit code that goes with it:',
        [
          ['CODE', 'EXIT', 'RETRY'],
          ...[...OUTCOMES, ...OWN_CODES].map(code => [code, String(exitCodeOf(code)), retryWord(isRetryable(code))]),
        ],
      ],
    },
  ]
}

export function retryWord(retry: boolean | null): string {
  return retry === null ? '–' : retry ? 'yes' : 'no'
}

/** The codes that are compared, worst first: signals end a command, they are not compared. */
function worstFirst(): number[] {
  const compared = EXIT_CODES.map(({code}) => code).filter(code => code < EXIT.sigint)
  return compared.sort((a, b) => (a === b ? 0 : worstExitCode([a, b]) === a ? -1 : 1))
}
