import { Alert, Button, Group, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { isApiError } from '../../../api/api-error';
import { useTexts } from '../../../i18n';
import { toastError } from '../../../shared/toast';
import { mailingTexts } from '../mailings.texts';

interface ContentWrite {
  /** Waits for a request that changes the saved content, then calls `then` with its result. */
  write: <T>(request: Promise<T>, then?: (result: T) => void) => void;
  /** Shown if a request was refused because a colleague has saved meanwhile; offers to load the newest content. */
  notice: ReactNode;
}

/**
 * For commands that change the saved content of a mailing outside of its editor. They name positions in the content, so they are refused if
 * it has changed.
 * @param loadNewest loads what the colleague has saved
 */
export function useContentWrite(loadNewest: () => void): ContentWrite {
  const t = useTexts(mailingTexts);
  const [isStale, setStale] = useState(false);
  return {
    write: (request, then) => {
      request.then(
        (result) => {
          setStale(false);
          then?.(result);
        },
        (error: unknown) => {
          if (isApiError(error, 'draft.stale')) setStale(true);
          else toastError(error);
        },
      );
    },
    notice: isStale && (
      <Alert color="yellow" role="alert">
        <Group justify="space-between" gap="xs">
          <Text size="sm">{t('content.staleUnknown')}</Text>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              setStale(false);
              loadNewest();
            }}
          >
            {t('content.loadTheirs')}
          </Button>
        </Group>
      </Alert>
    ),
  };
}
