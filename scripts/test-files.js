// The test files, and their texts for a bundle, as the scripts that run them need both.
import {readdirSync, readFileSync} from 'node:fs'
import {pathToFileURL} from 'node:url'

/** Every test file, with `/`, below `test/`. */
export function testFiles() {
  return readdirSync('test', {recursive: true})
    .filter(name => name.endsWith('.test.ts'))
    .map(name => name.replaceAll('\\', '/'))
}

/** A module's text for a bundle, in which `import.meta.url` would be the bundle's. @param {string} file absolute */
export function withOwnUrl(file, text = readFileSync(file, 'utf8')) {
  return text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href))
}
