import type {ArgumentDescription, FlagDescription} from './command-description.js'

/** `-o, --output FORMAT` */
export function flagName(flag: FlagDescription): string {
  const long =
    flag.name === 'sandbox'
      ? '--sandbox[=SCENARIO]'
      : `--${flag.name}${flag.takesValue ? ` ${flag.helpValue ?? 'VALUE'}` : ''}`
  return flag.char === undefined ? `    ${long}` : `-${flag.char}, ${long}`
}

/** What a flag does, and the values it takes where neither its name nor its description has them. */
export function flagMeaning({description = '', helpValue = '', options}: FlagDescription): string {
  return withValues(description, options, helpValue)
}

/** The same of an argument. */
export function argumentMeaning({description = '', options}: ArgumentDescription): string {
  return withValues(description, options, '')
}

function withValues(description: string, options: readonly string[] | undefined, shown: string): string {
  if (options === undefined || options.every(option => shown.includes(option) || description.includes(option)))
    return description
  return description === '' ? options.join(', ') : `${description}: ${options.join(', ')}`
}
