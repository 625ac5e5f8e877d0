import {createHash} from 'node:crypto'
import {readFileSync} from 'node:fs'
import path from 'node:path'
import {accountStatus, type AccountStatus, type ProbeWish} from '../../app/account-status.js'
import {stateFolder} from '../../config/paths.js'
import {makePrivateFolders, writePrivateFile} from '../../config/private-file.js'
import {asksModel, lineText, parseLineFormat, type LineValues} from '../../domain/diagnosis/status-line.js'
import {AppError} from '../../domain/errors.js'
import {formatPercent, formatUsd, UNKNOWN_MARK} from '../../domain/text/units.js'
import type {GlobalFlagValues} from '../flags.js'
import {isDocument} from '../flags.js'
import type {CliIo} from '../io.js'
import type {CommandResult} from '../result.js'
import {connectionOf, placeOf, sandboxScenario, type Session} from '../session.js'

/** Seconds for which a line is shown again without asking. Source: fireq's own contract. */
const DEFAULT_MAX_AGE_SECONDS = 60
const DEFAULT_FORMAT = '{verdict} {spend} of {limit} ({spend%})'

export interface LineFlagValues extends GlobalFlagValues {
  line?: boolean
  format?: string
  'max-age'?: number
  probe?: boolean
}

interface KeptLine {
  /** Milliseconds since the epoch. */
  readonly t: number
  readonly values: LineValues
}

/** `--format` and `--max-age` belong to `--line`, and a line is no document. @throws AppError usage */
export function checkLineFlags(flags: LineFlagValues): void {
  const {line, format} = flags
  const detail = format !== undefined ? 'format' : flags['max-age'] === undefined ? null : 'max-age'
  if (line !== true && detail !== null) {
    throw new AppError('usage', `\`--${detail}\` needs \`--line\``, {hints: ['add `--line`, or leave it out']})
  }
  if (line === true && (isDocument(flags) || (flags.output ?? 'text') !== 'text' || flags.query !== undefined)) {
    throw new AppError('usage', '`--line` is a line of text', {hints: ['leave out the format, or `--line`']})
  }
}

/**
 * One short line for a prompt or a status bar, from what was kept where that is young enough. It fails only where nothing
 * can be said at all.
 * @throws AppError as reading the account does
 */
export async function statusLine(
  io: CliIo,
  flags: LineFlagValues,
  wish: ProbeWish | null,
  model: () => Promise<string | null>,
  connect: () => Promise<Session>,
): Promise<CommandResult> {
  const format = parseLineFormat(flags.format ?? DEFAULT_FORMAT)
  const asked = wish ?? (asksModel(format) ? {model: await model()} : null)
  const file = await keptFile(io, flags, asked)
  const kept = file === null ? null : readKept(file)
  const maxAge = (flags['max-age'] ?? DEFAULT_MAX_AGE_SECONDS) * 1000
  const age = kept === null ? Infinity : io.clock.now() - kept.t
  const values = kept !== null && age >= 0 && age < maxAge ? kept.values : await readAnew(io, file, asked, connect)
  return {
    schema: 'fireq.status/v1',
    source: 'live',
    account: null,
    data: {},
    text: ({unicode}) => `${lineText(format, values, unicode ? UNKNOWN_MARK : '-')}\n`,
  }
}

async function readAnew(
  io: CliIo,
  file: string | null,
  wish: ProbeWish | null,
  connect: () => Promise<Session>,
): Promise<LineValues> {
  const session = await connect()
  const {gateway, inference} = session
  const ports = {gateway, inference, clock: io.clock, signal: io.signal, account: () => session.account()}
  const {status} = await accountStatus(ports, wish)
  const values = valuesOf(status)
  if (file !== null) keep(io, file, {t: io.clock.now(), values})
  return values
}

function valuesOf({account, verdict, spend, probe}: AccountStatus): LineValues {
  const usd = (value: number | null | undefined) => (value === null || value === undefined ? null : formatUsd(value))
  const entries: [string, unknown][] = [
    ['account', account.id],
    ['verdict', verdict.state],
    ['state', account.suspendState],
    ['spend', usd(spend?.usage)],
    ['limit', usd(spend?.limit)],
    ['left', usd(spend?.left)],
    ['spend%', spend?.utilization == null ? null : formatPercent(spend.utilization)],
    ...(probe?.limits ?? []).map(({dimension, utilization}): [string, unknown] => [
      `${dimension}%`,
      utilization === null ? null : formatPercent(utilization),
    ]),
  ]
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

/**
 * Where the line of this connection is kept; null without a home. The key is part of a digest only, so that another key
 * never gets this one's numbers; a key command is not run for it.
 */
async function keptFile(io: CliIo, flags: LineFlagValues, wish: ProbeWish | null): Promise<string | null> {
  const folder = stateFolder(placeOf(io))
  // A sandbox is new in each run: there is nothing to keep.
  if (folder === null || sandboxScenario(io, flags) !== null) return null
  const {baseUrl, accountId, profile, apiKey, keyCommand} = await connectionOf(io, flags)
  const who = [baseUrl.value, accountId?.value, profile?.value, (apiKey ?? keyCommand)?.value, wish]
  const digest = createHash('sha256').update(JSON.stringify(who)).digest('hex').slice(0, 24)
  return path.join(folder, 'status-line', `${digest}.json`)
}

function readKept(file: string): KeptLine | null {
  try {
    const {t, values} = JSON.parse(readFileSync(file, 'utf8')) as Partial<KeptLine>
    if (typeof t !== 'number' || typeof values !== 'object' || values === null) return null
    const texts = Object.entries(values).filter(([, value]) => typeof value === 'string')
    return {t, values: Object.fromEntries(texts)}
  } catch {
    return null
  }
}

/** A cache that cannot be written only costs a request more. */
function keep(io: CliIo, file: string, kept: KeptLine): void {
  try {
    const folder = path.dirname(file)
    makePrivateFolders([path.dirname(folder), folder], io.userId)
    writePrivateFile(file, JSON.stringify(kept))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
}
