/** Where a value came from; `key` is an account that the key itself tells. */
export type Origin = 'flag' | 'environment' | 'profile' | 'firectl' | 'config' | 'default' | 'key'

/** A value with its provenance. */
export interface Sourced<T> {
  readonly value: T
  readonly origin: Origin
  /** The flag (`--api-key`), the variable (`FIREWORKS_API_KEY`) or the path of the file; '' for a default. */
  readonly detail: string
}
