import * as Flags from '@oclif/core/flags'
import {AppError} from '../../domain/errors.js'
import {parseModelNames} from '../../domain/limits/model-name.js'
import {printable} from '../../domain/text/printable.js'
import type {ListenAddress} from '../../exporter/index.js'
import {allProfilesFlag, type FlagValues} from '../flags.js'

/** The port of OpenTelemetry's and many other exporters. */
const DEFAULT_PORT = 9464
const DEFAULT_HOST = '127.0.0.1'
const DEFAULT_INTERVAL_MS = 60_000
const DEFAULT_LIMITS_INTERVAL_MS = 300_000
const UNIT_MS: Readonly<Record<string, number>> = {'': 1000, s: 1000, m: 60_000, min: 60_000, h: 3_600_000}
/** Milliseconds; more often than each second nobody needs to know. */
const SHORTEST_MS = 1000
const LONGEST_MS = 86_400_000

/** `60s`, `5m`, `90`: milliseconds, from a second to a day. @throws AppError usage */
export function parseInterval(flag: string, text: string): number {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(s|m|min|h|)$/.exec(text)
  const ms = match ? Number(match[1]) * UNIT_MS[match[2]!]! : Number.NaN
  if (ms >= SHORTEST_MS && ms <= LONGEST_MS) return ms
  throw new AppError('usage', `\`${flag} ${printable(text, 40)}\` is not a time from 1s to 24h`, {
    hints: [`for example \`${flag} 60s\``],
  })
}

/** `127.0.0.1:9464`, `[::1]:9464`, `:9464` (every address), `9464`. @throws AppError usage */
export function parseListen(text: string): ListenAddress {
  const match = /^(?:(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9.-]{1,253})?:)?(\d{1,5})$/.exec(text)
  const port = Number(match?.[2] ?? Number.NaN)
  if (!match || !(port <= 65_535)) {
    throw new AppError('usage', `\`--listen ${printable(text, 80)}\` is not an address and a port`, {
      hints: [
        `for example \`--listen ${DEFAULT_HOST}:${DEFAULT_PORT}\`, or \`--listen :${DEFAULT_PORT}\` for every address`,
      ],
    })
  }
  const host = match[1]?.replace(/^\[|\]$/g, '') ?? (text.startsWith(':') ? '0.0.0.0' : DEFAULT_HOST)
  return {host, port}
}

const timeFlag = (name: string, description: string) =>
  Flags.custom<number>({
    description,
    helpValue: 'TIME',
    parse: text => Promise.resolve(parseInterval(`--${name}`, text)),
  })()

export const exporterFlags = {
  listen: Flags.custom<ListenAddress>({
    description: `where to serve (default ${DEFAULT_HOST}:${DEFAULT_PORT})`,
    helpValue: 'ADDRESS',
    parse: text => Promise.resolve(parseListen(text)),
  })(),
  interval: timeFlag('interval', 'time between two readings of account and quotas (default 60s)'),
  'limits-interval': timeFlag(
    'limits-interval',
    'the same for rate limits, held GPUs, models and probes; probes a minute at least (default 300s)',
  ),
  'probe-model': Flags.string({
    description: 'send this model a tiny request to learn what is left of its limits; repeatable; costs money',
    helpValue: 'MODEL',
    multiple: true,
  }),
  'stale-after': timeFlag(
    'stale-after',
    'how long a source that fails keeps its last values (default three of its intervals)',
  ),
  'all-profiles': allProfilesFlag,
  once: Flags.boolean({description: "read once and write --textfile, for node_exporter's textfile collector"}),
  textfile: Flags.string({description: 'with --once: the file to write, replaced whole', helpValue: 'PATH'}),
}

export type ExporterFlagValues = FlagValues<typeof exporterFlags>

/** The flags as the exporter takes them. @throws AppError usage */
export function exporterSettings(flags: ExporterFlagValues) {
  return {
    listen: flags.listen ?? {host: DEFAULT_HOST, port: DEFAULT_PORT},
    intervalMs: flags.interval ?? DEFAULT_INTERVAL_MS,
    limitsIntervalMs: flags['limits-interval'] ?? DEFAULT_LIMITS_INTERVAL_MS,
    staleAfterMs: flags['stale-after'] ?? null,
    probeModels: probeModels(flags['probe-model'] ?? []),
    textfile: textfileOf(flags),
  }
}

function probeModels(texts: readonly string[]): string[] {
  const {models, refused} = parseModelNames(texts, {})
  const [first] = refused
  if (first === undefined) return models.map(({resource}) => resource)
  throw new AppError('usage', `\`${printable(first.text, 120)}\` is not a model name: ${first.reason}`, {
    hints: ['for example `--probe-model kimi-k3`'],
  })
}

function textfileOf({once, textfile, listen}: ExporterFlagValues): string | null {
  if (once !== true && textfile === undefined) return null
  if (once === true && textfile !== undefined && listen === undefined) return textfile
  const problem = listen !== undefined ? '`--listen` and `--once`' : null
  throw new AppError(
    'usage',
    problem === null ? '`--once` and `--textfile` need each other' : `${problem} cannot be used together`,
    {hints: ['for example `fireq exporter --once --textfile /var/lib/prometheus/node-exporter/fireq.prom`']},
  )
}
