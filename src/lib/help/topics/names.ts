/** A page of `fireq help`, by name; apart from its text so that completion and root help load no page. */
export interface HelpTopicName {
  readonly name: string
  readonly summary: string
}

/** The pages of `fireq help`, in the order in which they are listed. */
export const HELP_TOPICS = [
  {name: 'exit-codes', summary: 'what each exit code means, and whether a retry can help'},
  {name: 'flags', summary: 'the flags that every command understands'},
  {name: 'environment', summary: 'the variables and files that are read'},
  {name: 'formatting', summary: 'text, JSON, csv and tsv, and what a script may rely on'},
  {name: 'rate-limits', summary: 'the limits of serverless inference, and how fireq reads them'},
  {name: 'tiers', summary: 'spending tiers and their criteria, with dates and sources'},
  {name: 'firectl', summary: "firectl's lines that run unchanged, and what replaces the others"},
] as const satisfies readonly HelpTopicName[]

export type HelpTopicId = (typeof HELP_TOPICS)[number]['name']

/** Whether `fireq help` has a page of that name. */
export function isHelpTopic(name: string): name is HelpTopicId {
  return HELP_TOPICS.some(topic => topic.name === name)
}
