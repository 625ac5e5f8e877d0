// One esbuild call makes the whole program one CommonJS file: what starts fastest, and what V8 can keep a code cache of.
import {readFileSync} from 'node:fs'
import {build} from 'esbuild'

const pkg = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

/** What an `import x from 'y'` of something we never run becomes. */
const EMPTY = {
  name: 'leave-out',
  setup({onResolve, onLoad}) {
    // got carries an HTTP/2 client that it only uses with `http2: true`; setting it up costs a third of got's start.
    onResolve({filter: /^http2-wrapper$/}, () => ({path: 'http2-wrapper', namespace: 'left-out'}))
    onLoad({filter: /.*/, namespace: 'left-out'}, () => ({contents: 'module.exports = {}', loader: 'js'}))
  },
}

/** string-width makes a segmenter when it is loaded, which takes 18 ms of ICU data; most runs never measure a wide text. */
const LAZY_SEGMENTER = {
  name: 'lazy-segmenter',
  setup({onLoad}) {
    onLoad({filter: /string-width[/\\]index\.js$/}, ({path}) => {
      const source = readFileSync(path, 'utf8')
      const eager = 'const segmenter = new Intl.Segmenter();'
      if (!source.includes('strip-ansi')) throw new Error(`${path} is not the string-width this was written for`)
      const lazy = 'const segmenter = {segment: text => (segmenter.made ??= new Intl.Segmenter()).segment(text)};'
      return {contents: source.replace(eager, lazy), loader: 'js'}
    })
  },
}

/**
 * Bundles an entry of `src`.
 * @param {{entry: string, outfile: string, commands?: unknown, minify?: boolean}} options
 *   `commands`: descriptions of all commands, so that help and completion load none of them
 */
export function bundle({entry, outfile, commands, minify = false}) {
  return build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    // ASCII only: the launcher reads the file byte by byte, which is faster than decoding UTF-8.
    charset: 'ascii',
    sourcemap: 'linked',
    sourcesContent: false,
    minifySyntax: true,
    minifyWhitespace: minify,
    minifyIdentifiers: false,
    // `import()` of a module of Node's own becomes `require`: the code cache's loader knows no other.
    supported: {'dynamic-import': false},
    metafile: true,
    logLevel: 'warning',
    // oclif looks these up only to run from TypeScript, which the bundle never does.
    external: ['typescript', 'ts-node', 'tsx'],
    define: {
      FIREQ_VERSION: JSON.stringify(pkg.version),
      ...(commands === undefined ? {} : {FIREQ_COMMANDS: JSON.stringify(commands)}),
    },
    plugins: [EMPTY, LAZY_SEGMENTER],
    logOverride: {'empty-import-meta': 'silent'},
  })
}
