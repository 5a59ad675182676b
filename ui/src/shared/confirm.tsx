import { Button, Group, Modal, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useBlocker } from '@tanstack/react-router';
import { textsOf, useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { attempt, toast } from './toast';

interface Question {
  title: string;
  text: string;
  /** Label of the confirm button, with the object: "Delete 3 links". */
  confirm: string;
}

/** Asks before something that cannot be undone. `danger` makes the confirm button red. */
export function confirmDanger(options: Question & { onConfirm: () => void; danger?: boolean }): void {
  const { title, text, confirm, danger = true, onConfirm } = options;
  modals.openConfirmModal({
    title,
    centered: true,
    children: <Text size="sm">{text}</Text>,
    labels: { confirm, cancel: textsOf(common)('cancel') },
    confirmProps: danger ? { color: 'red' } : undefined,
    onConfirm,
  });
}

interface RequestQuestion<R> extends Question {
  request: () => Promise<R>;
  /** Toast after success; a failure is shown as a toast as well. */
  done: string | ((result: R) => string);
  then?: (result: R) => void;
  /** Not destructive: the confirm button is not red. */
  harmless?: boolean;
}

/** Asks before a request, sends it and says how it ended. */
export function confirmRequest<R>(options: RequestQuestion<R>): void {
  const { request, done, then, harmless = false, ...question } = options;
  confirmDanger({
    ...question,
    danger: !harmless,
    onConfirm: () =>
      attempt(request(), (result) => {
        toast(typeof done === 'string' ? done : done(result));
        then?.(result);
      }),
  });
}

interface Deletion {
  text: string;
  confirm: string;
  request: (id: string) => Promise<unknown>;
}

/** Deletes a record after a confirmation, because it cannot be restored; then calls `then`. */
export const deletion =
  ({ text, confirm, request }: Deletion) =>
  ({ id, name }: { id: string; name: string }, then?: () => void): void => {
    const c = textsOf(common);
    confirmRequest({
      title: c('deleteTitle', { name }),
      text,
      confirm,
      request: () => request(id),
      done: c('deleted', { name }),
      then,
    });
  };

interface LeaveGuardProps {
  /** There is text that is not saved. */
  dirty: boolean;
  /** True when a change of the search parameters alone discards the text too, for example when another script is opened. */
  leavesWhen?: (currentSearch: object, nextSearch: object) => boolean;
}

/** Asks before a page with unsaved text is left. Switching between tabs of the page keeps the text and does not ask. */
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
