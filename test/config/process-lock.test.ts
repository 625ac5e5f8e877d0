import {afterEach, beforeEach, describe, expect, jest, test} from '@jest/globals'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {systemClock} from '../../src/lib/cli/context.js'
import {takeLock} from '../../src/lib/config/process-lock.js'
import {failureOf, instantClock} from '../support/connection.js'

let home: string
const parts = ['http://h', 'acme', 'x']
const place = () => ({env: {}, home, platform: 'linux' as const})
const folder = () => path.join(home, '.config', 'fireq', 'locks')
const files = () => fs.readdirSync(folder())
const real = {clock: systemClock}

beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'fireq-lock-'))
})
afterEach(() => {
  fs.chmodSync(home, 0o700)
  fs.rmSync(home, {recursive: true})
})

describe('a lock', () => {
  test('is for one at a time, and gone afterwards', async () => {
    let inside = 0
    let most = 0
    await Promise.all(
      Array.from({length: 20}, async () => {
        const lock = (await takeLock(place(), parts, real))!
        most = Math.max(most, ++inside)
        await systemClock.sleep(2)
        lock.assertHeld()
        inside -= 1
        lock.release()
      }),
    )
    expect({most, left: files()}).toEqual({most: 1, left: []})
  })

  test('is private, and another quota has another', async () => {
    const one = (await takeLock(place(), parts, real))!
    const other = (await takeLock(place(), ['http://h', 'acme', 'y'], real))!
    expect(files()).toHaveLength(2)
    expect(fs.statSync(folder()).mode & 0o777).toBe(0o700)
    for (const lock of [one, other]) lock.release()
  })

  test.each([
    ['an empty file, as a full disk leaves it', ''],
    ['a file that is no lock', 'notes of somebody\n'],
  ])('does not wait ten seconds for %s', async (_, text) => {
    const first = (await takeLock(place(), parts, real))!
    const [file] = files() as [string]
    first.release()
    fs.writeFileSync(path.join(folder(), file), text)
    const clock = instantClock()
    const lock = (await takeLock(place(), parts, {clock}))!
    expect(clock.slept.length).toBeLessThan(10)
    lock.release()
    expect(files()).toEqual([])
  })

  test('of a process that was killed is taken over after 10 s without a sign of life, by exactly one', async () => {
    const dead = (await takeLock(place(), parts, real))!
    const [file] = files() as [string]
    dead.release()
    fs.writeFileSync(path.join(folder(), file), 'f0'.repeat(12))
    const clocks = Array.from({length: 5}, () => instantClock())
    let inside = 0
    await Promise.all(
      clocks.map(async clock => {
        const lock = (await takeLock(place(), parts, {clock}))!
        expect(++inside).toBe(1)
        inside -= 1
        lock.release()
      }),
    )
    expect(Math.max(...clocks.map(({slept}) => slept.length))).toBeGreaterThanOrEqual(200)
    expect(files()).toEqual([])
  })

  test('held by a living process stays: it gives signs of life, and waiting ends in a conflict', async () => {
    const living = (await takeLock(place(), parts, real))!
    const [file] = files() as [string]
    let time = 1000
    // A clock on which every look is a sign of life later.
    const clock = {
      ...instantClock(),
      sleep: () => {
        fs.utimesSync(path.join(folder(), file), time, ++time)
        return Promise.resolve()
      },
    }
    expect(await failureOf(takeLock(place(), parts, {clock}))).toMatchObject({code: 'conflict', exitCode: 1})
    living.assertHeld()
    living.release()
  })

  test('that another process has taken over is noticed before anything is sent, and left to it', async () => {
    const slow = (await takeLock(place(), parts, real))!
    const file = path.join(folder(), files()[0]!)
    fs.writeFileSync(file, 'the next holder')
    expect(() => slow.assertHeld()).toThrow('another one may have made a change of its own')
    slow.release()
    expect(fs.readFileSync(file, 'utf8')).toBe('the next holder')
  })

  test('touches its file while it is held', async () => {
    jest.useFakeTimers()
    try {
      const lock = (await takeLock(place(), parts, real))!
      const file = path.join(folder(), files()[0]!)
      fs.utimesSync(file, 1, 1)
      jest.advanceTimersByTime(600)
      expect(fs.statSync(file).mtimeMs).toBeGreaterThan(1000)
      lock.release()
    } finally {
      jest.useRealTimers()
    }
  })

  test('cannot be kept without a home, or in one that cannot be written', async () => {
    expect(await takeLock({env: {}, home: null, platform: 'linux'}, parts, real)).toBeNull()
    fs.writeFileSync(path.join(home, '.config'), 'a file where a folder should be')
    expect(await takeLock(place(), parts, real)).toBeNull()
  })

  test('waiting ends with the signal', async () => {
    const held = (await takeLock(place(), parts, real))!
    const stop = new AbortController()
    const waiting = takeLock(place(), parts, {clock: systemClock, signal: stop.signal})
    stop.abort(new Error('stopped'))
    await expect(waiting).rejects.toThrow('stopped')
    held.release()
    expect(process.exitCode).toBeUndefined()
  })
})
