/** A paragraph, or a table whose first row is its head. */
export type TopicBlock = string | readonly (readonly string[])[]

export interface TopicSection {
  readonly title: string
  readonly blocks: readonly TopicBlock[]
}
