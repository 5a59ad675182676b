import type { MailingReport } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { useFormat, useTexts } from '../../../i18n';
import classes from './report.module.css';
import { resetNoteTexts } from './reset-note.texts';

/** Links that were reset and are named. */
const MAX_NAMED = 3;

/** Tells why the numbers are lower than those that colleagues remember. */
export function ResetNote({ reset: { at, by, links } }: { reset: NonNullable<MailingReport['reset']> }) {
  const t = useTexts(resetNoteTexts);
  const format = useFormat();
  const names = links.slice(0, MAX_NAMED).map(({ name }) => `«${name}»`);
  const more = links.length - names.length;
  return (
    <Text size="sm" c="dimmed" className={classes.reset}>
      {t('links', {
        links: [...names, ...(more > 0 ? [t('more', { count: more })] : [])].join(', '),
        time: format.dateTime(at),
        name: by.name,
      })}
    </Text>
  );
}
