/** The migrations of all libs that store data. Each lib owns its list; this lib only names the lists, for the apps that run them. */
import { crmMigrations } from '@linkflow/crm';
import { engineMigrations } from '@linkflow/engine';
import { linksMigrations } from '@linkflow/links';
import { platformMigrations, type Migration } from '@linkflow/platform';

/** apps/api and apps/worker both run them before their own, because either may start first. */
export const libMigrations: readonly Migration[] = [
  ...platformMigrations,
  ...crmMigrations,
  ...linksMigrations,
  ...engineMigrations,
];
