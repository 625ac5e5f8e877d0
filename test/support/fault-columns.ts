import {EXIT_OF, type FaultRow, type Told} from './fault-table.js'
import type {Strikes} from './faulty-gateway.js'

/** A command as it meets a fault. */
export interface Column {
  readonly name: string
  readonly words: readonly string[]
  readonly strikes: Strikes
  /** No account is configured: the key tells it. */
  readonly noAccount?: true
  readonly stdin?: string
  /** Meets one fault of each kind, in one way: what it says of the others is the same code as the other columns run. */
  readonly few?: true
  readonly promise: (row: FaultRow) => CellPromise | null
}

/** What a cell holds a run to. */
export interface CellPromise {
  /** Words the document may say; all of them have the same exit code. */
  readonly told: readonly Told[]
  readonly exitCode: number
  /** `fireq.error/v1`, or the command's own document with what it found out. */
  readonly document: 'error' | 'result'
  /** A warning the document must hold, for a change that went through all the same. */
  readonly warning?: 'answer-lost' | 'unverified'
}

const list = (told: Told | readonly Told[]): readonly Told[] => (typeof told === 'string' ? [told] : told)

function kept(told: Told | readonly Told[], document: CellPromise['document']): CellPromise {
  const words = list(told)
  const codes = new Set(words.map(word => EXIT_OF[word]))
  if (codes.size !== 1) throw new Error(`one cell, several exit codes: ${words.join(', ')}`)
  return {told: words, exitCode: [...codes][0]!, document}
}

const lists: Column['promise'] = row => kept(row.account, list(row.account)[0] === 'ok' ? 'result' : 'error')
/** Commands that read no list do not meet a fault of lists. */
const single: Column['promise'] = row => (row.listsOnly ? kept('ok', 'result') : lists(row))
/** The account is shown without its quotas. */
const showsThePart: Column['promise'] = row => (row.listsOnly ? {...lists(row)!, document: 'result'} : lists(row))
/** A reading may be redirected on its own host, a change never. */
const setsAtOnce: Column['promise'] = row => {
  if (row.listsOnly) return kept('ok', 'result')
  return list(row.account)[0] === 'ok' && row.change !== undefined ? kept(row.change, 'error') : lists(row)
}
const probes: Column['promise'] = row => kept(row.inference, 'result')

const diagnoses: Column['promise'] = row => {
  const account = list(row.account)
  return kept(account[0] === 'ok' ? row.inference : account, 'result')
}

/** The server may have done it: only reading back tells. */
const LOST: readonly Told[] = [
  'network',
  'timeout',
  'bad-response',
  'server-error',
  'load-shed',
  'scaling-up',
  'not-offered',
]
const changeTold = (row: FaultRow) => list(row.change ?? row.account)

const changes: Column['promise'] = row => {
  if (row.address !== undefined || row.listsOnly) return null
  return kept(changeTold(row), changeTold(row)[0] === 'ok' ? 'result' : 'error')
}

const madeChanges: Column['promise'] = row => {
  if (row.address !== undefined || row.listsOnly || !changeTold(row).every(told => LOST.includes(told))) return null
  return {...kept('ok', 'result'), warning: 'answer-lost'}
}

const readsBack: Column['promise'] = row => {
  if (row.address !== undefined || row.listsOnly) return null
  return list(row.account)[0] === 'ok' ? kept('ok', 'result') : {...kept('ok', 'result'), warning: 'unverified'}
}

/** One fault of each kind. */
const FEW_ROWS: ReadonlySet<string> = new Set([
  'a healthy gateway',
  'reset before the answer',
  'the first byte never comes',
  'no JSON',
  '401',
  '403',
  '412, suspended',
  '429',
  '501',
  '503',
])
const few =
  (promise: Column['promise']): Column['promise'] =>
  row =>
    FEW_ROWS.has(row.name) ? promise(row) : null
/** Each part is asked for by itself: what could not be read is said beside the rest. */
const showsTheRest: Column['promise'] = row => ({...lists(row)!, document: 'result'})

