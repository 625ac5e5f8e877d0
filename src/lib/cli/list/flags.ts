import * as Flags from '@oclif/core/flags'
import {AppError} from '../../domain/errors.js'
import {parseCondition, parseSorting} from '../../domain/list/shape.js'
import {QUOTA_GROUPS, QUOTA_STATUSES} from '../../domain/quota/quota.js'
import {nearest} from '../../domain/text/did-you-mean.js'
import {countFlag, outputFlag} from '../flags.js'
import {watchFlag} from '../watch/flag.js'
import {LIST_OUTPUTS} from '../../render/formats/outputs.js'

/** More rows than any account has. Assumed. */
const MOST_ROWS = 1_000_000

/**
 * Flags of every command that lists, the same everywhere.
 * @param fields the list's columns as in csv: `--columns` and `--sort` are held to them before anything is asked
 */
export const shapingFlags = (fields: readonly {readonly name: string}[]) => {
  const names = fields.map(({name}) => name)
  return {
    columns: namesFlag(
      'columns',
      names,
      'columns of text, csv and tsv, named as in csv; JSON and YAML keep whole rows',
    ),
    'no-headers': Flags.boolean({description: 'no header row in text, csv and tsv'}),
    sort: Flags.custom<string>({
      description: 'order by a column, unknown values last',
      helpValue: 'NAME[:desc]',
      parse: text => Promise.resolve(sortable(text, names)),
      ...offering(names),
    })(),
    limit: countFlag('limit', 0, MOST_ROWS, 'at most N rows, after --where and --sort'),
    where: Flags.custom<string>({
      description: 'rows whose field has one of the values, in every format; any field of the document; repeatable',
      helpValue: 'FIELD=VALUE[,VALUE]',
      multiple: true,
      multipleNonGreedy: true,
      parse: text => Promise.resolve(parseCondition(text)).then(() => text),
      ...offering(names.map(name => `${name}=`)),
    })(),
    watch: watchFlag,
    output: outputFlag(LIST_OUTPUTS),
  }
}

/** The shaping flags of a list of quotas, with the short forms of its two usual conditions. */
export const quotaShapingFlags = (fields: readonly {readonly name: string}[]) => ({
  ...shapingFlags(fields),
  status: namesFlag('status', QUOTA_STATUSES, `quotas of this status: ${QUOTA_STATUSES.join(', ')}`),
  group: namesFlag('group', QUOTA_GROUPS, `quotas of this group: ${QUOTA_GROUPS.join(', ')}`),
})

/** Words for completion; help shows them in the description instead. */
const offering = (words: readonly string[]) => ({offers: words})

/** A flag of one or several names, as a comma list or repeated. */
const namesFlag = (flag: string, names: readonly string[], description: string) =>
  Flags.custom<string>({
    description,
    helpValue: 'NAME[,NAME]',
    multiple: true,
    multipleNonGreedy: true,
    parse: text => Promise.resolve(knownNames(`--${flag}`, text, names).join(',')),
    ...offering(names),
  })()

/** @throws AppError usage, with the nearest name */
function knownNames(flag: string, text: string, names: readonly string[]): string[] {
  const asked = text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
  const wrong = asked.find(name => !names.includes(name))
  if (wrong === undefined && asked.length > 0) return asked
  const near = wrong === undefined ? null : nearest(wrong, names)
  throw new AppError('usage', `\`${flag}\`: ${wrong === undefined ? 'no name given' : `no \`${wrong}\` here`}`, {
    hints: [near === null ? `choose from ${names.join(', ')}` : `did you mean \`${near}\`?`],
  })
}

/** @throws AppError usage, with the nearest name. A path into the document can only be judged with the document. */
function sortable(text: string, names: readonly string[]): string {
  const {field} = parseSorting(text)
  if (!field.includes('.')) knownNames('--sort', field, names)
  return text
}
