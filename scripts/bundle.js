// esbuild makes the program CommonJS files: what starts fastest, and what V8 can keep a code cache of.
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import {build} from 'esbuild'
import {firstBundle, secondBundle, secondEntry} from './second-bundle.js'

const pkg = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

/** Read for help alone: in the bundle it would be a tenth of every start. */
const COMMANDS_FILE = 'commands.json'

/** What an import of something that fireq never runs becomes; together a fifth of the bundle and of a short run. */
const LEFT_OUT = {
  name: 'left-out',
  setup({onResolve, onLoad}) {
    const leaveOut = ({path}) => ({path, namespace: 'left-out'})
    // got's HTTP/2 client, cache and DNS cache, used only when asked for; conf's schema validator and migrations; oclif's
    // debug log and its layout of errors.
    onResolve(
      {filter: /^(http2-wrapper|cacheable-(request|lookup)|ajv|ajv\/.*|ajv-formats|semver|debug|wrap-ansi)$/},
      leaveOut,
    )
    // oclif's own finding and loading of commands, its help and its output: fireq has a dispatcher of its own.
    onResolve({filter: /^\.\.?\/(config|help|help\/util|help\/index|ux|ux\/theme)$|^\.\.\/\.\.\/ux\/theme$/}, args =>
      /@oclif.core.lib.(command|flags|errors.handle|errors.errors.cli|parser.\w+)\.js$/.test(args.importer)
        ? leaveOut(args)
        : undefined,
    )
    // oclif reads no argument from stdin here, and no file.
    onResolve({filter: /^node:(readline|fs\/promises)$/}, args =>
      /@oclif.core.lib/.test(args.importer) ? leaveOut(args) : undefined,
    )
    // A function that can be called, constructed and compared with; oclif colours the words of its errors by the last.
    const nothing = `module.exports = function leftOut() { return leftOut }
      module.exports.CacheError = class {}
      module.exports.colorize = (_color, text) => text`
    onLoad({filter: /.*/, namespace: 'left-out'}, () => ({contents: nothing, loader: 'js'}))
  },
}

/** `const x = new Intl.Y(…)` at the top of a module: up to 20 ms of ICU data at every start, for what hardly a run uses. */
const LAZY_INTL = {
  name: 'lazy-intl',
  setup({onLoad}) {
    onLoad({filter: /(string-width|@sindresorhus.is.distribution)[/\\]index\.js$/}, ({path}) => {
      const eager = /^const (\w+) = (new Intl\.\w+\(.*\));$/gm
      const lazy = (_line, name, made) =>
        `let ${name}Made; const ${name} = new Proxy({}, {get(_, key) { const it = (${name}Made ??= ${made}); return it[key].bind(it) }});`
      return {contents: readFileSync(path, 'utf8').replace(eager, lazy), loader: 'js'}
    })
  },
}

