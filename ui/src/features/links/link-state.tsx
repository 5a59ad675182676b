import type { LinkSummary } from '@linkflow/contracts';
import { Badge, Group } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTexts } from '../../i18n';
import { linkTexts } from './links.texts';

/** What recipients meet now, and whether the draft says something else. */
export function LinkState({ link }: { link: Pick<LinkSummary, 'liveVersion' | 'changed'> }) {
  const t = useTexts(linkTexts);
  return (
    <Group gap={6} wrap="nowrap">
      {link.liveVersion === null ? (
        <Badge variant="default">{t('never')}</Badge>
      ) : (
        <Badge variant="light" color="teal" leftSection={<IconCheck size={11} stroke={2.4} aria-hidden />}>
          {t('live', { version: link.liveVersion })}
        </Badge>
      )}
      {link.liveVersion !== null && link.changed && (
        <Badge variant="light" color="yellow">
          {t('changed')}
        </Badge>
      )}
    </Group>
  );
}
