import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {emptyHome} from './spawn-fireq.js'

/** A key of the form everybody knows, and one that only its owner would recognise. */
export const SECRETS = ['fw_3ZtestKEYmustNeverBePrinted77', 'Zq9/opaque+Key~mustNeverBePrinted77']

/** How a run gets a secret, and the only files that may hold it afterwards. */
export interface Planted {
  readonly env: Record<string, string>
  readonly args: readonly string[]
  readonly stdin?: string
  readonly files: readonly string[]
}

type Plant = (secret: string, server: {readonly url: string; readonly port: number}) => Planted

/** `Authorization` of a gateway, or a password: every place that fireq reads one from. */
export const PLACES: Readonly<Record<string, Plant>> = {
  'a flag': (secret, {url}) => planted(url, {args: ['--api-key', secret]}),
  'the environment': (secret, {url}) => planted(url, {env: {FIREWORKS_API_KEY: secret}}),
  'a profile': (secret, {url}) =>
    withFile('.config/fireq/profiles/default.json', JSON.stringify({apiKey: secret, accountId: 'acme'}), url),
  'a key command': (secret, {url}) =>
    withFile('.config/fireq/profiles/default.json', JSON.stringify({keyCommand: `printf %s '${secret}'`}), url),
  "firectl's auth.ini": (secret, {url}) => withFile('.fireworks/auth.ini', `api_key = ${secret}\n`, url),
  "firectl's profile": (secret, {url}) => {
    const found = withFile('.fireworks/profiles/work/auth.ini', `[fireworks]\napi-key = "${secret}"\n`, url)
    return {...found, env: {...found.env, FIREWORKS_PROFILE: 'work'}}
  },
  'the URL of a proxy': (secret, {url, port}) => {
    const proxy = `http://someone:${encodeURIComponent(secret)}@127.0.0.1:${port}`
    return planted(url, {env: {FIREWORKS_API_KEY: 'plain-key-of-no-interest', HTTP_PROXY: proxy, HTTPS_PROXY: proxy}})
  },
  'the URL of the gateway': (secret, {port}) => {
    const FIREWORKS_BASE_URL = `http://someone:${encodeURIComponent(secret)}@127.0.0.1:${port}`
    return planted('', {env: {FIREWORKS_API_KEY: 'plain-key-of-no-interest', FIREWORKS_BASE_URL}})
  },
  'standard input': (secret, {url}) => planted(url, {stdin: `${secret}\n`}),
}

function planted(url: string, parts: Partial<Planted>): Planted {
  const home = emptyHome()
  const base: Record<string, string> = url === '' ? {} : {FIREWORKS_BASE_URL: url}
  return {args: [], files: [], ...parts, env: {HOME: home, PATH: process.env['PATH'] ?? '', ...base, ...parts.env}}
}

function withFile(relative: string, text: string, url: string): Planted {
  const found = planted(url, {files: [relative]})
  const file = path.join(found.env['HOME']!, relative)
  mkdirSync(path.dirname(file), {recursive: true, mode: 0o700})
  writeFileSync(file, text, {mode: 0o600})
  return found
}

/** Where `auth login` keeps a key. */
export const LOGIN_FILE = '.config/fireq/profiles/default.json'

/** Every spelling of a secret that somebody could read back. */
export function spellings(secret: string): readonly string[] {
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]
  // A secret inside base64 begins at one of three offsets; what its neighbours bear on is cut off.
  const encoded = [0, 1, 2].map(lead => {
    const text = Buffer.from('_'.repeat(lead) + secret).toString('base64')
    return text.slice(lead === 0 ? 0 : 4, -4)
  })
  return [...new Set([...forms, ...encoded])]
}

/** Every file below a folder that holds a secret, relative, sorted. */
export function filesWith(folder: string, secret: string): readonly string[] {
  const files = readdirSync(folder, {recursive: true, withFileTypes: true}).filter(entry => entry.isFile())
  const names = files.map(entry => path.join(entry.parentPath, entry.name))
  const holding = names.filter(name => {
    const text = `${name}\n${readFileSync(name, 'latin1')}`
    return spellings(secret).some(form => text.includes(form))
  })
  return holding.map(name => path.relative(folder, name)).sort()
}
