import {documentItems, findingsOf} from '../../domain/check/verdict.js'
import {settle} from '../../app/settle.js'
import {AppError} from '../../domain/errors.js'
import {waitUntil, type Look, type WaitOutcome} from '../../app/wait-until.js'
import {formatDuration, formatTimeUtc} from '../../domain/text/units.js'
import {printable} from '../../domain/text/printable.js'
import {waitText} from '../../render/views/wait.js'
import type {Field, FieldValue} from '../../render/formats/delimited.js'
import {write, type CliIo} from '../io.js'
import {rowsOf, type CommandResult} from '../result.js'
import type {Session} from '../session.js'
import {isTerminal} from '../terminal.js'
import {DEFAULT_WAIT_SECONDS, type WaitFlagValues} from './flags.js'

/** `data` of `fireq.wait/v1`. */
export interface WaitDocument {
  readonly met: boolean
  readonly waitedSeconds: number
  readonly looks: number
  /** Why it ended without being met; null when it was. */
  readonly reason: string | null
  readonly exitCode: number
  readonly checks: readonly Readonly<Record<string, unknown>>[]
}

/** Waits, telling a person on stderr what changes, and how long until the next look. */
export async function waitResult(
  io: CliIo,
  flags: WaitFlagValues & {quiet?: boolean},
  session: Session,
  look: () => Promise<Look>,
): Promise<CommandResult<WaitDocument>> {
  const quiet = flags.quiet === true
  const question = {timeoutSeconds: flags.timeout ?? DEFAULT_WAIT_SECONDS, everySeconds: flags.every ?? null}
  const outcome = await waitUntil(look, question, {
    now: () => io.clock.now(),
    random: Math.random,
    pause: (ms, left) => (quiet ? io.clock.sleep(ms, io.signal) : pause(io, ms, left.ms)),
    onLook: teller(io, quiet),
  })
  return resultOf(outcome, session, await accountOf(session))
}

/** A key that is refused has no account to name. */
async function accountOf(session: Session): Promise<string | null> {
  const account = await settle(session.account())
  return account instanceof AppError ? session.knownAccount : account
}

function resultOf(outcome: WaitOutcome, session: Session, account: string | null): CommandResult<WaitDocument> {
  const {met, looks, reason, exitCode, last} = outcome
  const checks = documentItems(last.report).map(({document}) => document)
  const waitedSeconds = Math.round(outcome.waitedSeconds * 10) / 10
  const names = Object.keys(checks[0] ?? {})
  const fields: Field<Readonly<Record<string, unknown>>>[] = names.map(name => ({
    name,
    value: check => (check[name] ?? null) as FieldValue,
  }))
  return {
    schema: 'fireq.wait/v1',
    source: session.source,
    account,
    accountAbove: true,
    data: {met, waitedSeconds, looks, reason, exitCode, checks},
    warnings: [...session.warnings, ...last.report.warnings],
    exitCode,
    text: surface => waitText({...outcome, waitedSeconds}, surface),
    delimited: rowsOf(fields, checks),
  }
}

/** A line for the first look and for each that found something else; numbers alone are the countdown's. */
function teller(io: CliIo, quiet: boolean) {
  let told = ''
  return async (look: Look, nextSeconds: number | null) => {
    const found = findingsOf(look.report.items)
    const state = JSON.stringify(
      found.map(({name, rule, severity, document}) => [name, rule, severity, document['limit']]),
    )
    if (quiet || nextSeconds === null || state === told) return
    told = state
    const messages = found.map(({message}) => printable(message, 300)).join('; ')
    await write(
      io.stderr,
      `${formatTimeUtc(io.clock.now())}  ${messages}; next look in ${formatDuration(nextSeconds)}\n`,
    )
  }
}

/** Waits; on a terminal counting down, every second, on a line of its own that goes afterwards. */
async function pause(io: CliIo, ms: number, leftMs: number): Promise<void> {
  if (!isTerminal(io, io.stderr)) return io.clock.sleep(ms, io.signal)
  const end = io.clock.now() + ms
  try {
    for (let rest = ms; rest > 0; rest = end - io.clock.now()) {
      const whole = formatDuration(Math.ceil((leftMs - ms + rest) / 1000))
      await write(
        io.stderr,
        `\r\u001B[Knext look in ${formatDuration(Math.ceil(rest / 1000))}, waiting ${whole} more at most`,
      )
      await io.clock.sleep(Math.min(1000, rest), io.signal)
    }
  } finally {
    await write(io.stderr, '\r\u001B[K')
  }
}
