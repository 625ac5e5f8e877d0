/** The output formats of every command. */
export const OUTPUTS = ['text', 'json', 'yaml', 'csv', 'tsv'] as const
/** Those of a command whose result has ids. */
export const LIST_OUTPUTS = [...OUTPUTS, 'name'] as const
/** Those of the commands on one resource that firectl has too. */
export const FIRECTL_OUTPUTS = [...LIST_OUTPUTS, 'flag'] as const
export type Output = (typeof FIRECTL_OUTPUTS)[number]
