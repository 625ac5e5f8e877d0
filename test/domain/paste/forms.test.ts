import {describe, expect, test} from '@jest/globals'
import {diagnosePasted} from '../../../src/lib/domain/diagnosis/pasted.js'
import {readPasted} from '../../../src/lib/domain/paste/read.js'
import {FORMS} from '../../support/pasted-forms.js'
import {PRINTED} from '../../support/printed-forms.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')

const diagnosed = (text: string) => diagnosePasted(readPasted(text, NOW), null, NOW)

describe('what clients, gateways, shells and log systems print', () => {
  test.each(FORMS.map(([form, text, causes]) => ({form, text, causes})))('$form is $causes', ({text, causes}) => {
    expect(causes.split('|')).toContain(diagnosed(text).cause)
  })

  test.each(PRINTED)('$form is $causes, a retry helps: $retry', ({text, causes, retry}) => {
    const {cause, retryable} = diagnosed(text)
    expect(causes).toContain(cause)
    if (retry !== '-') expect(retryable).toBe(retry === 'y')
  })
})
