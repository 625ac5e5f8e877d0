import type {CompletionTable} from './table.js'
import type {CompletionValues, CompletionWord} from './values.js'
import {areWords, shortSummary} from './script-lines.js'

/** The script for Windows PowerShell 5.1 and PowerShell 7. ASCII alone: 5.1 reads a script without a mark as ANSI. */
export function powershellCompletion(table: CompletionTable, version: string): string {
  return `# PowerShell completion for fireq ${version}, made by \`fireq completion powershell\`. It runs no program and asks no network.

Register-ArgumentCompleter -Native -CommandName fireq -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $folder = if ($env:XDG_CONFIG_HOME) { $env:XDG_CONFIG_HOME } elseif ($env:LOCALAPPDATA) { $env:LOCALAPPDATA } else { Join-Path $HOME '.config' }
    $profileNames = @(Get-ChildItem -Path (Join-Path $folder 'fireq/profiles/*.json') -ErrorAction SilentlyContinue |
        Where-Object { $_.BaseName -match '^[A-Za-z0-9._-]+$' } |
        ForEach-Object { $_.BaseName; '' })
    $steps = @{
${table.steps.map(({from, word, to}) => `        ${quoted(`${from} ${word}`)} = ${quoted(to)}`).join('\n')}
    }
    $valueFlags = @(${table.valueFlags.map(quoted).join(', ')})
    $globalFlags = ${list(table.globalFlags)}
    $flags = @{
${table.flags.map(({route, words}) => `        ${quoted(route)} = ${list(words)}`).join('\n')}
    }
    $flagValues = @{
${table.flagValues
  .flatMap(({route, spellings, values}) =>
    spellings.map(flag => `        ${quoted(`${route ?? '*'} ${flag}`)} = ${list(values)}`),
  )
  .join('\n')}
    }
    $arguments = @{
${table.args.map(({route, nth, values}) => `        ${quoted(`${route} ${nth ?? '*'}`)} = ${list(values)}`).join('\n')}
    }

${ENGINE}}
`
}

/** Words and summaries in turn; null for files, which PowerShell completes itself when a completer offers nothing. */
function list(values: CompletionValues): string {
  if (values === 'profiles') return '$profileNames'
  if (!areWords(values)) return '@()'
  return `@(${values.flatMap(({word, summary}: CompletionWord) => [quoted(word), quoted(ascii(shortSummary(summary)))]).join(', ')})`
}

function ascii(text: string): string {
  return text.replaceAll('…', '...').replace(/[^\x20-\x7e]/g, '?')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

const ENGINE = `    $route = ''
    $awaiting = ''
    $ended = $false
    $walking = $true
    $nth = 0
    $before = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
    foreach ($word in $before) {
        if ($ended) { $nth++ }
        elseif ($awaiting) { $awaiting = '' }
        elseif ($word -ceq '--') { $ended = $true }
        elseif ($word -like '-?*') { if ($valueFlags -ccontains $word) { $awaiting = $word } }
        elseif ($walking -and $steps.ContainsKey("$route $word")) { $route = $steps["$route $word"] }
        else { $walking = $false; $nth++ }
    }

    $prefix = ''
    $typed = $wordToComplete
    if (-not $ended -and -not $awaiting -and $typed -match '^(--[^=]+)=(.*)$') {
        $awaiting = $Matches[1]
        $prefix = $Matches[1] + '='
        $typed = $Matches[2]
    }
    if ($awaiting) {
        $found = if ($flagValues.ContainsKey("$route $awaiting")) { $flagValues["$route $awaiting"] } else { $flagValues["* $awaiting"] }
    }
    elseif (-not $ended -and $typed -like '-*') { $found = @($flags[$route]) + $globalFlags }
    elseif ($arguments.ContainsKey("$route $nth")) { $found = $arguments["$route $nth"] }
    else { $found = $arguments["$route *"] }

    $found = @($found | Where-Object { $null -ne $_ })
    for ($at = 0; $at + 1 -lt $found.Count; $at += 2) {
        $text = $found[$at]
        if (-not $text.StartsWith($typed, [System.StringComparison]::Ordinal)) { continue }
        $summary = if ($found[$at + 1]) { $found[$at + 1] } else { $text }
        [System.Management.Automation.CompletionResult]::new("$prefix$text", $text, 'ParameterValue', $summary)
    }
`
