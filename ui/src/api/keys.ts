import type { BulkCount, RefKind } from '@linkflow/contracts';
import type { Query } from './client';

/**
 * Query keys. The first element is the resource: invalidating `['contacts']` reloads all lists and cards of contacts.
 */
export const keys = {
  session: ['session'],
  catalogue: ['catalogue'],
  facts: ['facts'],
  lookup: (kind: RefKind, query: Query) => ['lookups', kind, query],
  links: {
    all: ['links'],
    list: (query: Query) => ['links', 'list', query],
    detail: (id: string) => ['links', id],
    draft: (id: string) => ['links', id, 'draft'],
    versions: (id: string) => ['links', id, 'versions'],
    version: (id: string, number: number) => ['links', id, 'versions', number],
    clickers: (id: string, query: Query) => ['links', id, 'clickers', query],
  },
  folders: ['folders'],
  mailings: {
    all: ['mailings'],
    list: (query: Query) => ['mailings', 'list', query],
    detail: (id: string) => ['mailings', id],
    recipients: (id: string, query: Query) => ['mailings', id, 'recipients', query],
    preview: (id: string) => ['mailings', id, 'preview'],
  },
  contacts: {
    all: ['contacts'],
    list: (query: Query) => ['contacts', 'list', query],
    card: (id: string) => ['contacts', id],
  },
  companies: {
    all: ['companies'],
    list: (query: Query) => ['companies', 'list', query],
    card: (id: string) => ['companies', id],
  },
  /** interests, selections, projects, categories, scripts. */
  named: {
    all: (resource: string) => [resource],
    list: (resource: string, query: Query) => [resource, 'list', query],
    detail: (resource: string, id: string) => [resource, id],
    members: (resource: string, id: string, query: Query) => [resource, id, 'members', query],
  },
  fields: ['fields'],
  priorities: ['priorities'],
  taskTypes: ['task-types'],
  users: ['users'],
  followUps: { all: ['follow-ups'], list: (query: Query) => ['follow-ups', 'list', query] },
  requests: { all: ['requests'], list: (query: Query) => ['requests', 'list', query] },
  runs: {
    all: ['runs'],
    list: (query: Query) => ['runs', 'list', query],
    attention: ['runs', 'attention'],
    errors: ['runs', 'errors'],
    errorsOf: (query: Query) => ['runs', 'errors', query],
    detail: (id: string) => ['runs', id],
  },
  ops: {
    overview: ['ops', 'overview'],
    bulks: ['ops', 'bulks'],
    bulkList: (query: Query) => ['ops', 'bulks', 'list', query],
    bulk: (id: string) => ['ops', 'bulks', id],
    bulkCount: (body: BulkCount) => ['ops', 'bulk-count', body],
    pauses: ['ops', 'pauses'],
    audit: (query: Query) => ['ops', 'audit', query],
  },
} as const;
