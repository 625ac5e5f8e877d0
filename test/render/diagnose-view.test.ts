import {describe, expect, test} from '@jest/globals'
import stringWidth from 'string-width'
import {command, link, NO_SELECTOR} from '../../src/lib/domain/action.js'
import type {Diagnosis} from '../../src/lib/domain/diagnosis/diagnosis.js'
import {diagnosePasted} from '../../src/lib/domain/diagnosis/pasted.js'
import {readPasted} from '../../src/lib/domain/paste/read.js'
import {diagnoseMarkdown} from '../../src/lib/render/views/diagnose-markdown.js'
import {diagnoseText, type DiagnosisOrigin} from '../../src/lib/render/views/diagnose.js'
import {withPrinted} from '../support/printed-actions.js'
import {expectGolden} from './golden.js'
import {NOW} from './sample-statuses.js'
import {pipe, terminal} from './surfaces.js'

const OFFLINE: DiagnosisOrigin = {source: 'offline', account: null}
const LIVE: DiagnosisOrigin = {source: 'live', account: 'acme'}

function pasted(text: string): readonly [Diagnosis, DiagnosisOrigin] {
  return [diagnosePasted(readPasted(text, NOW), null, NOW), OFFLINE]
}

const SUSPENDED: Diagnosis = {
  cause: 'suspended',
  message:
    'The account is suspended: the monthly spend limit is reached. To lift the suspension, raise monthly-spend-usd, and add credits if the balance is empty; a legacy postpaid account at its max needs a higher tier; it may take some minutes to show.',
  reason: 'the monthly spend limit is reached (suspendState MONTHLY_SPEND_LIMIT_EXCEEDED)',
  retryable: false,
  waitHint: null,
  retryAfterSeconds: null,
  actions: [command('quota', 'set', 'monthly-spend-usd', '500'), link('https://fireworks.ai/billing')],
  evidence: ['account: suspendState MONTHLY_SPEND_LIMIT_EXCEEDED, state READY', 'HTTP 412'],
  chain: [
    '$400.02 of $400 spent this month (100%)',
    'the account is suspended: suspendState MONTHLY_SPEND_LIMIT_EXCEEDED',
    'a request to kimi-k3: HTTP 412, request id req-1',
  ],
  httpStatus: 412,
  requestId: 'req-1',
  model: 'kimi-k3',
  observedAt: '2026-11-21T12:00:00.000Z',
}

const DIAGNOSES: Record<string, readonly [Diagnosis, DiagnosisOrigin]> = {
  suspended: [SUSPENDED, LIVE],
  limited: pasted(
    'HTTP/2 429 \ndate: Sat, 21 Nov 2026 12:00:00 GMT\nx-request-id: req-2\nretry-after: 2\nx-ratelimit-limit-tokens-generated: 36000\nx-ratelimit-remaining-tokens-generated: 0\nx-ratelimit-over-limit: no\n\n{"error":{"message":"rate limit exceeded, please try again later"}}',
  ),
  unknown: pasted('it is slow today'),
  hostile: pasted(
    'HTTP/2 400 \nx-request-id: \u001b[2Ja\u202eb\n\n{"error":{"message":"\\u001b]0;owned\\u0007 ``` \\u202e fw_pastedKeyThatMustNotShow1"}}',
  ),
}

describe.each(Object.entries(DIAGNOSES))('a diagnosis that is %s', (name, [diagnosis, origin]) => {
  test.each([60, 80, 120])('is as drawn on a terminal of %i columns, and fits it', columns => {
    const text = diagnoseText(diagnosis, NO_SELECTOR, origin, terminal(columns))
    expectGolden(`diagnose/${name}.${columns}.txt`, text)
    expectGolden(
      `diagnose/${name}.${columns}.colour.txt`,
      diagnoseText(diagnosis, NO_SELECTOR, origin, terminal(columns, {colour: true})),
    )
    for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(columns)
  })

  test('is as laid out in a pipe, in ASCII, and in Markdown', () => {
    expectGolden(`diagnose/${name}.pipe.txt`, diagnoseText(diagnosis, NO_SELECTOR, origin, pipe()))
    expectGolden(`diagnose/${name}.pipe.colour.txt`, diagnoseText(diagnosis, NO_SELECTOR, origin, pipe({colour: true})))
    expectGolden(
      `diagnose/${name}.80.ascii.txt`,
      diagnoseText(diagnosis, NO_SELECTOR, origin, terminal(80, {unicode: false})),
    )
    expectGolden(
      `diagnose/${name}.md`,
      diagnoseMarkdown({...withPrinted(diagnosis), timeline: [], log: null}, origin, NOW),
    )
  })

  test('answers the four questions', () => {
    const text = diagnoseText(diagnosis, NO_SELECTOR, origin, pipe())
    for (const label of ['Cause', 'Summary', 'Limit', 'Retry', 'Next steps', 'Evidence']) {
      expect(text).toMatch(new RegExp(`^${label}: \\S`, 'm'))
    }
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
    expect(text).not.toContain('fw_pasted')
  })
})
