import { Skeleton, Stack } from '@mantine/core';
import { useTexts } from '../../i18n';
import { lazyPart } from '../../shared/lazy-parts';
import { settingsTexts } from '../texts/settings';
import classes from './inspector.module.css';

/** Imports the inspector; see `usePrefetched`. */
export const loadInspector = () => import('./inspector');

/**
 * The inspector, whose forms are not part of the first load of the page: the editor of conditions, calendars, fields with merge fields.
 */
export const Inspector = lazyPart(async () => (await loadInspector()).Inspector, <Waiting />);

function Waiting() {
  const t = useTexts(settingsTexts);
  return (
    <aside className={classes.inspector} aria-label={t('title')} aria-busy>
      <Stack p="md" gap="md">
        <Skeleton height={32} />
        <Skeleton height={120} />
      </Stack>
    </aside>
  );
}
