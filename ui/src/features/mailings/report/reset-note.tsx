import type { MailingReport } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { useFormat, useTexts, type Texts } from '../../../i18n';
import classes from './report.module.css';

const texts = {
  links: {
    en: 'The counters of {links} were reset, most recently on {time} by {name}. Clicks before that are not counted here.',
    nb: 'Tellerne for {links} er nullstilt, sist {time} av {name}. Klikk før det er ikke med her.',
  },
  more: { en: '{count, number} more', nb: '{count, number} til' },
} satisfies Texts;

/** Links that were reset and are named. */
const MAX_NAMED = 3;

/** Explains numbers that are lower than before: which links were reset, when and by whom. */
export function ResetNote({ reset: { at, by, links } }: { reset: NonNullable<MailingReport['reset']> }) {
  const t = useTexts(texts);
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
