import { Button, Group, Modal, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useTexts } from '../i18n';
import { mailingTexts } from './mailings.texts';

/** Asks before a page with unsaved text is left. Tabs of the same page keep the text and don't ask. */
export function LeaveGuard({ dirty }: { dirty: boolean }) {
  const t = useTexts(mailingTexts);
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: dirty,
    withResolver: true,
  });
  const blocked = blocker.status === 'blocked';
  return (
    <Modal opened={blocked} onClose={() => blocker.reset?.()} title={t('content.leave')} size="sm" centered>
      <Text size="sm">{t('content.leaveText')}</Text>
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={() => blocker.proceed?.()}>
          {t('content.leaveAnyway')}
        </Button>
        <Button data-autofocus onClick={() => blocker.reset?.()}>
          {t('content.stay')}
        </Button>
      </Group>
    </Modal>
  );
}
