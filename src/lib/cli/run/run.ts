import {accessSync, constants, writeFileSync} from 'node:fs'
import path from 'node:path'
import {AppError} from '../../domain/errors.js'
import {runSummary, type RunSummary} from '../../domain/traffic/run-summary.js'
import {resultDocument, serialise} from '../../render/formats/document.js'
import {runSummaryText} from '../../render/views/run-summary.js'
import type {GlobalFlagValues} from '../flags.js'
import {write, type CliIo} from '../io.js'
import {modeOf, type ModeFlagValues} from '../proxy/flags.js'
import {openProxy} from '../proxy/open.js'
import type {CommandResult} from '../result.js'
import {runChild} from './child.js'
import {childEnvironment} from './environment.js'

const SCHEMA = 'fireq.run/v1'

/** Runs a command behind a proxy of its own, and tells what passed. */
export async function runBehindProxy(
  io: CliIo,
  flags: GlobalFlagValues & ModeFlagValues & {report?: string},
  command: readonly string[],
): Promise<CommandResult<RunSummary>> {
  if (flags.report !== undefined) refuseUnwritable(flags.report)
  const {proxy, source, sandboxKey, close} = await openProxy(io, flags, {port: 0, ...modeOf(flags)})
  try {
    const exitCode = await runChild(io, command, childEnvironment(io.env, proxy.url, sandboxKey))
    const data = runSummary(proxy.snapshot(), exitCode)
    if (!flags.quiet) await write(io.stderr, runSummaryText(data, command[0]!))
    if (flags.report !== undefined) writeReport(io, flags.report, source, data)
    return {schema: SCHEMA, source, account: null, data, exitCode, text: () => ''}
  } finally {
    await close()
  }
}

function refuseUnwritable(file: string): void {
  try {
    accessSync(path.dirname(path.resolve(file)), constants.W_OK)
  } catch (error) {
    throw notWritten(file, error)
  }
}

function writeReport(io: CliIo, file: string, source: 'live' | 'sandbox', data: RunSummary): void {
  const generatedAt = io.clock.now()
  const document = resultDocument({schema: SCHEMA, source, account: null, data, warnings: [], generatedAt})
  try {
    writeFileSync(file, serialise(document, {pretty: true}))
  } catch (error) {
    throw notWritten(file, error)
  }
}

function notWritten(file: string, error: unknown): AppError {
  const {code = 'unknown error'} = error as NodeJS.ErrnoException
  return new AppError('usage', `the report ${file} cannot be written: ${code}`, {
    hints: ['name a file in a folder of yours'],
  })
}
