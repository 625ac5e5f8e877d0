/** What was used within the time that has just passed, measured continuously: the window slides, it does not start anew. */
export class SlidingUse {
  readonly #slotMs: number
  readonly #slots: number[]
  #sum = 0
  /** The number of the newest slot. */
  #newest = -Infinity

  /** @param windowMs how far back it reaches @param slots how finely it slides */
  constructor(windowMs: number, slots: number) {
    this.#slotMs = windowMs / slots
    this.#slots = new Array<number>(slots).fill(0)
  }

  add(amount: number, now: number): void {
    this.#slideTo(now)
    this.#slots[this.#newest % this.#slots.length]! += amount
    this.#sum += amount
  }

  /** What was used within the window that ends now. */
  within(now: number): number {
    this.#slideTo(now)
    return this.#sum
  }

  #slideTo(now: number): void {
    const slot = Math.floor(now / this.#slotMs)
    const passed = slot - this.#newest
    if (passed <= 0) return
    const {length} = this.#slots
    if (passed >= length) {
      this.#slots.fill(0)
      this.#sum = 0
    } else {
      for (let index = this.#newest + 1; index <= slot; index++) {
        this.#sum -= this.#slots[index % length]!
        this.#slots[index % length] = 0
      }
    }
    this.#newest = slot
  }
}

/** The highest of the values noted within a time, by minutes. */
export class SlidingHighest {
  readonly #windowMs: number
  readonly #resolutionMs: number
  /** Values that nothing later reaches, oldest and highest first. */
  #peaks: {at: number; value: number}[] = []

  constructor(windowMs: number, resolutionMs: number) {
    this.#windowMs = windowMs
    this.#resolutionMs = resolutionMs
  }

  note(value: number, now: number): void {
    const at = Math.floor(now / this.#resolutionMs) * this.#resolutionMs
    while (this.#peaks.length > 0 && this.#peaks.at(-1)!.value <= value) this.#peaks.pop()
    const last = this.#peaks.at(-1)
    // One value for a minute is enough: the higher one, which is already there.
    if (last?.at !== at) this.#peaks.push({at, value})
  }

  highest(now: number): number {
    const oldest = now - this.#windowMs
    const first = this.#peaks.findIndex(({at}) => at > oldest)
    if (first === -1) this.#peaks = []
    else if (first > 0) this.#peaks = this.#peaks.slice(first)
    return this.#peaks[0]?.value ?? 0
  }

  clear(): void {
    this.#peaks = []
  }
}
