import type { Condition } from '@linkflow/contracts';
import { addressKey } from '@linkflow/crm-port';
import { migrateDocuments, type Migration } from '@linkflow/platform';

/** Collections whose documents contain a `source`; see `Source`. */
const COLLECTIONS = ['changes', 'memberships', 'follow_ups', 'requests'];

export const crmMigrations: readonly Migration[] = [
  {
    id: 'crm-0001-source-of-a-change',
    description:
      'rename `source.clickedAt` to `source.occurredAt` and add the kind of the event, `source.trigger`',
    async up({ db }) {
      for (const name of COLLECTIONS) {
        await db
          .collection(name)
          .updateMany({ 'source.kind': 'run', 'source.trigger': { $exists: false } }, [
            { $set: { 'source.trigger': 'click', 'source.occurredAt': '$source.clickedAt' } },
            { $unset: 'source.clickedAt' },
          ]);
      }
    },
  },
  {
    id: 'crm-0002-sessions-of-users',
    description: 'add `joined` and `sessionGeneration` to users',
    async up({ db }) {
      await db
        .collection('users')
        .updateMany({ joined: { $exists: false } }, { $set: { joined: true, sessionGeneration: 0 } });
    },
  },
  {
    id: 'crm-0003-roles-of-users',
    description: 'users have a list of roles instead of one role',
    async up({ db }) {
      await db
        .collection('users')
        .updateMany({ roles: { $exists: false } }, [
          { $set: { roles: [{ $ifNull: ['$role', 'viewer'] }] } },
          { $unset: 'role' },
        ]);
    },
  },
  {
    id: 'crm-0004-outputs-of-scripts',
    description: 'add `outputs` to scripts',
    async up({ db }) {
      await db.collection('scripts').updateMany({ outputs: { $exists: false } }, { $set: { outputs: [] } });
    },
  },
  {
    id: 'crm-0005-address-keys-of-contacts',
    description: 'contacts: add the normalised e-mail address, `emailKey`',
    up: (context) =>
      migrateDocuments<{ _id: string; email: string | null }>(context, {
        collection: 'contacts',
        filter: { emailKey: { $exists: false } },
        change: ({ email }) => ({ $set: { emailKey: email ? addressKey(email) : null } }),
      }),
  },
  {
    id: 'crm-0006-unsubscribed',
    description: 'history: `left` and `joined` become `unsubscribed` and `resubscribed`',
    async up({ db }) {
      for (const scope of ['type', 'mail']) {
        const changes = db.collection('changes');
        await changes.updateMany({ kind: `${scope}-left` }, { $set: { kind: `${scope}-unsubscribed` } });
        await changes.updateMany({ kind: `${scope}-joined` }, { $set: { kind: `${scope}-resubscribed` } });
      }
    },
  },
  {
    id: 'crm-0007-criteria-are-conditions',
    description: 'selections: criteria of four fixed lists become a condition',
    up: (context) =>
      migrateDocuments<{ _id: string; criteria: StoredCriteria | Condition }>(context, {
        collection: 'selections',
        filter: { 'criteria.countries': { $exists: true } },
        change: ({ criteria }) =>
          'countries' in criteria ? { $set: { criteria: conditionOf(criteria) } } : undefined,
      }),
  },
  {
    id: 'crm-0008-parameters-of-scripts',
    description: 'add `params` to scripts',
    async up({ db }) {
      await db.collection('scripts').updateMany({ params: { $exists: false } }, { $set: { params: [] } });
    },
  },
];

/** Criteria as they were stored: the values of one list are alternatives, and an empty list does not matter. */
interface StoredCriteria {
  countries: string[];
  languages: string[];
  companyIds: string[];
  interestIds: string[];
}

function conditionOf({ countries, languages, companyIds, interestIds }: StoredCriteria): Condition {
  const oneOf = (fact: string, values: string[]): Condition[] =>
    values.length > 0 ? [{ fact, operator: 'in', value: values }] : [];
  const interests = interestIds.map((value) => ({ fact: 'contact.interests', operator: 'contains', value }));
  const all: Condition[] = [
    ...oneOf('contact.country', countries),
    ...oneOf('contact.language', languages),
    ...oneOf('contact.company', companyIds),
    ...(interests.length > 0 ? [{ any: interests }] : []),
  ];
  // Without any value, everybody was in it. A name is never missing.
  return { all: all.length > 0 ? all : [{ fact: 'contact.name', operator: 'isNotEmpty' }] };
}
