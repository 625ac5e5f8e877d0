import {expect, test} from '@jest/globals'
import {readFileSync} from 'node:fs'

test.each(['fireq', 'fireq-help'])(
  '%s.cjs is pure ASCII: its launcher reads bytes, and others would become two wrong characters each',
  name => {
    const bundle = readFileSync(`dist/${name}.cjs`)
    const first = bundle.findIndex(byte => byte > 0x7f)
    expect(first === -1 ? '' : bundle.subarray(Math.max(0, first - 60), first + 10).toString('latin1')).toBe('')
  },
)
