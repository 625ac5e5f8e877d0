import {readFileSync} from 'node:fs'

/** Put here by the build, so that the shipped artefact reads no file for it. */
declare const FIREQ_VERSION: string | undefined

/** fireq's own version, as in package.json. */
export const VERSION: string = typeof FIREQ_VERSION === 'string' ? FIREQ_VERSION : versionOfSource()

function versionOfSource(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as {version: string}).version
}
