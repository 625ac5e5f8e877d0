import {Ajv2020, type ValidateFunction} from 'ajv/dist/2020.js'
import {readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import type addFormatsType from 'ajv-formats'

const addFormats = createRequire(import.meta.url)('ajv-formats') as typeof addFormatsType.default
const read = (name: string) => JSON.parse(readFileSync(`schemas/${name}.json`, 'utf8')) as object
const compiled = new Map<string, ValidateFunction>()

/** A command's document, held to the schema that it names itself. @throws Error saying what does not fit */
export function documentIn<Data = Record<string, unknown>>(stdout: string) {
  const document = JSON.parse(stdout) as {
    readonly schema: string
    readonly source: string
    readonly account: string | null
    readonly data: Data
    readonly warnings: readonly {readonly code: string; readonly message: string}[]
  }
  const name = document.schema.replace('/', '.')
  const validate = compiled.get(name) ?? compile(name)
  if (!validate(document)) throw new Error(`${name}: ${JSON.stringify(validate.errors)}`)
  return document
}

function compile(name: string): ValidateFunction {
  const ajv = new Ajv2020({strict: true, allowUnionTypes: true, allErrors: true})
  addFormats(ajv)
  ajv.addSchema(read('fireq.common.v1'))
  // The document of all profiles refers to that of one.
  if (name === 'fireq.quota.export.v1') ajv.addSchema(read('fireq.quotas.v1'))
  if (name.includes('.profiles.')) ajv.addSchema(read(name.replace('.profiles.', '.')))
  const validate = ajv.compile(read(name))
  compiled.set(name, validate)
  return validate
}
