import type {Selector} from '../../domain/action.js'
import {AppError} from '../../domain/errors.js'
import {formatDuration, formatPercent, formatTimeUtc} from '../../domain/text/units.js'
import {printable} from '../../domain/text/printable.js'
import {displayWidth, padTo, truncateTo} from '../../render/surface/display-width.js'
import type {Followed} from '../../render/charts/sparkline.js'
import type {Surface} from '../../render/surface/terminal-style.js'
import {errorText, warningText} from '../../render/formats/error.js'
import {errorDocumentText} from '../error-document.js'
import {isDocument, type GlobalFlagValues} from '../flags.js'
import {write, type CliIo} from '../io.js'
import type {CommandResult} from '../result.js'
import {resultText, shapedResult, textOf} from '../show.js'
import type {ShapingFlagValues} from '../list/shaping.js'
import {surfaceOf, terminalColumns} from '../surface.js'
import {isTerminal} from '../terminal.js'

/**
 * Asks again and again until the signal, and shows every round: a terminal is drawn anew, a pipe gets block after block,
 * `--json` one document a line, csv and tsv rows under one header, each with its time first. A round starts when its time has come and the one before
 * it is over. A failure that can pass is shown and does not end it.
 * @throws AppError a failure that cannot pass
 */
export async function watchRounds(
  io: CliIo,
  flags: GlobalFlagValues,
  seconds: number,
  ask: () => CommandResult | Promise<CommandResult>,
  selector: () => Selector,
): Promise<void> {
  const show = roundsOf(io, flags, seconds, selector)
  for (let due = io.clock.now(); !io.signal.aborted;) {
    const round = await oneRound(async () => shapedResult(flags, await ask()))
    // An interrupted round is worth showing only when something came of it.
    if (!io.signal.aborted || (!(round instanceof AppError) && hasAnswers(round))) await show(round)
    due = Math.max(due + seconds * 1000, io.clock.now())
    await io.clock.sleep(due - io.clock.now(), io.signal).catch((error: unknown) => {
      if (!io.signal.aborted) throw error
    })
  }
}

type Round = CommandResult | AppError

async function oneRound(ask: () => Promise<CommandResult>): Promise<Round> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof AppError && error.retryable) return error
    throw error
  }
}

function hasAnswers({data}: CommandResult): boolean {
  return Object.values(data as object).some(list => Array.isArray(list) && list.length > 0)
}

type ToSelect = () => Selector

function roundsOf(
  io: CliIo,
  flags: GlobalFlagValues,
  seconds: number,
  selector: ToSelect,
): (round: Round) => Promise<void> {
  if (isDocument(flags) || flags.output === 'name') return round => documentRound(io, flags, round, selector())
  if (flags.output === 'csv' || flags.output === 'tsv') return delimitedRounds(io, flags, flags.output, selector)
  return isTerminal(io, io.stdout) ? redrawnRounds(io, flags, seconds, selector) : appendedRounds(io, flags, selector)
}

/** One document a line; in YAML one document after the other. */
async function documentRound(io: CliIo, flags: GlobalFlagValues, round: Round, selector: Selector): Promise<void> {
  const text =
    round instanceof AppError
      ? await errorDocumentText(flags, round, selector, false)
      : await resultText(io, flags, round, selector, false)
  await write(io.stdout, flags.output === 'yaml' ? `---\n${text}` : text)
}

function delimitedRounds(io: CliIo, flags: GlobalFlagValues, format: 'csv' | 'tsv', selector: ToSelect) {
  const separator = format === 'csv' ? ',' : '\t'
  let headed = false
  return async (round: Round) => {
    if (round instanceof AppError)
      return write(io.stderr, errorText(round, selector(), await surfaceOf(io, io.stderr, flags)))
    const time = new Date(io.clock.now()).toISOString()
    const bare = (flags as ShapingFlagValues)['no-headers'] === true
    const lines = (round.delimited?.(format) ?? '').split('\n').slice(0, -1)
    const header = bare ? [] : lines.slice(0, 1).map(line => `generatedAt${separator}${line}`)
    const timed = lines.slice(bare ? 0 : 1).map(record => `${time}${separator}${record}`)
    const shown = headed ? timed : [...header, ...timed]
    headed = true
    await write(io.stdout, shown.map(line => `${line}\n`).join(''))
  }
}

