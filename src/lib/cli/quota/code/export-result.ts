import {AppError, type Warning} from '../../../domain/errors.js'
import {worstExitCode} from '../../../domain/exit-codes.js'
import {printable} from '../../../domain/text/printable.js'
import {warningMessage} from '../../../render/formats/command-line.js'
import type {Field} from '../../../render/formats/delimited.js'
import type {GlobalFlagValues} from '../../flags.js'
import type {CliIo} from '../../io.js'
import {askProfiles} from '../../profiles/ask.js'
import {nameOf} from '../../profiles/results.js'
import {rowsOf, type CommandResult} from '../../result.js'
import type {Session} from '../../session.js'
import {exportAccount, type ExportedAccount} from './export.js'

/** Where an editor finds the schema: beside the file, or wherever somebody keeps fireq's. */
export const SCHEMA_PLACE = './fireq.quotas.v1.json'

interface Row {
  readonly account: string
  readonly quota: string
  readonly exactly: number
}

const FIELDS: readonly Field<Row>[] = [
  {name: 'account', value: row => row.account},
  {name: 'quota', value: row => row.quota},
  {name: 'exactly', value: row => row.exactly},
]

type Exported = ExportedAccount & {readonly profile: string | null}

/** The quotas of one account, or of every profile's, as a file. @throws AppError when none can be read */
export async function exportResult(
  io: CliIo,
  flags: GlobalFlagValues & {'all-profiles'?: boolean},
  connect: () => Promise<Session>,
): Promise<CommandResult> {
  if (flags['all-profiles'] !== true) {
    const session = await connect()
    const exported = await exportAccount(session)
    return resultOf([{...exported, profile: null}], session.source, session.warnings, 0)
  }
  const answers = await askProfiles(io, flags, exportAccount)
  const failures = answers.flatMap(({answer}) => (answer instanceof AppError ? [answer] : []))
  if (failures.length === answers.length) throw failures[0]!
  const warnings = answers.flatMap(({name, answer, selector}) =>
    answer instanceof AppError
      ? [{code: answer.code, message: `${nameOf(name)}: ${warningMessage(answer, selector)}`}]
      : [],
  )
  const exported = answers.flatMap(({name, answer}) => (answer instanceof AppError ? [] : [{...answer, profile: name}]))
  // Two profiles of one account: the first of them leads to it.
  const distinct = exported.filter(({account}, at) => exported.findIndex(one => one.account === account) === at)
  return resultOf(distinct, 'live', warnings, worstExitCode(failures.map(({exitCode}) => exitCode)))
}

function resultOf(
  accounts: readonly Exported[],
  source: Session['source'],
  warnings: readonly Warning[],
  exitCode: number,
): CommandResult {
  const rows = accounts.flatMap(({account, quotas}) =>
    quotas.map(({quota, value}) => ({account, quota, exactly: value})),
  )
  const left = accounts.flatMap(({left}) => left)
  const data = {
    fireq: 'quotas/v1',
    accounts: Object.fromEntries(
      accounts.map(({account, profile, quotas}) => [
        account,
        {
          ...(profile === null ? {} : {profile}),
          quotas: Object.fromEntries(quotas.map(({quota, value}) => [quota, {exactly: value}])),
        },
      ]),
    ),
  }
  return {
    schema: 'fireq.quota.export/v1',
    source,
    account: accounts.length === 1 ? accounts[0]!.account : null,
    data,
    warnings: [...warnings, ...(left.length === 0 ? [] : [leftOut(left)])],
    exitCode,
    text: async () => {
      const {quotasYaml} = await import('../../../render/formats/yaml.js')
      return quotasYaml(SCHEMA_PLACE, Object.fromEntries(accounts.map(({account, ...one}) => [account, one])))
    },
    delimited: rowsOf(FIELDS, rows),
  }
}

function leftOut(ids: readonly string[]): Warning {
  const named = ids.slice(0, 5).map(id => printable(id, 80))
  const more = ids.length > named.length ? ` and ${ids.length - named.length} more` : ''
  return {code: 'left-out', message: `no value that could be set again: ${named.join(', ')}${more}`}
}
