import {CRITICAL_UTILIZATION, WARNING_UTILIZATION} from '../../domain/quota/quota.js'
import {formatPercent, UNKNOWN_MARK} from '../../domain/text/units.js'
import {FIRECTL_OUTPUTS, type Output} from '../../render/formats/outputs.js'
import type {TopicSection} from './section.js'

const FORMAT_MEANINGS: Record<Output, string> = {
  text: 'for people: a table, or `Title Case: value` lines; the default',
  json: "firectl's own shape on the commands that firectl has (snake_case, int64 as text, a list as a bare array), so that scripts carry over; elsewhere the same as --json",
  csv: 'a header row with the JSON field names, numbers raw, times RFC 3339, an unknown cell empty; a cell that a spreadsheet would run is defused; under `--watch` every row begins with its time',
  tsv: 'the same with tabs, for `cut` and `awk`',
  yaml: 'the document of --json, as YAML',
  name: 'ids, one a line; on lists and on commands about one resource',
  flag: "firectl's `--field=value` lines, on `quota get`, `quota set` and `account get`",
}

/** `fireq help formatting`. */
export function formattingTopic(): readonly TopicSection[] {
  return [
    {
      title: 'STREAMS',
      blocks: [
        'Data goes to stdout, everything else to stderr: notes, warnings, progress, questions. A terminal adds colour, boxes and a summary; a pipe gets the same rows bare, with a header row, aligned and not cut. Text of a server is stripped of control characters.',
      ],
    },
    {
      title: 'FORMATS',
      blocks: [
        [['FORMAT', 'WHAT IT IS'], ...FIRECTL_OUTPUTS.map(format => [`-o ${format}`, FORMAT_MEANINGS[format]])],
        '--json prints one versioned document, for success and failure alike, on one line in a pipe. Within a version fields are only added; every document has a JSON Schema in the folder `schemas` of the package.',
        [
          ['FIELD', 'WHAT IT HOLDS'],
          ['schema', 'name and version of the document, `fireq.quota.list/v1`'],
          ['source', 'live, sandbox, or offline when no account was asked'],
          ['account', 'the account; null where none is concerned'],
          ['generatedAt', 'when, UTC'],
          ['data', 'the result; null in it is known to be absent, an empty list is []'],
          ['warnings', 'code and message of what is missing or doubtful'],
        ],
        'A failure is `fireq.error/v1`; its `error` holds code, message, hints, exitCode, retryable, httpStatus, requestId and retryAfterSeconds.',
      ],
    },
    {
      title: 'SHAPING A LIST',
      blocks: [
        [
          ['FLAG', 'WHAT IT DOES'],
          [
            '--where FIELD=VALUE[,VALUE]',
            'rows whose field has one of the values; any field of the document, `limits.dimension` too; an empty value is what is unknown',
          ],
          ['--sort NAME[:desc]', 'order by a column or field; unknown values last'],
          ['--limit N', 'at most N rows'],
          ['--columns a,b', 'columns of text, csv and tsv, named as in csv; JSON and YAML keep whole rows'],
          ['--no-headers', 'no header row in text, csv and tsv'],
          [
            '--query EXPR',
            'JMESPath on the document, on every command: a string prints bare, nothing found prints null',
          ],
        ],
        'First --where, then --sort, then --limit, in every format alike.',
      ],
    },
    {
      title: 'VALUES',
      blocks: [
        [
          ['VALUE', 'IN TEXT', 'ELSEWHERE'],
          ['time', '2026-11-21 12:00:05Z', '2026-11-21T12:00:05Z'],
          ['money', '$376.48', '376.48'],
          ['number', '36,000 or 3.6M', '36000 or 3600000'],
          ['utilization', '94.1%', '0.9412'],
          ['unknown', UNKNOWN_MARK, 'null, or an empty cell; never 0'],
        ],
      ],
    },
    {
      title: 'STATUS OF A QUOTA',
      blocks: [
        [
          ['STATUS', 'WHEN'],
          ['ok', `below ${formatPercent(WARNING_UTILIZATION)}`],
          ['warning', `from ${formatPercent(WARNING_UTILIZATION)}`],
          ['critical', `from ${formatPercent(CRITICAL_UTILIZATION)}`],
          ['full', 'all of it used: usual for GPUs, models and jobs'],
          ['exceeded', 'more than the limit; for spend also equal: the account stops'],
          ['none', 'a limit of 0 with nothing used'],
          ['unlimited', 'the limit stands for none'],
          ['unknown', 'Fireworks did not report usage'],
        ],
      ],
    },
  ]
}
