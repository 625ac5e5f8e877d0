import type {CompletionTable} from './table.js'
import type {CompletionValues, CompletionWord} from './values.js'
import {areWords, shortSummary} from './script-lines.js'

/** The script for fish 3.1 and later. */
export function fishCompletion(table: CompletionTable, version: string): string {
  return `# fish completion for fireq ${version}, made by \`fireq completion fish\`. It runs no program and asks no network.

# A name with more than letters, digits, dots, dashes is not a profile.
function __fireq_profiles
    set -l config $XDG_CONFIG_HOME
    test -n "$config"; or set config $HOME/.config
    for file in $config/fireq/profiles/*.json
        string replace -rf '.*/([A-Za-z0-9._-]+)\\.json$' '$1' -- $file
    end
    for file in $HOME/.fireworks/profiles/*/auth.ini
        string replace -rf '.*/([A-Za-z0-9._-]+)/auth\\.ini$' '$1' -- $file
    end
end

# Where a word leads from a route; fails where it leads nowhere.
function __fireq_step
    switch "$argv[1] $argv[2]"
${table.steps.map(({from, word, to}) => branch([`${from} ${word}`], `echo ${quoted(to)}`)).join('\n')}
        case '*'
            return 1
    end
end

function __fireq_takes_value
    contains -- $argv[1] ${table.valueFlags.map(quoted).join(' ')}
end

function __fireq_flags
    switch "$argv[1]"
${table.flags.map(({route, words}) => branch([route], offer(words))).join('\n')}
    end
    ${offer(table.globalFlags)}
end

# The values of a flag, on a route; the third word is what is typed of it.
function __fireq_flag_values
    switch "$argv[1] $argv[2]"
${table.flagValues
  .map(({route, spellings, values}) =>
    branch(
      spellings.map(flag => (route === null ? `* ${flag}` : `${route} ${flag}`)),
      offer(values, 3),
    ),
  )
  .join('\n')}
    end
end

# What may stand as an argument of that number; the third word is what is typed of it.
function __fireq_arguments
    switch "$argv[1] $argv[2]"
${table.args
  .map(({route, nth, values}) => branch([nth === null ? `${route} *` : `${route} ${nth}`], offer(values, 3)))
  .join('\n')}
    end
end

${ENGINE}`
}

const branch = (patterns: readonly string[], body: string) => `        case ${patterns.map(quoted).join(' ')}
            ${body}`

/** `fireq` words with their summaries, a tab between, as fish takes them; or files that begin as an argument does. */
function offer(values: CompletionValues, typedArgument = 0): string {
  if (values === 'profiles') return '__fireq_profiles'
  if (!areWords(values)) return values === 'files' ? `__fish_complete_path "$argv[${typedArgument}]"` : 'true'
  const cells = values.flatMap(({word, summary}: CompletionWord) => [word, shortSummary(summary)])
  return `printf '%s\\t%s\\n' ${cells.map(quoted).join(' ')}`
}

/** In single quotes fish reads `\\` and `\'` as escapes. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

const ENGINE = `function __fireq_complete
    set -l line (commandline -opc)
    set -e line[1]
    set -l current (commandline -ct)
    set -l route ''
    set -l awaiting ''
    set -l ended ''
    set -l walking 1
    set -l nth 0
    for word in $line
        if test -n "$ended"
            set nth (math $nth + 1)
        else if test -n "$awaiting"
            set awaiting ''
        else
            switch "$word"
                case --
                    set ended 1
                case '-*'
                    if __fireq_takes_value "$word"
                        set awaiting "$word"
                    end
                case '*'
                    set -l next
                    if test -n "$walking"
                        set next (__fireq_step "$route" "$word")
                        or set walking ''
                    end
                    if test -n "$walking"
                        set route "$next"
                    else
                        set nth (math $nth + 1)
                    end
            end
        end
    end
    if test -n "$awaiting"
        __fireq_flag_values "$route" "$awaiting" "$current"
    else if test -z "$ended"; and string match -q -- '--*=*' "$current"
        set -l parts (string split -m 1 = -- "$current")
        __fireq_flag_values "$route" "$parts[1]" "$parts[2]" | string replace -r -- '^' "$parts[1]="
    else if test -z "$ended"; and string match -q -- '-*' "$current"
        __fireq_flags "$route"
    else
        __fireq_arguments "$route" "$nth" "$current"
    end
end

complete -c fireq -e
complete -c fireq -f -a '(__fireq_complete)'
`
