import { libMigrations } from '@linkflow/migrations';
import type { Migration } from '@linkflow/platform';

/** The migrations of the libs, and of the collection `audit`. */
export const migrations: readonly Migration[] = [
  ...libMigrations,
  {
    id: 'api-0001-audit-of-reruns',
    description: 'the audited action `run.again` is called `run.rerun`',
    async up({ db }) {
      await db.collection('audit').updateMany({ action: 'run.again' }, { $set: { action: 'run.rerun' } });
    },
  },
  {
    id: 'api-0002-end-of-sessions',
    description:
      'add the absolute end, the last use and the generation to sessions; forget counts of failed sign-ins',
    async up({ db }) {
      const days = (count: number) => count * 24 * 3_600_000;
      await db.collection('sessions').updateMany({ endsAt: { $exists: false } }, [
        {
          $set: {
            generation: 0,
            endsAt: { $add: ['$createdAt', days(90)] },
            lastUsedAt: { $max: ['$createdAt', { $subtract: ['$expiresAt', days(14)] }] },
            address: '',
            userAgent: '',
          },
        },
      ]);
      await db.collection('sign_in_attempts').deleteMany({ blockedUntil: { $exists: false } });
    },
  },
];
