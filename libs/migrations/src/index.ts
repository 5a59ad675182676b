/** The migrations of all libs that store data. Each lib owns its list; this lib only names the lists, for the apps that run them. */
import { crmMigrations } from '@linkflow/crm';
import { engineMigrations } from '@linkflow/engine';
import { formMigrations } from '@linkflow/forms';
import { linksMigrations } from '@linkflow/links';
import { mailingMigrations, recipientMigrations } from '@linkflow/mailings';
import { platformMigrations, type Migration } from '@linkflow/platform';

/** Run by apps/api and by apps/worker, each before its own migrations: either app may start first. */
export const libMigrations: readonly Migration[] = [
  ...platformMigrations,
  ...crmMigrations,
  ...linksMigrations,
  ...recipientMigrations,
  ...mailingMigrations,
  ...formMigrations,
  ...engineMigrations,
];
