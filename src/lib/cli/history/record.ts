import {readCatalogue} from '../../app/model-catalogue.js'
import {readForHistory} from '../../app/record-history.js'
import {READING_KINDS, type ReadingKind} from '../../domain/history/reading.js'
import {formatNumber} from '../../domain/text/units.js'
import {prune, type Pruned} from '../../history/prune.js'
import {record} from '../../history/store.js'
import type {CliIo} from '../io.js'
import {namedModels} from '../limits/probe-models.js'
import type {ResultParts} from '../result.js'
import type {Session} from '../session.js'
import {historyDays} from './days.js'
import {historyStore} from './place.js'

/** `data` of `fireq.history.record/v1`. */
export interface RecordedDocument {
  readonly folder: string
  readonly recorded: number
  readonly kinds: Readonly<Record<ReadingKind, number>>
  readonly limitsOffered: boolean
  readonly pruned: Pruned
}

/** Reads once, appends what came, and removes months that are older than `history.days`. */
export async function recordOnce(
  io: CliIo,
  session: Session,
  models: readonly string[],
): Promise<ResultParts<RecordedDocument>> {
  const store = historyStore(io, session.source)
  const targets = (await namedModels(io, session, models)).map(({resource}) => ({model: resource}))
  const {inference, gateway} = session
  let reading: ReturnType<typeof readCatalogue> | undefined
  const catalogue = () => (reading ??= readCatalogue(gateway))
  const ports = {inference, gateway, clock: io.clock, signal: io.signal, catalogue, account: () => session.account()}
  const {readings, limitsOffered, warnings, exitCode} = await readForHistory(ports, targets)
  const recorded = record(store, readings)
  const pruned = prune(store, historyDays(io), io.clock.now())
  const count = (kind: ReadingKind) => readings.filter(one => one.kind === kind).length
  const kinds = Object.fromEntries(READING_KINDS.map(kind => [kind, count(kind)])) as RecordedDocument['kinds']
  const data = {folder: store.folder, recorded, kinds, limitsOffered, pruned}
  return {session, account: await session.account(), warnings, exitCode, data, text: () => recordedText(data)}
}

function recordedText({folder, recorded, kinds, pruned}: RecordedDocument): string {
  const parts = (['quota', 'limit', 'outcome'] as const).map(kind => `${formatNumber(kinds[kind])} ${kind}`).join(', ')
  const gone = pruned.files === 0 ? '' : `removed ${formatNumber(pruned.files)} months that are over\n`
  return `recorded ${formatNumber(recorded)} readings (${parts}) in ${folder}\n${gone}`
}
