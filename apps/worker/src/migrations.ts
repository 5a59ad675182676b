import { crmMigrations } from '@linkflow/crm';
import { engineMigrations } from '@linkflow/engine';
import { linksMigrations } from '@linkflow/links';
import { renameCollection, type Migration } from '@linkflow/platform';

const workerMigrations: readonly Migration[] = [
  {
    id: 'worker-0001-sweep-bookmarks',
    description: 'rename the collection `patrol` to `sweep_bookmarks`',
    up: ({ db }) => renameCollection(db, 'patrol', 'sweep_bookmarks'),
  },
];

/** The migrations of every lib with stored data, and of this app. apps/api runs those of the libs too, as either may start first. */
export const migrations: readonly Migration[] = [
  ...crmMigrations,
  ...linksMigrations,
  ...engineMigrations,
  ...workerMigrations,
];
