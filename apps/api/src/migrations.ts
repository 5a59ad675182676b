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
];
