import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

/** What a client, gateway, shell or log system prints, and what it means. Names, keys and accounts are made up. */
export interface PrintedForm {
  readonly form: string
  /** Any of them is right. */
  readonly causes: readonly string[]
  /** Whether a retry can help; `-` where nobody can say. */
  readonly retry: 'y' | 'n' | '-'
  readonly text: string
}

const FILE = fileURLToPath(new URL('../fixtures/printed-forms.ndjson', import.meta.url))
export const PRINTED: readonly PrintedForm[] = readFileSync(FILE, 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as PrintedForm)
