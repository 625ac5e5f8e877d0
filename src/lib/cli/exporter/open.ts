import {AppError} from '../../domain/errors.js'
import {worstExitCode} from '../../domain/exit-codes.js'
import {redactSecrets} from '../../domain/text/redact.js'
import type {Exporter, MetricsServer} from '../../exporter/index.js'
import type {GlobalFlagValues} from '../flags.js'
import {write, type CliIo} from '../io.js'
import type {Session} from '../session.js'
import {VERSION} from '../version.js'
import {exporterSettings, type ExporterFlagValues} from './flags.js'
import {keepsHistory} from '../history/recording.js'
import {historyOf} from './history.js'
import {everyTarget, oneTarget} from './targets.js'

type AllFlags = GlobalFlagValues & ExporterFlagValues & {'all-profiles'?: boolean}

/**
 * Makes the exporter that the flags ask for; nothing is read yet.
 * @param session of the account in use; with `--all-profiles` it is not opened
 * @throws AppError usage; unauthorized where there is no key, or no profile
 */
export async function openExporter(
  io: CliIo,
  flags: AllFlags,
  session: () => Promise<Session>,
): Promise<{readonly exporter: Exporter; readonly close: () => Promise<void>}> {
  const {intervalMs, limitsIntervalMs, staleAfterMs, probeModels} = exporterSettings(flags)
  const opened = flags['all-profiles'] === true ? null : await session()
  const targets = opened === null ? everyTarget(io, flags) : [oneTarget(io, flags, opened)]
  const {Exporter} = await import('../../exporter/index.js')
  const source = opened?.source ?? 'live'
  const recorder = keepsHistory(io) ? await recorderOf(io, flags, source) : null
  const exporter = new Exporter(
    {
      targets,
      version: VERSION,
      clock: io.clock,
      intervalMs,
      limitsIntervalMs,
      staleAfterMs,
      probeModels,
      history: await historyOf(io, source),
      record: recorder === null ? null : readings => recorder.push(readings),
      log: line => void tell(io, flags, line),
    },
    io.signal,
  )
  const close = async () => {
    await exporter.close()
    await recorder?.idle()
  }
  return {exporter, close}
}

/** @throws AppError refused without a folder for it */
async function recorderOf(io: CliIo, flags: AllFlags, source: Session['source']) {
  const {BackgroundRecorder} = await import('../../history/background.js')
  const {historyStore} = await import('../history/place.js')
  return new BackgroundRecorder(historyStore(io, source), message => void tell(io, flags, `not recorded: ${message}`))
}

/**
 * Reads every source once and writes the file.
 * @returns the exit code: of the worst failure; the file says what could not be read
 * @throws AppError refused when the file cannot be written
 */
export async function exportOnce(io: CliIo, exporter: Exporter, file: string): Promise<number> {
  const {failures} = await exporter.refreshOnce()
  const {writeTextfile} = await import('../../exporter/index.js')
  writeTextfile(file, await exporter.text('prometheus'), String(io.clock.now()))
  return worstExitCode(failures.map(({exitCode}) => exitCode))
}

/** @throws AppError refused where it cannot listen */
export async function serveExporter(exporter: Exporter, flags: AllFlags): Promise<MetricsServer> {
  const {serveMetrics} = await import('../../exporter/index.js')
  const {listen} = exporterSettings(flags)
  try {
    return await serveMetrics(exporter, listen)
  } catch (error) {
    const {code = 'unknown'} = error as NodeJS.ErrnoException
    throw new AppError('refused', `cannot listen on ${listen.host} port ${listen.port} (${code})`, {
      hints: ['take another address, for example `--listen 127.0.0.1:0`'],
      cause: error,
    })
  }
}

/** A line of the log, with its time. */
function tell(io: CliIo, {quiet}: GlobalFlagValues, line: string): Promise<void> {
  if (quiet === true) return Promise.resolve()
  const time = new Date(io.clock.now()).toISOString().slice(0, 19).replace('T', ' ')
  return write(io.stderr, `${time}Z ${redactSecrets(line, [])}\n`)
}
