import { useEffect, useRef } from 'react';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { confirmDanger, useIsAsking } from './question';

interface GuardedDialog {
  opened: boolean;
  onClose: () => void;
}

/** What the form in a guarded dialog needs to tell whether something has been written in it. */
export type DiscardGuard = { current: boolean };

/**
 * Keeps a dialog from being closed by mistake, with Escape or a click beside it, when something has been written in it: the user is asked
 * first. Returns the dialog's props, and the guard for `useGuarded` in the form.
 */
export function useDiscardGuard({ opened, onClose }: GuardedDialog) {
  const t = useTexts(common);
  const isAsking = useIsAsking();
  const guard: DiscardGuard = useRef(false);
  const close = () => {
    if (!guard.current) {
      onClose();
      return;
    }
    confirmDanger({
      title: t('discard'),
      text: t('discardText'),
      confirm: t('discardNow'),
      dismiss: t('keepWriting'),
      onConfirm: onClose,
    });
  };
  // Each open dialog would react to Escape, also the one below the question.
  return { dialog: { opened, onClose: close, closeOnEscape: !isAsking }, guard };
}

/** Tells the dialog around a form whether something has been written. */
export function useGuarded(guard: DiscardGuard, isChanged: boolean): void {
  useEffect(() => {
    guard.current = isChanged;
    return () => void (guard.current = false);
  }, [guard, isChanged]);
}
