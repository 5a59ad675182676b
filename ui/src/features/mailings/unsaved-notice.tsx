import { Alert, Button, Group, Text } from '@mantine/core';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { mailingTexts } from './mailings.texts';
import type { Message } from './use-message';

export interface UnsavedNoticeProps {
  /** Has unsaved changes, or is `stale`. */
  message: Pick<Message, 'dirty' | 'saving' | 'save' | 'stale' | 'loadTheirs' | 'keepMine'>;
  /** What the unsaved changes mean on this tab. */
  text: string;
}

/** Shown on the tabs that are about the saved message, while there are unsaved changes. Saves them there. */
export function UnsavedNotice({ message, text }: UnsavedNoticeProps) {
  const c = useTexts(common);
  if (message.stale) return <StaleNotice message={message} />;
  return (
    <Alert color="yellow">
      <Group justify="space-between" gap="xs">
        <Text size="sm">{text}</Text>
        <Button size="xs" loading={message.saving} onClick={message.save}>
          {c('save')}
        </Button>
      </Group>
    </Alert>
  );
}

/** Shown if a save failed because a colleague saved first. The user decides which of the two messages to keep. */
export function StaleNotice({ message }: Pick<UnsavedNoticeProps, 'message'>) {
  const t = useTexts(mailingTexts);
  const format = useFormat();
  if (!message.stale) return null;
  const { by, at } = message.stale;
  return (
    <Alert
      color="yellow"
      role="alert"
      title={
        by && at ? t('content.stale', { name: by, time: format.relative(at) }) : t('content.staleUnknown')
      }
    >
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={message.loadTheirs}>
          {t('content.loadTheirs')}
        </Button>
        <Button size="xs" variant="default" onClick={message.keepMine}>
          {t('content.keepMine')}
        </Button>
      </Group>
    </Alert>
  );
}
