/** The output formats of every command; `flag` is added where firectl has it. */
export const OUTPUTS = ['text', 'json', 'csv', 'tsv'] as const
export type Output = (typeof OUTPUTS)[number] | 'flag'
