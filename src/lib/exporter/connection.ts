import type {ExportedAccount, ExportTarget} from './options.js'

/** The connection to one account: opened when it is first needed, kept, and opened anew after a failure of its own. */
export class Connection {
  #session: Promise<ExportedAccount> | null = null
  #account: string | null

  constructor(private readonly target: ExportTarget) {
    this.#account = target.account
  }

  /** The account, or what stands for it until it is known. No account's id has a colon. */
  get name(): string {
    return this.#account ?? (this.target.profile === null ? '' : `profile:${this.target.profile}`)
  }

  /** @throws AppError as the target does */
  async open(): Promise<ExportedAccount> {
    this.#session ??= this.target.open()
    try {
      return await this.#session
    } catch (error) {
      this.#session = null
      throw error
    }
  }

  /** @throws AppError where the key does not tell its account */
  async account(): Promise<string> {
    const session = await this.open()
    try {
      return (this.#account = await session.account())
    } catch (error) {
      // A session asks once and remembers the failure too.
      await this.close()
      throw error
    }
  }

  async close(): Promise<void> {
    const session = this.#session
    this.#session = null
    await session?.then(
      open => open.close(),
      () => undefined,
    )
  }
}