/** A good answer is printed without fireq's document around it. */
const asItCame: Column['promise'] = row => (list(row.account)[0] === 'ok' ? null : lists(row))
/** What became of each change stands in the document, also of one that failed. */
const applies = (promise: Column['promise']): Column['promise'] =>
  few(row => {
    const cell = promise(row)
    return cell && {...cell, document: 'result'}
  })

const FILE = 'test/fixtures/one-quota.yaml'
const APPLY = ['quota', 'apply', '-f', FILE, '--yes', '--wait', '1']
const SET = ['quota', 'set', 'monthly-spend-usd', '450', '--yes', '--wait', '1']
const every = 'every request'

/** Every command that talks to the network, and `quota set` once more for each step after the first reading. */
export const COLUMNS: readonly Column[] = [
  {name: 'quota list', words: ['quota', 'list'], strikes: every, promise: lists},
  {name: 'quota get', words: ['quota', 'get', 'monthly-spend-usd'], strikes: every, promise: single},
  {name: 'quota check', words: ['quota', 'check'], strikes: every, promise: lists},
  {name: 'account list', words: ['account', 'list'], strikes: every, promise: lists},
  {name: 'account get', words: ['account', 'get'], strikes: every, promise: single},
  {name: 'tier list', words: ['tier', 'list'], strikes: every, promise: row => ({...single(row)!, document: 'result'})},
  {name: 'auth status', words: ['auth', 'status'], strikes: every, noAccount: true, promise: single},
  {name: 'auth login', words: ['auth', 'login'], strikes: every, noAccount: true, stdin: 'key', promise: single},
  {name: 'status', words: ['status'], strikes: every, promise: showsThePart},
  {name: 'limits probe', words: ['limits', 'probe'], strikes: every, promise: probes},
  {name: 'diagnose', words: ['diagnose', '--live'], strikes: every, promise: diagnoses},
  {name: 'quota set', words: SET, strikes: every, promise: setsAtOnce},
  {name: 'quota explain', words: ['quota', 'explain'], strikes: every, few: true, promise: few(lists)},
  {name: 'spend', words: ['spend', '--by', 'model'], strikes: every, few: true, promise: few(showsTheRest)},
  {
    name: 'spend check',
    words: ['spend', 'check', '--max-month', '400'],
    strikes: every,
    few: true,
    promise: few(lists),
  },
  {name: 'model list', words: ['model', 'list'], strikes: every, few: true, promise: few(lists)},
  {name: 'model check', words: ['model', 'check', 'kimi-k3'], strikes: every, few: true, promise: few(lists)},
  {name: 'key list', words: ['key', 'list'], strikes: every, few: true, promise: few(lists)},
  {name: 'key check', words: ['key', 'check'], strikes: every, few: true, promise: few(lists)},
  {name: 'api', words: ['api', 'quotas'], strikes: every, few: true, promise: few(asItCame)},
  {name: 'quota export', words: ['quota', 'export'], strikes: every, few: true, promise: few(lists)},
  {
    name: 'quota diff',
    words: ['quota', 'diff', '-f', 'test/fixtures/same-quota.yaml'],
    strikes: every,
    few: true,
    promise: few(lists),
  },
  {name: 'quota apply', words: APPLY, strikes: every, few: true, promise: few(lists)},
  {name: 'its change', words: APPLY, strikes: 'the change', few: true, promise: applies(changes)},
  {
    name: 'its change, made',
    words: APPLY,
    strikes: 'the change, which is made',
    few: true,
    promise: applies(madeChanges),
  },
  {
    name: 'reading its change back',
    words: APPLY,
    strikes: 'the reading after it',
    few: true,
    promise: applies(readsBack),
  },
  {name: 'the change', words: SET, strikes: 'the change', promise: changes},
  {name: 'the change, made', words: SET, strikes: 'the change, which is made', promise: madeChanges},
  {name: 'reading it back', words: SET, strikes: 'the reading after it', promise: readsBack},
]

/** The words of a run, with the model where one is asked. */
export function wordsOf({name, words}: Column, {model = 'kimi-k3'}: FaultRow): string[] {
  if (name === 'limits probe') return [...words, model]
  return [...words]
}
