import {AppError} from './errors.js'

/** Where a path of `fireq api` has the account in use. */
export const ACCOUNT_PLACE = '{account}'

/**
 * The path of a GET of the account API, as a person gives it: `quotas` and `deployments?pageSize=50` are under the account
 * in use, `accounts/{account}/quotas` and `/v1/accounts` are paths of the API, with or without `/v1`.
 * @throws AppError usage for what could lead to another host or out of the API
 */
export function apiPath(argument: string): string {
  const refuse = (why: string) =>
    new AppError('usage', `\`${argument}\`: ${why}`, {
      hints: ['give a path of the account API, for example `accounts/{account}/quotas` or `quotas`'],
    })
  if (/^[a-z][a-z0-9+.-]*:/i.test(argument) || argument.startsWith('//')) throw refuse('not a path of the account API')
  if (!/^[!-~]+$/.test(argument) || /[\\#]/.test(argument)) throw refuse('a path has no such character')
  const cut = argument.indexOf('?')
  const [path, query] = cut === -1 ? [argument, ''] : [argument.slice(0, cut), argument.slice(cut)]
  const parts = path.replace(/^\//, '').replace(/\/$/, '').split('/')
  // A URL parser reads `%2e%2e` as `..` too, and some servers read `%2f` as a slash.
  if (parts.some(part => /^(?:\.|%2e){1,2}$/i.test(part) || /%(?:2f|5c)/i.test(part) || part === '')) {
    throw refuse('a path has no empty part, no `.` and no `..`')
  }
  const own = !path.startsWith('/') && !['v1', 'accounts'].includes(parts[0]!)
  const whole = own ? ['accounts', ACCOUNT_PLACE, ...parts] : parts[0] === 'v1' ? parts.slice(1) : parts
  return `/v1/${whole.join('/')}${query}`
}

/** Whether a path needs to know the account in use. */
export function namesAccount(path: string): boolean {
  return path.includes(ACCOUNT_PLACE)
}

/** The path with the account in its place. */
export function withAccount(path: string, accountId: string): string {
  return path.replaceAll(ACCOUNT_PLACE, encodeURIComponent(accountId))
}
