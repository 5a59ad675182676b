import { Button, Code, EmptyState } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { isApiError } from '../api/api-error';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { mayRetry, useErrorSentence } from './errors';

interface LoadFailureProps {
  error: unknown;
  onRetry?: () => void;
  /** Replaces the default headline. */
  title?: string;
  /** Replaces the reason. */
  text?: string;
  /** Shown instead of the retry button. */
  action?: ReactNode;
}

/** Shown in place of data that could not be loaded: the reason, and a retry button if a retry may succeed. */
export function LoadFailure({ error, onRetry, title, text, action }: LoadFailureProps) {
  const t = useTexts(common);
  const sentence = useErrorSentence();
  const denied = isApiError(error, 'access.denied');
  const requestId = isApiError(error) ? error.requestId : null;
  return (
    <EmptyState
      role="alert"
      size="sm"
      p="xl"
      variant="light"
      color="red"
      icon={denied ? <IconLock aria-hidden /> : <IconAlertTriangle aria-hidden />}
      title={title ?? (denied ? t('denied') : t('loadFailed'))}
      description={
        <>
          {text ?? sentence(error)}
          {requestId && isApiError(error, 'internal') && (
            <>
              <br />
              <Code>{requestId}</Code>
            </>
          )}
        </>
      }
    >
      {action && <EmptyState.Actions>{action}</EmptyState.Actions>}
      {!action && onRetry && mayRetry(error) && (
        <EmptyState.Actions>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={onRetry}
          >
            {t('retry')}
          </Button>
        </EmptyState.Actions>
      )}
    </EmptyState>
  );
}
