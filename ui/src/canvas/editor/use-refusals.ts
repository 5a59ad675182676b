import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useText } from '../../i18n';
import { useCanvas } from '../store/canvas-context';

/** Says what could not be done, in words, once for each time. */
export function useRefusals(): void {
  const text = useText();
  const refusal = useCanvas((state) => state.refusal);
  useEffect(() => {
    if (!refusal) return;
    notifications.show({
      id: 'canvas-refusal',
      message: typeof refusal.text === 'string' ? refusal.text : text(refusal.text),
      color: 'yellow',
      role: 'status',
      autoClose: 5_000,
      withBorder: true,
    });
  }, [refusal, text]);
}
