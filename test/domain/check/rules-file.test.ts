import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import {parseRulesDocument} from '../../../src/lib/domain/check/rules-file.js'
import {propertyRuns} from '../../support/property-runs.js'

const errorsOf = (input: unknown): readonly string[] => {
  const parsed = parseRulesDocument(input)
  return parsed.ok ? [] : parsed.errors
}

describe('parseRulesDocument', () => {
  it('reads a whole document', () => {
    expect(
      parseRulesDocument({
        $schema: './fireq.rules.schema.json',
        schema: 'fireq.rules/v1',
        warn: '70%',
        crit: '90%',
        rules: [
          {quota: 'global--*-count', maxUsed: '90%'},
          {quota: 'monthly-spend-usd', maxUsed: 350, severity: 'warning', comment: 'tell us early'},
          {quota: 'global--h100-count', need: 8},
          {quota: 'global--a100-count', need: '1,500'},
        ],
        ignore: ['training-*'],
      }),
    ).toEqual({
      ok: true,
      document: {
        warn: 0.7,
        crit: 0.9,
        rules: [
          {
            pattern: 'global--*-count',
            accountId: null,
            ask: {kind: 'max-used', allowance: {kind: 'ratio', ratio: 0.9}},
            severity: 'critical',
            text: 'max-used 90%',
          },
          {
            pattern: 'monthly-spend-usd',
            accountId: null,
            ask: {kind: 'max-used', allowance: {kind: 'amount', amount: 350}},
            severity: 'warning',
            text: 'max-used 350',
          },
          {
            pattern: 'global--h100-count',
            accountId: null,
            ask: {kind: 'need', amount: 8},
            severity: 'critical',
            text: 'need 8',
          },
          {
            pattern: 'global--a100-count',
            accountId: null,
            ask: {kind: 'need', amount: 1500},
            severity: 'critical',
            text: 'need 1,500',
          },
        ],
        ignore: [{pattern: 'training-*', accountId: null}],
      },
    })
    expect(parseRulesDocument({})).toEqual({ok: true, document: {warn: null, crit: null, rules: [], ignore: []}})
  })

  it.each([
    [
      {warn: '80%', crit: '80%'},
      {warn: 0.8, crit: 0.8},
    ],
    [{warn: '80%'}, {warn: 0.8, crit: null}],
    [{crit: '80%'}, {warn: null, crit: 0.8}],
    [
      {warn: '0%', crit: '0%'},
      {warn: 0, crit: 0},
    ],
  ])('reads the levels of %j', (input, levels) => {
    expect(parseRulesDocument(input)).toEqual({ok: true, document: {...levels, rules: [], ignore: []}})
  })

  it.each([
    [{need: 0}, {kind: 'need', amount: 0}, 'need 0'],
    [{maxUsed: 0}, {kind: 'max-used', allowance: {kind: 'amount', amount: 0}}, 'max-used 0'],
    [
      {maxUsed: Number.MAX_SAFE_INTEGER},
      {kind: 'max-used', allowance: {kind: 'amount', amount: Number.MAX_SAFE_INTEGER}},
      'max-used 9007199254740991',
    ],
    [{maxUsed: '$40'}, {kind: 'max-used', allowance: {kind: 'amount', amount: 40}}, 'max-used $40'],
  ])('reads the rule %j', (rule, ask, text) => {
    for (const [given, severity] of [
      [undefined, 'critical'],
      ['critical', 'critical'],
      ['warning', 'warning'],
    ] as const) {
      const input = {rules: [{quota: 'accounts/acme/quotas/x', ...rule, ...(given ? {severity: given} : {})}]}
      expect(parseRulesDocument(input)).toEqual({
        ok: true,
        document: {
          warn: null,
          crit: null,
          rules: [{pattern: 'x', accountId: 'acme', ask, severity, text}],
          ignore: [],
        },
      })
    }
  })

  it.each([
    [null, ['the document is not an object']],
    [[], ['the document is not an object']],
    [{schema: 'fireq.rules/v2'}, ['schema: expected "fireq.rules/v1", the version this fireq reads']],
    ['text', ['the document is not an object']],
    [undefined, ['the document is not an object']],
    [{rule: []}, ['rule: not a key of this document; did you mean rules?']],
    [{zzzzzz: 1}, ['zzzzzz: not a key of this document']],
    [{'': 1}, ['"": not a key of this document']],
    [{[`z\n${'z'.repeat(70)}`]: 1}, [`z ${'z'.repeat(57)}…: not a key of this document`]],
    [{crit: null}, ['crit: expected a text such as "80%"']],
    [{ignore: 'x'}, ['ignore: expected a list']],
    [{rules: [null, []]}, [0, 1].map(at => `rules[${at}]: expected an object with quota and maxUsed or need`)],
    [{rules: [{need: 1}]}, ['rules[0].quota: expected the name of a quota, a text']],
    [{rules: [{quota: 'x', need: -1}]}, ['rules[0].need: it is not a whole number from 0 to 2^53−1']],
    [{rules: [{quota: 'x', need: 2 ** 53}]}, ['rules[0].need: it is not a whole number from 0 to 2^53−1']],
    [{rules: [{quota: 'x', need: ''}]}, ['rules[0].need: it is empty; expected a whole number such as 200']],
    [{rules: [{quota: 'x', need: '8x%'}]}, ['rules[0].need: it is not a percentage; write it like 80% or 99.5%']],
    [{rules: [{quota: 'x', maxUsed: '-1'}]}, ['rules[0].maxUsed: it is negative; expected 0 or more']],
    [{rules: [{quota: 'x', need: null}]}, ['rules[0].need: expected a whole number']],
    [
      {rules: [{quota: 'x', maxUsed: true, need: [], severity: null}]},
      [
        'rules[0].severity: expected "warning" or "critical"',
        'rules[0]: expected either maxUsed or need',
        'rules[0].maxUsed: expected a whole number',
        'rules[0].need: expected a whole number',
      ],
    ],
    [{warn: 80}, ['warn: expected a text such as "80%"']],
    [{warn: '0.8'}, ['warn: it is not a percentage; write it like 80% or 99.5%']],
    [{warn: '95%', crit: '80%'}, ['warn: it is above crit']],
    [{rules: {}}, ['rules: expected a list']],
    [{rules: ['x']}, ['rules[0]: expected an object with quota and maxUsed or need']],
    [{rules: [{quota: 'x', maxUsed: '80%'}, {quota: 'x'}]}, ['rules[1]: expected either maxUsed or need']],
    [{rules: [{quota: 'x', maxUsed: 1, need: 1}]}, ['rules[0]: expected either maxUsed or need']],
    [
      {rules: [{quota: 'x', maxused: 1}]},
      [
        'rules[0].maxused: not a key of this document; did you mean maxUsed?',
        'rules[0]: expected either maxUsed or need',
      ],
    ],
    [{rules: [{quota: 7, need: 1}]}, ['rules[0].quota: expected the name of a quota, a text']],
    [{rules: [{quota: 'x', need: '80%'}]}, ['rules[0].need: expected an amount, not a percentage']],
    [{rules: [{quota: 'x', need: 1.5}]}, ['rules[0].need: it is not a whole number from 0 to 2^53−1']],
    [{rules: [{quota: 'x', maxUsed: null}]}, ['rules[0].maxUsed: expected a whole number']],
    [{rules: [{quota: 'x', need: 1, severity: 'fatal'}]}, ['rules[0].severity: expected "warning" or "critical"']],
    [
      {ignore: ['ok', 'a b', 3]},
      [expect.stringMatching(/^ignore\[1\]: it names no quota/), 'ignore[2]: expected the name of a quota, a text'],
    ],
  ])('refuses %j', (input, errors) => {
    expect(errorsOf(input)).toEqual(errors)
  })

  it('never throws, and says where', () => {
    const rule = fc.record(
      {quota: fc.anything(), maxUsed: fc.anything(), need: fc.anything(), severity: fc.anything()},
      {requiredKeys: []},
    )
    const document = fc.record(
      {
        rules: fc.oneof(fc.array(fc.oneof(rule, fc.anything())), fc.anything()),
        warn: fc.anything(),
        ignore: fc.anything(),
      },
      {requiredKeys: []},
    )
    fc.assert(
      fc.property(fc.oneof(fc.anything(), document), input => {
        for (const error of errorsOf(input)) expect(error).toMatch(/^(?:the document|[^\n]+: [^\n]+)/)
      }),
      propertyRuns(),
    )
  })
})