/** What esbuild leaves of other characters (in regular expressions) is escaped too: the launcher reads bytes, not UTF-8. */
const ASCII_ONLY = {
  name: 'ascii-only',
  setup({onEnd, initialOptions: {outfile}}) {
    onEnd(({errors}) => {
      if (errors.length > 0 || !existsSync(outfile)) return
      const text = readFileSync(outfile, 'utf8')
      const escaped = text.replace(/[\u0080-\uffff]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
      writeFileSync(outfile, escaped)
    })
  },
}

/**
 * Bundles an entry of `src` into one file.
 * @param {{entry: string, outfile: string, commands?: unknown, minify?: boolean}} options
 *   `commands`: descriptions of all commands; help and completion read them from the file that `writeDescriptions` puts
 *   beside the bundle, and load none
 */
export function bundle({entry, ...options}) {
  return build({...settings(options), entryPoints: [entry]})
}

/**
 * Bundles an entry of `src` into two files, `second` beside `outfile`; what is in which, scripts/second-bundle.js says.
 * @param {{entry: string, outfile: string, second: string, commands: unknown, minify?: boolean}} options
 * @returns {Promise<{metafiles: import('esbuild').Metafile[]}>}
 */
export async function bundleTwo({entry, second, ...options}) {
  const asked = new Set()
  const shared = new Set()
  const first = (names, write) => {
    const {plugins, ...others} = settings(options)
    const both = [firstBundle({file: second, shared: names, asked}), ...plugins]
    return build({...others, entryPoints: [entry], plugins: both, write})
  }
  // A draft, to know what the second will find in the first.
  const {metafile: draft} = await first([], false)
  const {contents, banner, footer} = secondEntry(asked)
  const {plugins, ...others} = settings({...options, outfile: path.join(path.dirname(options.outfile), second)})
  const more = await build({
    ...others,
    stdin: {contents, resolveDir: process.cwd(), sourcefile: 'second-bundle.js'},
    plugins: [secondBundle({first: draft.inputs, shared}), ...plugins],
    banner: {js: banner},
    footer: {js: footer},
  })
  const {metafile} = await first(shared, true)
  return {metafiles: [metafile, more.metafile]}
}

/**
 * Bundles the entry that shows help. It loads no command: an attempt would fail.
 * @param {{entry: string, outfile: string, commands: unknown, minify?: boolean}} options
 */
export function bundleHelp({entry, ...options}) {
  const {plugins, ...others} = settings(options)
  return build({...others, entryPoints: [entry], plugins: [WITHOUT_COMMANDS, ...plugins]})
}

const WITHOUT_COMMANDS = {
  name: 'without-commands',
  setup({onResolve}) {
    onResolve({filter: /^\.\/commands\//}, ({path: command}) => ({path: command, external: true}))
  },
}

/** Other spellings of all commands, with what they run. */
const aliasesOf = commands => Object.fromEntries(commands.flatMap(({id, aliases}) => aliases.map(alias => [alias, id])))

/**
 * Writes what bundles of a folder read of the commands: their descriptions for help, and for the launcher the words that
 * run one.
 */
export function writeDescriptions(folder, commands) {
  mkdirSync(folder, {recursive: true})
  writeFileSync(path.join(folder, COMMANDS_FILE), descriptionsFile(commands))
  const words = commands.flatMap(({id, aliases}) => [id, ...aliases])
  writeFileSync(path.join(folder, 'command-words.json'), JSON.stringify(words))
}

/** What src/describe-commands.ts reads: nine of ten flags are the same in every command, and stand there once. */
function descriptionsFile(commands) {
  const flags = new Map()
  const placeOf = flag => {
    const text = JSON.stringify(flag)
    if (!flags.has(text)) flags.set(text, flags.size)
    return flags.get(text)
  }
  const all = commands.map(command => ({...command, flags: command.flags.map(placeOf)}))
  return `{"flags":[${[...flags.keys()].join()}],"commands":${JSON.stringify(all)}}`
}

/** @returns {import('esbuild').BuildOptions} */
function settings({outfile, commands, minify = false}) {
  return {
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    charset: 'ascii',
    sourcemap: 'external',
    sourcesContent: false,
    minifySyntax: true,
    minifyWhitespace: minify,
    minifyIdentifiers: minify,
    // `import()` of a module of Node's own becomes `require`: the code cache's loader knows no other.
    supported: {'dynamic-import': false},
    metafile: true,
    logLevel: 'warning',
    // oclif looks these up only to run from TypeScript, which the bundle never does.
    external: ['typescript', 'ts-node', 'tsx'],
    define: {
      FIREQ_VERSION: JSON.stringify(pkg.version),
      ...(commands === undefined
        ? {}
        : {FIREQ_COMMANDS_FILE: JSON.stringify(COMMANDS_FILE), FIREQ_ALIASES: JSON.stringify(aliasesOf(commands))}),
    },
    plugins: [LEFT_OUT, LAZY_INTL, ASCII_ONLY],
    logOverride: {'empty-import-meta': 'silent'},
  }
}
