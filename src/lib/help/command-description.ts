/** A flag as help, completion and the manifest show it. */
export interface FlagDescription {
  readonly name: string
  readonly char?: string
  readonly description?: string
  readonly helpGroup?: string
  readonly helpValue?: string
  readonly options?: readonly string[]
  /** Values that completion offers, where others are taken too. */
  readonly offers?: readonly string[]
  readonly multiple?: boolean
  readonly takesValue: boolean
  readonly hidden?: boolean
}

export interface ArgumentDescription {
  readonly name: string
  readonly description?: string
  readonly options?: readonly string[]
  readonly required: boolean
}

export interface ExampleDescription {
  readonly command: string
  readonly description: string
}

/** Everything that help, completion and the man page say of a command, without its code. */
export interface CommandDescription {
  readonly id: string
  readonly aliases: readonly string[]
  readonly summary: string
  readonly description: string
  readonly examples: readonly ExampleDescription[]
  readonly args: readonly ArgumentDescription[]
  /** Own flags first, then the global ones. */
  readonly flags: readonly FlagDescription[]
  readonly strict: boolean
}
