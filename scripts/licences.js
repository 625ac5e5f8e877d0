// What the bundle contains of other people's work, with their licences: an obligation of nearly all of them.
import {readdirSync, readFileSync} from 'node:fs'
import path from 'node:path'

/** Licences that ask for no more than their text and notice. Another one is a decision for a person. */
const ACCEPTED = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'BlueOak-1.0.0'])
const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i

/**
 * The text of `dist/THIRD-PARTY-LICENSES.txt`.
 * @param {{outputs: Record<string, {entryPoint?: string, inputs: Record<string, {bytesInOutput: number}>}>}[]} metafiles
 *   esbuild's accounts of the bundles, their paths relative to `folder`
 * @param {string} folder
 * @throws {Error} for a package without a licence text, or with a licence that nobody has accepted yet
 */
export function licenceTexts(metafiles, folder) {
  const bundles = metafiles.flatMap(({outputs}) =>
    Object.values(outputs).filter(({entryPoint}) => entryPoint !== undefined),
  )
  const files = bundles.flatMap(({inputs}) => Object.keys(inputs).filter(file => inputs[file].bytesInOutput > 0))
  const roots = new Set(files.flatMap(file => packageRoot(file) ?? []))
  // The same package may lie in several folders.
  const packages = new Map([...roots].map(root => describe(path.join(folder, root))).map(each => [each.title, each]))
  const titles = [...packages.keys()].sort()
  const index = titles.map(title => `  ${title}  ${packages.get(title).licence}`)
  const texts = titles.map(title => `${'-'.repeat(80)}\n${title}\n\n${packages.get(title).text}`)
  return [
    'dist/fireq.cjs, dist/fireq-more.cjs and dist/fireq-help.cjs contain code of these packages:',
    '',
    ...index,
    '',
    ...texts,
    '',
  ].join('\n')
}

/** `node_modules/a/node_modules/@b/c` of a file in it; undefined for fireq's own, and for what stands in for a module. */
function packageRoot(file) {
  return /^((?!\w[\w-]+:).*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file.replaceAll('\\', '/'))?.[1]
}

function describe(root) {
  const {name, version, license} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  const title = `${name} ${version}`
  if (!ACCEPTED.has(license)) throw new Error(`${title} has the licence ${license}, which nobody has accepted yet`)
  const names = readdirSync(root).filter(file => LICENCE_FILE.test(file))
  if (names.length === 0) throw new Error(`${title} comes without the text of its licence`)
  const text = names.map(file => readFileSync(path.join(root, file), 'utf8').trim()).join('\n\n')
  return {title, licence: license, text: text.replaceAll('\r\n', '\n')}
}
