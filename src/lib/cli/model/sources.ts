import type ignore from 'ignore'
import fs from 'node:fs'
import path from 'node:path'
import {systemCode} from '../../config/file-reading.js'
import {AppError} from '../../domain/errors.js'
import type {NamedModel} from '../../domain/model/check.js'
import {findModels} from '../../domain/model/find-models.js'
import {printable} from '../../domain/text/printable.js'
import type {CliIo} from '../io.js'
import {readAll} from '../terminal.js'

/** Bytes. Assumed: larger files are data or built, not written. */
const LARGEST_FILE = 2 * 1024 * 1024
/** Never anybody's own source. */
const LEFT_OUT = ['.git', 'node_modules']
/** A file with a NUL among its first bytes is not text. Source: git's own test. */
const BINARY_PREFIX = 8000

/**
 * The models that sources name: files, folders with all files that no `.gitignore` leaves out, and `-` for standard input.
 * @param exclude patterns as in a `.gitignore`, of what is left out below each folder
 * @throws AppError usage for one that does not exist, refused for one that cannot be read
 */
export async function modelsOfSources(
  io: CliIo,
  sources: readonly string[],
  exclude: readonly string[] = [],
): Promise<NamedModel[]> {
  const found: NamedModel[] = []
  for (const source of sources) {
    if (source === '-') found.push(...findModels(await readAll(io, io.stdin, LARGEST_FILE), '-'))
    else for await (const file of filesOf(source, exclude)) found.push(...modelsOfFile(file))
  }
  return found
}

async function* filesOf(source: string, exclude: readonly string[]): AsyncGenerator<string> {
  const found = statOf(source)
  if (found.isDirectory()) yield* filesBelow(source, (await import('ignore')).default, exclude)
  else if (found.isFile()) yield source
  else throw new AppError('usage', `--from ${printable(source)} is neither a file nor a folder`)
}

type Ignore = typeof ignore
type Filter = (relative: string) => boolean

/** Depth first, in the order of names. A folder's `.gitignore` counts for everything below it; links are not followed. */
function* filesBelow(root: string, makeIgnore: Ignore, exclude: readonly string[]): Generator<string> {
  const excluded = makeIgnore().add([...exclude])
  yield* below(root, '', [name => excluded.ignores(name)])

  function* below(folder: string, relative: string, filters: readonly Filter[]): Generator<string> {
    const own = ignoredBy(path.join(folder, '.gitignore'), relative, makeIgnore)
    const all = own === null ? filters : [...filters, own]
    for (const entry of fs.readdirSync(folder, {withFileTypes: true}).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (LEFT_OUT.includes(entry.name)) continue
      const name = relative === '' ? entry.name : `${relative}/${entry.name}`
      if (all.some(isIgnored => isIgnored(entry.isDirectory() ? `${name}/` : name))) continue
      if (entry.isDirectory()) yield* below(path.join(folder, entry.name), name, all)
      else if (entry.isFile()) yield path.join(folder, entry.name)
    }
  }
}

function ignoredBy(file: string, relative: string, makeIgnore: Ignore): Filter | null {
  let text: string
  try {
    text = fs.readFileSync(file, 'utf8')
  } catch {
    return null
  }
  const rules = makeIgnore().add(text)
  const start = relative === '' ? 0 : relative.length + 1
  return name => rules.ignores(name.slice(start))
}

function modelsOfFile(file: string): NamedModel[] {
  try {
    if (fs.statSync(file).size > LARGEST_FILE) return []
    const bytes = fs.readFileSync(file)
    if (bytes.subarray(0, BINARY_PREFIX).includes(0)) return []
    return findModels(bytes.toString('utf8'), path.normalize(file).split(path.sep).join('/'))
  } catch (error) {
    throw new AppError('refused', `cannot read ${printable(file)} (${systemCode(error)})`, {cause: error})
  }
}

function statOf(source: string): fs.Stats {
  try {
    return fs.statSync(source)
  } catch (error) {
    throw new AppError('usage', `cannot read --from ${printable(source)} (${systemCode(error)})`, {cause: error})
  }
}
