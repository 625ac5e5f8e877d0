import {AppError} from '../domain/errors.js'
import type {Reading} from '../domain/history/reading.js'
import {recordInTurn, type HistoryStore} from './store.js'

/** Readings that may wait for a slow disk; what comes then is left out. Assumed: some minutes of many accounts. */
const MOST_WAITING = 20_000

/** Writes readings one batch after the other, without holding up whoever hands them in. */
export class BackgroundRecorder {
  #last: Promise<void> = Promise.resolve()
  #waiting = 0
  #told = ''

  /** @param failed told why readings were not kept; once for each reason in a row */
  constructor(
    private readonly store: HistoryStore,
    private readonly failed: (message: string) => void,
  ) {}

  push(readings: readonly Reading[]): void {
    if (readings.length === 0) return
    if (this.#waiting + readings.length > MOST_WAITING) {
      this.#tell('the disk is too slow for the history: readings are left out')
      return
    }
    this.#waiting += readings.length
    this.#last = this.#last.then(async () => {
      try {
        await recordInTurn(this.store, readings)
        this.#told = ''
      } catch (error) {
        this.#tell(error instanceof AppError ? error.message : String(error))
      } finally {
        this.#waiting -= readings.length
      }
    })
  }

  /** Until everything that was handed in is written, or is known not to be. */
  idle(): Promise<void> {
    return this.#last
  }

  #tell(message: string): void {
    if (message === this.#told) return
    this.#told = message
    this.failed(message)
  }
}
