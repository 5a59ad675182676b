import type { ErrorGroup } from '@linkflow/contracts';
import { useCallback } from 'react';
import { useText, useTexts } from '../../i18n';
import { runTexts } from './runs.texts';
import { useTypeName } from './type-name';

/**
 * What an error is called by its key. Once the last of its runs was mended its group is gone, and with it the message;
 * the key still begins with the type of the step.
 */
export function useErrorWords(groups: readonly ErrorGroup[] | undefined): (key: string) => string {
  const t = useTexts(runTexts);
  const text = useText();
  const typeName = useTypeName();
  return useCallback(
    (key) => {
      const group = groups?.find((each) => each.key === key);
      if (group) return text(group.reason.message);
      return t('mendedError', { type: typeName(key.split(':')[0] ?? '') });
    },
    [groups, t, text, typeName],
  );
}
