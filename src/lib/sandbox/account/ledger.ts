import {usdToNanos, type NanoUsd} from './money.js'

/** What an account's money looks like when a scenario opens. USD. */
export interface OpeningBalance {
  readonly monthSpendUsd: number
  /** Everything spent or prepaid so far, this month included. */
  readonly historyUsd: number
  readonly creditsUsd: number
  readonly paymentMethod: boolean
  readonly invoiceFailed: boolean
}

/** How long money takes to be noticed, in simulated milliseconds. */
export interface PropagationDelays {
  readonly topUpMs: number
  readonly invoiceClearMs: number
}

interface PendingTopUp {
  readonly amount: NanoUsd
  readonly dueAt: number
}

/**
 * Spend, credits, payment method and invoices of one account. Time is handed in; `settle` brings the books up to it.
 *
 * Spend is paid from credits first and then by the payment method. A prepayment counts towards the historical spend when
 * it arrives, so spend that credits pay does not count a second time.
 */
export class Ledger {
  readonly #delays: PropagationDelays
  #monthSpend: NanoUsd
  #history: NanoUsd
  #credits: NanoUsd
  #paymentMethod: boolean
  #invoiceFailed: boolean
  #invoiceClearsAt = Infinity
  #topUps: PendingTopUp[] = []
  #monthEndsAt: number
  #nextDueAt = Infinity

  constructor(opening: OpeningBalance, delays: PropagationDelays, now: number) {
    this.#delays = delays
    this.#monthSpend = usdToNanos(opening.monthSpendUsd)
    this.#history = usdToNanos(opening.historyUsd)
    this.#credits = usdToNanos(opening.creditsUsd)
    this.#paymentMethod = opening.paymentMethod
    this.#invoiceFailed = opening.invoiceFailed
    this.#monthEndsAt = nextMonth(now)
    this.#plan()
  }

  get monthSpend(): NanoUsd {
    return this.#monthSpend
  }

  /** Total historical spend: what the tiers are granted by. */
  get history(): NanoUsd {
    return this.#history
  }

  get credits(): NanoUsd {
    return this.#credits
  }

  get paymentMethod(): boolean {
    return this.#paymentMethod
  }

  get invoiceFailed(): boolean {
    return this.#invoiceFailed
  }

  /** Prepayments made that have not arrived yet. */
  get pending(): NanoUsd {
    return this.#topUps.reduce((sum, topUp) => sum + topUp.amount, 0n)
  }

  /** The next moment at which time alone changes something. */
  get nextDueAt(): number {
    return this.#nextDueAt
  }

  /** Applies what has come due: a new month, a prepayment that arrived, a paid invoice that was noticed. */
  settle(now: number): boolean {
    if (now < this.#nextDueAt) return false
    if (now >= this.#monthEndsAt) {
      this.#monthSpend = 0n
      this.#monthEndsAt = nextMonth(now)
    }
    for (const topUp of this.#topUps) {
      if (topUp.dueAt > now) continue
      this.#credits += topUp.amount
      this.#history += topUp.amount
    }
    this.#topUps = this.#topUps.filter(topUp => topUp.dueAt > now)
    if (now >= this.#invoiceClearsAt) {
      this.#invoiceFailed = false
      this.#invoiceClearsAt = Infinity
    }
    this.#plan()
    return true
  }

  /** Books the cost of one request. */
  charge(cost: NanoUsd): void {
    this.#monthSpend += cost
    const fromCredits = this.#credits < cost ? this.#credits : cost
    this.#credits -= fromCredits
    this.#history += cost - fromCredits
  }

  /** A prepayment; it counts once the propagation delay has passed. */
  topUp(usd: number, now: number): void {
    this.#topUps.push({amount: usdToNanos(usd), dueAt: now + this.#delays.topUpMs})
    this.#plan()
  }

  setPaymentMethod(present: boolean): void {
    this.#paymentMethod = present
  }

  failInvoice(): void {
    this.#invoiceFailed = true
    this.#invoiceClearsAt = Infinity
    this.#plan()
  }

  /** Pays the failed invoice; the suspension ends by itself a while later. */
  payInvoice(now: number): void {
    if (!this.#invoiceFailed) return
    this.#invoiceClearsAt = now + this.#delays.invoiceClearMs
    this.#plan()
  }

  #plan(): void {
    let next = Math.min(this.#monthEndsAt, this.#invoiceClearsAt)
    for (const {dueAt} of this.#topUps) next = Math.min(next, dueAt)
    this.#nextDueAt = next
  }
}

/** The first moment of the next month, UTC. */
function nextMonth(now: number): number {
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
}