function appendedRounds(io: CliIo, flags: GlobalFlagValues, selector: ToSelect) {
  let told = ''
  let first = true
  return async (round: Round) => {
    const time = formatTimeUtc(io.clock.now()) ?? ''
    if (round instanceof AppError)
      return write(io.stderr, errorText(round, selector(), await surfaceOf(io, io.stderr, flags)))
    await write(
      io.stdout,
      `${first ? '' : '\n'}${time}\n${await textOf(round, flags, selector(), await surfaceOf(io, io.stdout, flags))}`,
    )
    first = false
    const warnings = warningText(round.warnings ?? [], selector(), await surfaceOf(io, io.stderr, flags))
    // The same caveat every few seconds is noise.
    if (warnings !== told && !flags.quiet) await write(io.stderr, warnings)
    told = warnings
  }
}

function redrawnRounds(io: CliIo, flags: GlobalFlagValues, seconds: number, selector: ToSelect) {
  let drawn = ''
  const seen = new SeenRounds()
  return async (round: Round) => {
    const surface = await surfaceOf(io, io.stdout, flags)
    const heading = `every ${formatDuration(seconds)}, ${formatTimeUtc(io.clock.now())}; Ctrl-C ends it`
    const body =
      round instanceof AppError
        ? errorText(round, selector(), surface)
        : (await textOf(round, flags, selector(), surface)) + warningText(round.warnings ?? [], selector(), surface)
    seen.add(round instanceof AppError ? [] : (round.followed ?? []))
    const columns = terminalColumns(io.stdout)
    const rows = io.stdout.rows ?? null
    const lines = await seen.text(surface)
    const whole = `${surface.colour.dim(heading)}\n${body}`
    const frame = (rows === null ? whole : croppedTo(rows - heightOf(lines, columns), whole, columns, surface)) + lines
    await write(io.stdout, redrawText(drawn, frame, columns, rows))
    drawn = frame
  }
}

/** What rounds told of the values that are followed, the latest last. */
class SeenRounds {
  readonly #values = new Map<string, (number | null)[]>()
  #rounds = 0

  add(followed: readonly Followed[]): void {
    for (const {label} of followed) {
      if (!this.#values.has(label)) this.#values.set(label, new Array<null>(this.#rounds).fill(null))
    }
    for (const [label, values] of this.#values) {
      values.push(followed.find(one => one.label === label)?.value ?? null)
      if (values.length > MOST_ROUNDS) values.shift()
    }
    this.#rounds = Math.min(MOST_ROUNDS, this.#rounds + 1)
  }

  /** A line a value, from the second round on: one sign is no line. */
  async text({columns, unicode, colour}: Surface): Promise<string> {
    if (this.#rounds < 2 || this.#values.size === 0) return ''
    const {sparkline} = await import('../../render/charts/sparkline.js')
    const labels = [...this.#values.keys()].map(label =>
      truncateTo(printable(label, 60), LABEL_COLUMNS, unicode ? '…' : '~'),
    )
    const width = Math.max(...labels.map(displayWidth))
    const room = Math.max(1, (columns ?? 80) - width - 8)
    return [...this.#values.values()]
      .map((values, at) => {
        const last = values.at(-1)
        const now = last === null || last === undefined ? '' : ` ${formatPercent(last)}`
        return `${padTo(labels[at]!, width, 'left')} ${colour.cyan(sparkline(values.slice(-room), unicode))}${now}\n`
      })
      .join('')
  }
}

const MOST_ROUNDS = 500
const LABEL_COLUMNS = 28

/**
 * A frame over the one before, in one piece and without blanking the screen first: each line is written over, its rest is
 * cleared, and what is left below. Its height is counted at the width the terminal has now: one that was made narrower
 * has broken the lines anew. A frame that has scrolled out of reach is drawn from the top.
 */
export function redrawText(drawn: string, frame: string, columns: number, rows: number | null): string {
  if (drawn === '') return frame
  const height = heightOf(drawn, columns)
  const start = rows !== null && height >= rows ? '\u001B[H' : `\u001B[${height}A\r`
  return `${start}${frame.replaceAll('\n', '\u001B[K\n')}\u001B[J`
}

/** The first lines of a frame that leave the cursor on the screen: one that scrolls cannot be drawn over. */
function croppedTo(rows: number, frame: string, columns: number, {colour, unicode}: Surface): string {
  if (heightOf(frame, columns) < rows) return frame
  const lines = frame.split('\n').slice(0, -1)
  const kept = [...lines]
  while (kept.length > 1 && heightOf(`${kept.join('\n')}\n`, columns) > rows - 2) kept.pop()
  const note = `${unicode ? '…' : '...'} ${lines.length - kept.length} more lines than the terminal has rows for`
  return `${kept.join('\n')}\n${colour.dim(note)}\n`
}

function heightOf(frame: string, columns: number): number {
  if (frame === '') return 0
  const lines = frame.replace(/\n$/, '').split('\n')
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / Math.max(1, columns))), 0)
}
