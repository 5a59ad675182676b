import { Alert, Button, Group, Text } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useFormat, useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { mailingTexts } from '../mailings.texts';
import { StaleNotice } from '../unsaved-notice';
import type { Message } from '../use-message';

/** Says whether everything is saved, and saves. */
export function SaveControls({ message }: { message: Message }) {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  return (
    <Group gap="sm" wrap="nowrap">
      <Text size="xs" c="dimmed" role="status" style={{ whiteSpace: 'nowrap' }}>
        {message.saving ? c('saving') : message.dirty ? t('content.unsaved') : t('content.saved')}
      </Text>
      <Button
        size="xs"
        flex="none"
        leftSection={<IconDeviceFloppy size={15} aria-hidden />}
        disabled={!message.dirty}
        loading={message.saving}
        onClick={message.save}
      >
        {c('save')}
      </Button>
    </Group>
  );
}

/** What the author has to decide about the text: that of a colleague who saved first, and what an earlier visit left unsaved. */
export function MessageNotices({ message }: { message: Message }) {
  return (
    <>
      <UnsavedNotice message={message} />
      <StaleNotice message={message} />
    </>
  );
}

function UnsavedNotice({ message }: { message: Message }) {
  const t = useTexts(mailingTexts);
  const format = useFormat();
  if (!message.unsaved) return null;
  return (
    <Alert
      color="yellow"
      role="alert"
      title={t('content.left', { time: format.relative(message.unsaved.at) })}
    >
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={message.restoreUnsaved}>
          {t('content.restore')}
        </Button>
        <Button size="xs" variant="default" onClick={message.discardUnsaved}>
          {t('content.discard')}
        </Button>
      </Group>
    </Alert>
  );
}
