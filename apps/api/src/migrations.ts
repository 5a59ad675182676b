import { crmMigrations } from '@linkflow/crm';
import { engineMigrations } from '@linkflow/engine';
import { linksMigrations } from '@linkflow/links';
import type { Migration } from '@linkflow/platform';

/** The migrations of every lib with stored data. apps/worker runs the same ones, as either may start first. */
export const migrations: readonly Migration[] = [...crmMigrations, ...linksMigrations, ...engineMigrations];
