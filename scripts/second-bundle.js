// Two bundles of one program. dist/fireq.cjs is what most runs need; dist/fireq-more.cjs is what some commands and formats
// need besides. A module is in one of them only, so every class exists once and `instanceof` holds: the first opens the
// second when an `import()` asks for something that is there, and lends it the modules that both use.
import path from 'node:path'
import process from 'node:process'

/** The commands of the first bundle: what is run most, and in loops. Every other is in the second. */
const FIRST_COMMANDS = [
  'account/get',
  'account/list',
  'limits/probe',
  'quota/check',
  'quota/get',
  'quota/list',
  'quota/set',
  'status',
  'tier/list',
  'version',
]

/**
 * What else is in the second bundle, by the beginning of its path. With it and with the commands goes whatever only
 * these need, libraries too. The first may load them with `import()` alone: a plain import of one does not build.
 */
const SECOND = [
  'src/lib/exporter/',
  'src/lib/help/completion/index.ts',
  'src/lib/help/topics/index.ts',
  'src/lib/proxy/',
  'src/lib/render/charts/',
  'src/lib/render/formats/query.ts',
  'src/lib/render/formats/yaml.ts',
  'src/lib/sandbox/index.ts',
  'src/oclif-commands.ts',
]

/** The name of a module in both bundles: its path from the repository's top, `src/lib/domain/errors.ts`. */
const nameOf = file => path.relative(process.cwd(), file).replaceAll('\\', '/')

function isSecond(name) {
  const command = /^src\/commands\/(.+)\.ts$/.exec(name)?.[1]
  return command === undefined ? SECOND.some(start => name.startsWith(start)) : !FIRST_COMMANDS.includes(command)
}

/** Resolves as esbuild would without the plugin that asks. */
async function resolveWithout(build, asked) {
  const {path: target, kind, importer, namespace, resolveDir} = asked
  return build.resolve(target, {kind, importer, namespace, resolveDir, pluginData: {resolved: true}})
}

/** An ES module that stands for one of the other bundle: `export *` of a CommonJS module is read when it is used. */
function standIn(build, namespace, lookUp) {
  build.onResolve({filter: /./, namespace}, ({path: name}) => ({path: name, namespace: `${namespace}-module`}))
  build.onLoad({filter: /./, namespace}, ({path: name}) => ({
    contents: `export * from ${JSON.stringify(name)}\nexport {default} from ${JSON.stringify(name)}`,
  }))
  build.onLoad({filter: /./, namespace: `${namespace}-module`}, ({path: name}) => ({
    contents: lookUp(name),
    resolveDir: process.cwd(),
  }))
}

/**
 * The first bundle: what belongs to the second is looked up there.
 * @param {{file: string, shared: Iterable<string>, asked: Set<string>}} options `file`: the second bundle beside this one;
 *   `shared`: names of the modules it borrows; `asked` is filled with the names that are looked up in it
 */
export function firstBundle({file, shared, asked}) {
  return {
    name: 'first-bundle',
    setup(build) {
      build.onResolve({filter: /^\.\.?\//}, async args => {
        if (args.pluginData?.resolved || args.importer.includes('node_modules')) return undefined
        const resolved = await resolveWithout(build, args)
        const name = nameOf(resolved.path)
        if (!isSecond(name)) return resolved
        if (args.kind !== 'dynamic-import') {
          const text = `${name} is in the second bundle: load it with import(), or take it off scripts/second-bundle.js`
          return {errors: [{text}]}
        }
        asked.add(name)
        return {path: name, namespace: 'second'}
      })
      build.onResolve({filter: /^fireq:second$/}, () => ({path: 'open', namespace: 'open-second'}))
      const lent = [...shared].map(
        name => `${JSON.stringify(name)}: () => require(${JSON.stringify(path.resolve(name))})`,
      )
      build.onLoad({filter: /./, namespace: 'open-second'}, () => ({
        contents: `let second
          module.exports = name => (second ??= require(${JSON.stringify(`./${file}`)})({${lent.join(', ')}}))[name]()`,
        resolveDir: process.cwd(),
      }))
      build.onResolve({filter: /^\.\/fireq-more\.cjs$/}, ({path: external}) => ({path: external, external: true}))
      standIn(build, 'second', name => `module.exports = require('fireq:second')(${JSON.stringify(name)})`)
    },
  }
}

/**
 * The second bundle: what the first has is borrowed from it.
 * @param {{first: Record<string, {format?: string}>, shared: Set<string>}} options `first`: esbuild's account of the
 *   modules in the first bundle; `shared` is filled with the names that are borrowed
 */
export function secondBundle({first, shared}) {
  return {
    name: 'second-bundle',
    setup(build) {
      build.onResolve({filter: /./}, async args => {
        if (args.pluginData?.resolved || args.kind === 'entry-point' || args.namespace.startsWith('shared'))
          return undefined
        const resolved = await resolveWithout(build, args)
        if (resolved.errors.length > 0 || resolved.external || resolved.namespace !== 'file') return resolved
        const name = nameOf(resolved.path)
        if (!(name in first)) return resolved
        shared.add(name)
        // The very exports of a CommonJS module; a library looks at what they are.
        return {path: name, namespace: first[name].format === 'esm' ? 'shared' : 'shared-module'}
      })
      standIn(build, 'shared', name => `module.exports = fireqFirst[${JSON.stringify(name)}]()`)
    },
  }
}

/** The source of the second bundle's entry, and what is put around its program. */
export function secondEntry(asked) {
  const parts = [...asked].sort().map(name => `${JSON.stringify(name)}: () => require(${JSON.stringify(`./${name}`)})`)
  return {
    contents: `module.exports = {${parts.join(', ')}}`,
    banner: 'module.exports = function (fireqFirst) { const module = {exports: {}};',
    footer: 'return module.exports }',
  }
}
