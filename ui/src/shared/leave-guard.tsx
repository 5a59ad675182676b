import { Button, Group, Modal, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';

interface LeaveGuardProps {
  dirty: boolean;
  /** Where a change of the search alone leaves the text as well, such as from one script to the next. */
  leavesWhen?: (currentSearch: object, nextSearch: object) => boolean;
}

/** Asks before a page with unsaved text is left. Tabs of the same page keep the text and don't ask. */
export function LeaveGuard({ dirty, leavesWhen }: LeaveGuardProps) {
  const t = useTexts(common);
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      dirty && (current.pathname !== next.pathname || leavesWhen?.(current.search, next.search) === true),
    enableBeforeUnload: dirty,
    withResolver: true,
  });
  const blocked = blocker.status === 'blocked';
  return (
    <Modal opened={blocked} onClose={() => blocker.reset?.()} title={t('leave')} size="sm" centered>
      <Text size="sm">{t('leaveText')}</Text>
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={() => blocker.proceed?.()}>
          {t('leaveAnyway')}
        </Button>
        <Button data-autofocus onClick={() => blocker.reset?.()}>
          {t('stay')}
        </Button>
      </Group>
    </Modal>
  );
}
