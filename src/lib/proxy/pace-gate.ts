import type {Clock} from '../app/ports.js'
import type {AnswerUsage} from '../domain/traffic/answer-usage.js'
import {Pacer, type PacedAnswer, type PacedRequest, type PaceOptions} from './pacer.js'

/** What becomes of a request that asked for its turn: it may go, its client has gone, or it is refused. */
export type Turn = 'go' | 'gone' | {readonly retryAfterMs: number}

/** Longest timer of Node, milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1

/**
 * The pacer on a clock: holds each request until its turn. Should pacing itself fail, everything that waits goes at
 * once and nothing waits any more: a request is never worse off than without the proxy.
 */
export class PaceGate {
  readonly #pacer: Pacer
  readonly #waiting = new Map<number, (turn: Turn) => void>()
  #timer: AbortController | null = null
  #timerAt = Infinity
  #last = -Infinity
  #failed = false

  constructor(
    options: PaceOptions,
    private readonly clock: Clock,
    private readonly onFault: (error: unknown) => void,
  ) {
    this.#pacer = new Pacer(options)
  }

  /** Requests that wait or were let go and are not over; 0 when nothing is stuck. */
  get open(): number {
    return this.#waiting.size + this.#pacer.sent
  }

  /** Resolves when the request may be sent, or with the refusal. */
  turn(request: PacedRequest): Promise<Turn> {
    if (this.#failed) return Promise.resolve('go')
    return new Promise(resolve => {
      this.#waiting.set(request.id, resolve)
      this.#safely(() => this.#pacer.submit(request))
    })
  }

  /** The client of a waiting request has gone: its place is free. */
  cancel(request: PacedRequest): void {
    if (!this.#waiting.has(request.id)) return
    this.#resolve(request.id, 'gone')
    this.#safely(() => this.#pacer.cancel(request))
  }

  answered(id: number, answer: PacedAnswer): void {
    this.#safely(now => this.#pacer.answered(id, answer, now))
  }

  settled(id: number, usage: AnswerUsage | null, served: boolean): void {
    this.#safely(now => this.#pacer.settled(id, usage, served, now))
  }

  /** Lets everything go that waits. */
  close(): void {
    this.#failed = true
    this.#timer?.abort()
    for (const [id, resolve] of this.#waiting) {
      this.#waiting.delete(id)
      resolve('go')
    }
  }

  #safely(step: (now: number) => void): void {
    if (this.#failed) return
    try {
      // A clock that is set back must not take back what has flowed in.
      const now = (this.#last = Math.max(this.#last, this.clock.now()))
      step(now)
      this.#release(now)
    } catch (error) {
      this.close()
      this.onFault(error)
    }
  }

  #release(now: number): void {
    const {send, refuse, nextAt} = this.#pacer.release(now)
    for (const {id} of send) this.#resolve(id, 'go')
    for (const {request, retryAfterMs} of refuse) this.#resolve(request.id, {retryAfterMs})
    this.#wake(nextAt, now)
  }

  #resolve(id: number, turn: Turn): void {
    const resolve = this.#waiting.get(id)
    this.#waiting.delete(id)
    resolve?.(turn)
  }

  #wake(at: number | null, now: number): void {
    if (at === null || at === this.#timerAt) return
    this.#timer?.abort()
    const timer = (this.#timer = new AbortController())
    this.#timerAt = at
    const ms = Math.min(LONGEST_TIMER, Math.max(1, Math.ceil(at - now)))
    this.clock.sleep(ms, timer.signal).then(
      () => {
        this.#timerAt = Infinity
        this.#safely(() => undefined)
      },
      () => undefined,
    )
  }
}
