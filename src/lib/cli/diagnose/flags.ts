import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {AppError, type Warning} from '../../domain/errors.js'
import {diagnoseAnswers, diagnosePieces, type PasteDiagnosis} from '../../app/diagnose-paste.js'
import {DocumentTooLarge, LONGEST_DOCUMENT} from '../../domain/paste/paste-reader.js'
import {readPastedParts} from '../../domain/paste/read.js'
import {parseCount, type FlagValues} from '../flags.js'
import type {CliIo} from '../io.js'
import {readPaste, pauseFor, readPieces, tooLarge} from './read-paste.js'
import {parseSince} from './since.js'
import {modelFlag} from '../model-flag.js'

export const diagnoseArgs = {
  FILE: Args.string({
    description: 'a `curl -i` dump, an exception, an error body, a HAR file or a whole log; - for standard input',
    // oclif would take what stands on standard input for the file's name.
  }),
}

export const diagnoseFlags = {
  live: Flags.boolean({description: 'ask the account, whatever stands on standard input'}),
  status: Flags.custom<number>({
    description: 'the HTTP status of the response',
    helpValue: 'N',
    parse: text => Promise.resolve(parseCount('--status', text, 100, 599)),
  })(),
  headers: Flags.string({description: 'a file with its headers; - for standard input', helpValue: 'FILE'}),
  body: Flags.string({description: 'a file with its body; - for standard input', helpValue: 'FILE'}),
  model: modelFlag('the model to ask, or that the pasted response is of; of a log, only its answers'),
  since: Flags.string({description: 'of a log, only what is newer: `30m`, `2h`, `1d`, or a time', helpValue: 'TIME'}),
  markdown: Flags.boolean({description: 'a redacted block for an incident channel or a support ticket'}),
  'exit-zero': Flags.boolean({description: 'exit 0 whatever the cause'}),
}

export type DiagnoseFlagValues = FlagValues<typeof diagnoseFlags>

/**
 * What somebody pasted means: from the file, from the parts, or from standard input where it is a pipe or a file with
 * something in it.
 * @returns null when the account is to be asked
 * @throws AppError usage for arguments that contradict each other, refused for a file that cannot be read
 */
export async function pastedDiagnosis(
  io: CliIo,
  file: string | undefined,
  flags: DiagnoseFlagValues,
): Promise<OfflineDiagnosis | null> {
  const parts = flags.status !== undefined || flags.headers !== undefined || flags.body !== undefined
  refuseContradictions(file, parts, flags)
  if (flags.live) return null
  const now = io.clock.now()
  const filter = {model: flags.model ?? null, since: flags.since === undefined ? null : parseSince(flags.since, now)}
  if (parts) {
    const [headers, body] = await Promise.all([partText(io, flags.headers), partText(io, flags.body)])
    return offline(diagnoseAnswers(readPastedParts({status: flags.status ?? null, headers, body}, now), filter, now))
  }
  if (file === undefined && io.stdin.isTTY === true) return null
  const found = await diagnosePieces(readPieces(io, file ?? '-'), filter, now, () => pauseFor(io)).catch(
    (error: unknown) => {
      throw error instanceof DocumentTooLarge ? tooLarge(file ?? '-', LONGEST_DOCUMENT) : error
    },
  )
  return file === undefined && found.empty ? null : offline(found)
}

interface OfflineDiagnosis extends Pick<PasteDiagnosis, 'diagnosis' | 'timeline' | 'log'> {
  readonly source: 'offline'
  readonly account: null
  readonly warnings: readonly Warning[]
}

function offline({diagnosis, timeline, log, notes}: PasteDiagnosis): OfflineDiagnosis {
  const warnings = notes.map(message => ({code: 'paste', message}))
  return {diagnosis, timeline, log, source: 'offline', account: null, warnings}
}

function refuseContradictions(file: string | undefined, parts: boolean, flags: DiagnoseFlagValues): void {
  const refuse = (what: string) => new AppError('usage', what, {hints: ['leave one of them out']})
  if (file !== undefined && parts) throw refuse('FILE and `--status`, `--headers`, `--body` cannot be used together')
  if (flags.live && (file !== undefined || parts))
    throw refuse('`--live` and a pasted response cannot be used together')
  if (flags.live && flags.since !== undefined) throw refuse('`--live` and `--since` cannot be used together')
  if (flags.headers === '-' && flags.body === '-') {
    throw new AppError('usage', '`--headers -` and `--body -` both read standard input', {
      hints: ['put one of them into a file, or pipe the whole answer into `fireq diagnose`'],
    })
  }
}

function partText(io: CliIo, file: string | undefined): Promise<string | null> {
  return file === undefined ? Promise.resolve(null) : readPaste(io, file)
}
