import { useEffect } from 'react';
import { useText } from '../../i18n';
import { toastRefusal } from '../../shared/toast';
import { useCanvas } from '../store/use-canvas';

/** Shows the store's `rejection` as a notification. A new notification replaces the previous one. */
export function useRejections(): void {
  const text = useText();
  const rejection = useCanvas((state) => state.rejection);
  useEffect(() => {
    if (rejection) toastRefusal(typeof rejection.text === 'string' ? rejection.text : text(rejection.text));
  }, [rejection, text]);
}
