import type {CatalogueModel, Gateway, Page} from '../../src/lib/app/ports.js'
import type {Account} from '../../src/lib/domain/account.js'
import {AppError, type AppErrorDetails, type ErrorCode} from '../../src/lib/domain/errors.js'
import type {QuotaReading} from '../../src/lib/domain/quota/quota.js'

/** An account API in memory. A method that was not given must not be called: that is no AppError. */
export function memoryGateway(methods: Partial<Gateway>): Gateway {
  return methods as Gateway
}

export function pageOf<T>(items: readonly T[], nextPageToken: string | null = null): Page<T> {
  return {items, nextPageToken, totalSize: null}
}

/** What a method answers: the value, or the failure. */
export function answer<T>(value: T | AppError): Promise<T> {
  return value instanceof AppError ? Promise.reject(value) : Promise.resolve(value)
}

export function anAccount(more: Partial<Account> = {}): Account {
  return {
    id: 'acme',
    displayName: 'Acme',
    email: null,
    accountType: null,
    state: 'READY',
    statusCode: null,
    statusMessage: null,
    suspendState: 'UNSUSPENDED',
    createdAt: null,
    updatedAt: null,
    ...more,
  }
}

export function aReading(
  id: string,
  value: number | null,
  usage: number | null = null,
  maxValue: number | null = null,
): QuotaReading {
  return {id, value, maxValue, usage, updatedAt: null}
}

export function aModel(id: string, more: Partial<CatalogueModel> = {}): CatalogueModel {
  return {
    name: `accounts/fireworks/models/${id}`,
    displayName: null,
    kind: 'HF_BASE_MODEL',
    supportsServerless: true,
    parameterCount: null,
    deprecationDate: null,
    ...more,
  }
}

export function aFailure(code: ErrorCode, message: string, details: AppErrorDetails = {}): AppError {
  return new AppError(code, message, details)
}
