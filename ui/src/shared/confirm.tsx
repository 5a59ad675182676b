import { Button, Group, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useStore } from 'zustand';
import { textsOf, useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { Dialog } from './dialog';
import { type Question, confirmDanger, openQuestion } from './question';
import { useLastValue } from './record-drawer';
import { attempt, toast } from './toast';

export { confirmDanger };

/** Above the dialog from which the question was asked. */
const ABOVE_DIALOGS = 201;

/** The dialog of `confirmDanger`. The app renders it once, over all pages. */
export function ConfirmDialog() {
  const t = useTexts(common);
  const open = useStore(openQuestion, (state) => state.open);
  const shown = useLastValue(open);
  const close = () => openQuestion.setState({ open: null });
  return (
    <Dialog
      opened={open !== null}
      onClose={close}
      title={shown?.title}
      zIndex={ABOVE_DIALOGS}
      // Mantine listens to the whole window, and would close the question with the very press of Escape that has asked it.
      closeOnEscape={false}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.nativeEvent.isComposing) close();
      }}
    >
      <Text size="sm">{shown?.text}</Text>
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" data-autofocus onClick={close}>
          {shown?.dismiss ?? t('cancel')}
        </Button>
        <Button
          color={shown?.danger === false ? undefined : 'red'}
          onClick={() => {
            close();
            open?.onConfirm();
          }}
        >
          {shown?.confirm}
        </Button>
      </Group>
    </Dialog>
  );
}

interface RequestQuestion<R> extends Question {
  request: () => Promise<R>;
  /** Text of the toast after success. A failure is shown as a toast as well. */
  done: string | ((result: R) => string);
  then?: (result: R) => void;
  /** Takes it back. The toast then has an undo button. */
  undo?: () => void;
  /** True if the request is not destructive. The confirm button is then not red. */
  harmless?: boolean;
}

/** Asks for confirmation, then sends the request and reports its success or failure in a toast. */
export function confirmRequest<R>(options: RequestQuestion<R>): void {
  const { request, done, then, undo, harmless = false, ...question } = options;
  confirmDanger({
    ...question,
    danger: !harmless,
    onConfirm: () =>
      attempt(request(), (result) => {
        toast(typeof done === 'string' ? done : done(result), undo);
        then?.(result);
      }),
  });
}

interface Deletion {
  text: string;
  confirm: string;
  request: (id: string) => Promise<unknown>;
}

/** Returns a function that asks for confirmation, deletes a record that cannot be restored, and then calls `then`. */
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
  /** True if there is unsaved text. */
  dirty: boolean;
  /**
   * Returns true if a change of only the search parameters (same path) also discards the text, for example when another script is
   * opened.
   */
  leavesWhen?: (currentSearch: object, nextSearch: object) => boolean;
}

/** Asks for confirmation before the user leaves a page with unsaved text. Switching tabs of the page keeps the text and does not ask. */
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
    <Dialog opened={blocked} onClose={() => blocker.reset?.()} title={t('leave')} size="sm">
      <Text size="sm">{t('leaveText')}</Text>
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={() => blocker.proceed?.()}>
          {t('leaveAnyway')}
        </Button>
        <Button data-autofocus onClick={() => blocker.reset?.()}>
          {t('stay')}
        </Button>
      </Group>
    </Dialog>
  );
}
