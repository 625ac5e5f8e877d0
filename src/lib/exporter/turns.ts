/** Lets a bounded number ask at the same time; the others wait for their turn, first come first served. */
export class Turns {
  /** Who is asking, and how many of its questions are open. */
  readonly #asking = new Map<object, number>()
  readonly #waiting: {readonly who: object; readonly begin: () => void}[] = []

  /** @param signal ends the waiting: everybody goes on, to find that it is over */
  constructor(
    private readonly most: number,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => this.#next(), {once: true})
  }

  /** Does the work in `who`'s turn. Who is asking already needs no other one. */
  async take(who: object, work: () => Promise<void>): Promise<void> {
    if (this.#isFree(who)) this.#begin(who)
    else await new Promise<void>(begin => this.#waiting.push({who, begin}))
    try {
      await work()
    } finally {
      this.#end(who)
    }
  }

  #isFree(who: object): boolean {
    return this.signal.aborted || this.#asking.has(who) || this.#asking.size < this.most
  }

  #begin(who: object): void {
    this.#asking.set(who, (this.#asking.get(who) ?? 0) + 1)
  }

  #end(who: object): void {
    const open = this.#asking.get(who)! - 1
    if (open === 0) this.#asking.delete(who)
    else this.#asking.set(who, open)
    this.#next()
  }

  #next(): void {
    const waiting = this.#waiting.splice(0)
    for (const one of waiting) {
      if (!this.#isFree(one.who)) {
        this.#waiting.push(one)
        continue
      }
      this.#begin(one.who)
      one.begin()
    }
  }
}
