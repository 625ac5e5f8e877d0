import type {Account} from '../../src/lib/domain/account.js'

/** An account of which only the id is known, and what a test adds. */
export function account(id: string, known: Partial<Account> = {}): Account {
  return {
    id,
    displayName: null,
    email: null,
    accountType: null,
    state: null,
    statusCode: null,
    statusMessage: null,
    suspendState: null,
    createdAt: null,
    updatedAt: null,
    ...known,
  }
}

export const ACCOUNTS: readonly Account[] = [
  account('acme', {
    displayName: 'Acme Robotics',
    email: 'ops@acme.example',
    accountType: 'ENTERPRISE',
    state: 'READY',
    statusCode: 'OK',
    suspendState: 'UNSUSPENDED',
    createdAt: '2025-01-02T03:04:05.678901234Z',
    updatedAt: '2026-04-12T15:52:45+02:00',
  }),
  account('acme-research-and-development-eu', {
    displayName: 'Acme Forschung 東京\u001b[31m und mehr',
    email: 'eu@acme.example',
    state: 'UPDATING',
    statusCode: 'UNAVAILABLE',
    statusMessage: 'moving\nhouse',
    suspendState: 'MONTHLY_SPEND_LIMIT_EXCEEDED',
    createdAt: '2025-11-30T23:59:59Z',
  }),
  account('bare'),
]
