import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useText } from '../../i18n';
import { useCanvas } from '../store/canvas-context';

/** Says what could not be done, in words, once for each time; the last word takes the place of the one before. */
export function useRefusals(): void {
  const text = useText();
  const refusal = useCanvas((state) => state.refusal);
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (!refusal) return;
    if (shown.current !== null) notifications.hide(shown.current);
    shown.current = notifications.show({
      message: typeof refusal.text === 'string' ? refusal.text : text(refusal.text),
      color: 'yellow',
      role: 'status',
      autoClose: 5_000,
      withBorder: true,
    });
  }, [refusal, text]);
}
