import type {Clock, Gateway, Inference} from '../../src/lib/app/ports.js'
import {systemClock} from '../../src/lib/cli/context.js'
import {Exporter, type ExporterOptions, type ExportTarget} from '../../src/lib/exporter/index.js'
import {connection} from './connection.js'

/** A series as it was scraped. */
export interface ScrapedSeries {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Reads Prometheus text back, by the rules of its format. @throws for a line that has no form of it */
export function readExposition(text: string): ScrapedSeries[] {
  return text
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => {
      const [, name, labels = '', value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
      if (name === undefined) throw new Error(`not a series: ${line}`)
      const pairs = [...labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)",?/g)]
      if (pairs.map(([whole]) => whole).join('') !== labels) throw new Error(`not labels: ${labels}`)
      const unescape = (raw: string) => raw.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign))
      return {
        name,
        labels: Object.fromEntries(pairs.map(([, key, raw]) => [key!, unescape(raw!)])),
        value: Number(value),
      }
    })
}

/** The value of the series with these labels; null when there is none. @throws when there are several */
export function valueOf(series: readonly ScrapedSeries[], name: string, labels: Record<string, string> = {}) {
  const found = series.filter(
    each => each.name === name && Object.entries(labels).every(([key, value]) => each.labels[key] === value),
  )
  if (found.length > 1) throw new Error(`${name} has ${found.length} series with ${JSON.stringify(labels)}`)
  return found[0]?.value ?? null
}

/** An account behind an address, with a connection of its own. */
export function targetAt(
  url: string,
  {account = null, clock}: {account?: string | null; clock?: Clock} = {},
): ExportTarget {
  return {
    profile: null,
    account,
    open: () => {
      const {gateway, inference, close} = connection(url, {timeoutMs: 60_000, ...(clock === undefined ? {} : {clock})})
      const known = () =>
        account === null ? gateway.identify().then(({accountIds}) => accountIds[0]!) : Promise.resolve(account)
      return Promise.resolve({gateway, inference, account: known, close: () => Promise.resolve(close())})
    },
  }
}

/** An account whose API is an object. */
export function targetOf(account: string, gateway: Partial<Gateway>, inference: Partial<Inference> = {}): ExportTarget {
  const session = {gateway: gateway as Gateway, inference: inference as Inference}
  return {
    profile: null,
    account,
    open: () => Promise.resolve({...session, account: () => Promise.resolve(account), close: () => Promise.resolve()}),
  }
}

/** An exporter and what ends it; nothing is read yet. */
export function testExporter(targets: readonly ExportTarget[], options: Partial<ExporterOptions> = {}) {
  const controller = new AbortController()
  const log: string[] = []
  const exporter = new Exporter(
    {
      targets,
      version: '0.0.0',
      clock: systemClock,
      intervalMs: 60_000,
      limitsIntervalMs: 300_000,
      staleAfterMs: null,
      probeModels: [],
      history: null,
      record: null,
      log: line => log.push(line),
      ...options,
    },
    controller.signal,
  )
  const scrape = async () => readExposition(await exporter.text('prometheus'))
  return {exporter, log, scrape, stop: () => controller.abort(new Error('stopped'))}
}

/** A gateway that fails at everything but what is given. */
export function failingGateway(error: Error, others: Partial<Gateway> = {}): Partial<Gateway> {
  const failing = () => Promise.reject(error)
  // A promise that has a `then` is waited for.
  return new Proxy(others, {
    get: (target, name) => (Reflect.get(target, name) as unknown) ?? (name === 'then' ? undefined : failing),
  })
}
