/** A stream of numbers in [0, 1) that depends on nothing but its seed (mulberry32). */
export class SeededRandom {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** The next 32 bits. */
  nextBits(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }

  next(): number {
    return this.nextBits() / 4_294_967_296
  }

  /** 32 hexadecimal digits, the form of a request id. */
  nextId(): string {
    return hex8(this.nextBits()) + hex8(this.nextBits()) + hex8(this.nextBits()) + hex8(this.nextBits())
  }
}

function hex8(bits: number): string {
  return bits.toString(16).padStart(8, '0')
}

/** 32 bits of a text (FNV-1a): seeds what must be the same for the same text. */
export function textSeed(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}
