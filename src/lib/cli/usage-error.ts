import {nearest} from '../domain/text/did-you-mean.js'
import {AppError} from '../domain/errors.js'

/** What oclif's parser throws, as far as it is read here. */
interface ParseFailure extends Error {
  readonly flags?: readonly string[]
  readonly args?: readonly unknown[]
  readonly oclif?: {readonly exit?: number}
}

/** The names a mistyped flag may have meant. */
export interface Vocabulary {
  readonly commandId: string
  readonly flagNames: readonly string[]
  /** Words that may follow the command's own, `check` of `spend check`. */
  readonly verbs?: readonly string[]
  /** Of the sandbox: a stray word may be one. */
  readonly scenarios?: readonly string[]
}

/** Turns what oclif's parser throws into a usage error (exit 2); anything else is returned as it is. */
export function asUsageError(error: unknown, vocabulary: Vocabulary): unknown {
  if (error instanceof AppError) return restoreMessage(error)
  if (!isParseFailure(error)) return error
  const see = `see \`fireq ${vocabulary.commandId} --help\``
  const unknown = error.flags?.[0]
  if (unknown !== undefined && /^Nonexistent/.test(error.message)) {
    const name = unknown.split('=')[0]!
    const near = nearest(
      name,
      vocabulary.flagNames.map(flag => `--${flag}`),
    )
    return new AppError('usage', `unknown flag \`${name}\``, {
      hints: [near === null ? see : `did you mean \`${near}\`?`],
    })
  }
  const stray = /^Unexpected argument: (\S+)/.exec(error.message)?.[1]
  if (stray !== undefined) {
    return new AppError('usage', `unexpected argument \`${stray}\``, {hints: [guessOf(stray, vocabulary) ?? see]})
  }
  const choice = /^Expected (?:--[\w-]+=)?(\S+) to be one of: (.*)/.exec(error.message)
  const near = choice === null ? null : nearest(choice[1]!, choice[2]!.split(', '))
  return new AppError('usage', missingArgument(error) ?? wording(error.message), {
    hints: [near === null ? see : `did you mean \`${near}\`?`],
  })
}

function guessOf(stray: string, {commandId, verbs = [], scenarios = []}: Vocabulary): string | null {
  if (scenarios.includes(stray)) return `did you mean \`--sandbox=${stray}\`?`
  const verb = nearest(stray, verbs)
  return verb === null ? null : `did you mean \`fireq ${commandId} ${verb}\`?`
}

/** oclif's list of the arguments that are missing, as one sentence with the values they can have. */
function missingArgument({message, args}: ParseFailure): string | null {
  if (!message.startsWith('Missing ') || args === undefined) return null
  const [arg] = args as {readonly name?: string; readonly options?: readonly string[]}[]
  if (arg?.name === undefined) return null
  return `missing argument ${arg.name}${arg.options === undefined ? '' : `: one of ${arg.options.join(', ')}`}`
}

function isParseFailure(error: unknown): error is ParseFailure {
  return error instanceof Error && 'oclif' in error
}

/** oclif's own words, in one line and in fireq's style. */
function wording(message: string): string {
  const line = message
    .replace(/\nSee more help with --help$/, '')
    .replace(/^Parsing (--\S+)\s+/, '`$1`: ')
    .replace(/\s*\n\s*/g, ' ')
    .trim()
  return line.charAt(0).toLowerCase() + line.slice(1)
}

/** oclif writes into the message of an error that a flag's own parser threw. */
function restoreMessage(error: AppError): AppError {
  const clean = error.message.replace(/^Parsing --\S+ \n\t/, '').replace(/\nSee more help with --help$/, '')
  if (clean === error.message) return error
  return error.with({message: clean})
}
