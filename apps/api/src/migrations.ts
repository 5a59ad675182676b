import { crmMigrations } from '@linkflow/crm';
import { engineMigrations } from '@linkflow/engine';
import { linksMigrations } from '@linkflow/links';
import type { Migration } from '@linkflow/platform';

const apiMigrations: readonly Migration[] = [
  {
    id: 'api-0001-audit-of-reruns',
    description: 'the audited action `run.again` is called `run.rerun`',
    async up({ db }) {
      await db.collection('audit').updateMany({ action: 'run.again' }, { $set: { action: 'run.rerun' } });
    },
  },
];

/** The migrations of every lib with stored data, and of this app. apps/worker runs those of the libs too, as either may start first. */
export const migrations: readonly Migration[] = [
  ...crmMigrations,
  ...linksMigrations,
  ...engineMigrations,
  ...apiMigrations,
];
