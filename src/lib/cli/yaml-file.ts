import {readTextFile} from '../config/file-reading.js'
import {AppError} from '../domain/errors.js'
import {printable} from '../domain/text/printable.js'
import type {TextPlace} from '../render/formats/yaml.js'
import type {CliIo} from './io.js'
import {readAll} from './terminal.js'

/** Bytes; far above a file of a thousand accounts. Assumed. */
const MAX_BYTES = 1024 * 1024

/** What a command says of a file that it cannot use. */
export interface YamlFileWords {
  /** Before the file's name in an error: `rules file `. */
  readonly noun?: string
  /** The flag that names it. */
  readonly flag: string
  /** Where its format is written down. */
  readonly hint: string
}

/** The content of a file, and how its faults are told. */
export interface YamlFile {
  readonly value: unknown
  /** An error with the file, line and column of a path in it. */
  readonly fault: (path: readonly string[], message: string) => AppError
}

/**
 * Reads a YAML file (JSON is YAML too), or with `-` standard input.
 * @throws AppError usage with file, line and column where it is no YAML
 */
export async function readYamlFile(io: CliIo, file: string, words: YamlFileWords): Promise<YamlFile> {
  const text = (await textOf(io, file, words)).replace(/^\ufeff/, '')
  const fault = ({line, column}: TextPlace, message: string) =>
    new AppError(
      'usage',
      `${words.noun ?? ''}${file === '-' ? 'standard input' : file}:${line}:${column}: ${message}`,
      {
        hints: [words.hint],
        excerpt: {text: text.split('\n')[line - 1] ?? '', at: column - 1},
      },
    )
  const {readYaml} = await import('../render/formats/yaml.js')
  const reading = await readYaml(text)
  if ('message' in reading) throw fault(reading, printable(reading.message, 200))
  return {value: reading.value, fault: (path, message) => fault(reading.placeOf(path), message)}
}

/** The text of a file named on the line, or of standard input. @throws AppError usage */
export async function textOf(
  io: CliIo,
  file: string,
  {noun = '', flag}: Pick<YamlFileWords, 'noun' | 'flag'>,
): Promise<string> {
  if (file === '-') return readAll(io, io.stdin, MAX_BYTES)
  let why = 'there is no such file'
  try {
    const read = readTextFile(file)
    if (read !== null) return read.text
  } catch (error) {
    why = (error as Error).message
  }
  throw new AppError('usage', `${noun}${file}: ${why}`, {hints: [`check the path after \`${flag}\``]})
}
