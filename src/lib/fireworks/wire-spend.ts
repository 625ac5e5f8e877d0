import type {UsageCosts} from '../app/ports.js'
import {spendKind, type Cost} from '../domain/spend/costs.js'
import {parseMoney} from '../domain/spend/money.js'
import {badResponse, isObject, requireShape, textOf, timeOf, type Json} from './wire.js'

// Money from the wire. A row whose amount cannot be read is an error: a sum without it would be a lie.

/** Source: Fireworks API reference 5.10, usage costs. */
export function decodeUsageCosts(root: Json, subject: string): UsageCosts {
  requireShape(root, ['rows', 'subtotal', 'attributionCompleteness', 'evaluationTime', 'nextPageToken'], subject)
  return {
    costs: listOf(root, 'rows', subject).map(row => {
      const dimensions = isObject(row['dimensions']) ? row['dimensions'] : {}
      return {
        ...moneyOf(row['subtotal'], subject),
        day: dayOf(dimensions['startTime']),
        model: textOf(dimensions['model']),
        key: textOf(dimensions['apiKeyId']),
        user: textOf(dimensions['user']),
      }
    }),
    evaluatedAt: timeOf(root['evaluationTime']),
    attribution: textOf(root['attributionCompleteness']),
    nextPageToken: textOf(root['nextPageToken']),
  }
}

/** Source: Fireworks API reference, billing summary. With buckets the line items of the whole stand in them once more. */
export function decodeBillingSummary(root: Json, subject: string): Cost[] {
  requireShape(root, ['lineItems', 'usageBuckets'], subject)
  const buckets = listOf(root, 'usageBuckets', subject)
  if (buckets.length === 0) return lineItems(root, null, subject)
  return buckets.flatMap(bucket => lineItems(bucket, dayOf(bucket['startTime']), subject))
}

function lineItems(holder: Json, day: string | null, subject: string): Cost[] {
  return listOf(holder, 'lineItems', subject).map(item => {
    const grouped = (name: string) => {
      const at = ['groupingKey', 'secondaryGroupingKey'].find(key => textOf(item[key])?.toLowerCase() === name)
      return at === undefined ? null : textOf(item[at.replace('Key', 'Value')])
    }
    return {
      ...moneyOf(item['totalCost'], subject),
      day,
      model: grouped('model'),
      key: grouped('api_key'),
      user: grouped('user'),
      kind: spendKind(textOf(item['category']), textOf(item['series'])),
    }
  })
}

function listOf(root: Json, key: string, subject: string): Json[] {
  const list = root[key] ?? []
  if (!Array.isArray(list) || !list.every(isObject)) throw badResponse(subject, `"${key}" is not a list of objects`)
  return list
}

function moneyOf(value: unknown, subject: string) {
  const money = parseMoney(value)
  if (money === null) throw badResponse(subject, 'an amount of money cannot be read')
  return money
}

function dayOf(value: unknown): string | null {
  return timeOf(value)?.slice(0, 10) ?? null
}
