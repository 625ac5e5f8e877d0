import {setImmediate} from 'node:timers/promises'
import {expect, test} from '@jest/globals'
import {withPatience} from '../../src/lib/app/patience.js'
import {aFailure} from '../support/memory-gateway.js'
import {VirtualClock} from '../support/virtual-clock.js'

const never = new Promise<string>(() => undefined)

test('a lookup that takes too long is null, after just so long', async () => {
  const clock = new VirtualClock()
  const before = clock.now()
  expect(await clock.run(withPatience(never, 300, clock))).toBeNull()
  expect(clock.now() - before).toBe(300)
})

test('a lookup that fails, fails, and one that ends in time is told', async () => {
  const clock = new VirtualClock()
  const failure = aFailure('network', 'no connection')
  await expect(withPatience(Promise.reject(failure), 300, clock)).rejects.toBe(failure)
  await expect(withPatience(Promise.resolve('found'), 300, clock)).resolves.toBe('found')
})

test('the wait ends with the lookup, so that nothing keeps the process alive', async () => {
  const signals: AbortSignal[] = []
  const clock = {
    now: () => 0,
    sleep: (_ms: number, signal?: AbortSignal) => {
      signals.push(signal!)
      return new Promise<void>((_resolve, reject) =>
        signal!.addEventListener('abort', () => reject(signal!.reason as Error)),
      )
    },
  }
  expect(await withPatience(setImmediate('found'), 300, clock)).toBe('found')
  expect(signals.map(({aborted}) => aborted)).toEqual([true])
})
