import {describe, expect, test} from '@jest/globals'
import {diagnosePasted} from '../../../src/lib/domain/diagnosis/pasted.js'
import {readPasted} from '../../../src/lib/domain/paste/read.js'
import {FORMS} from '../../support/pasted-forms.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')

describe('what clients, gateways, shells and log systems print', () => {
  test.each(FORMS.map(([form, text, causes]) => ({form, text, causes})))('$form is $causes', ({text, causes}) => {
    expect(causes.split('|')).toContain(diagnosePasted(readPasted(text, NOW), null, NOW).cause)
  })
})
