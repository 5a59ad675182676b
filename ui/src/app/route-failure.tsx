import { Button, Center, EmptyState } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { isApiError } from '../api/api-error';
import { useTexts } from '../i18n';
import { LoadFailure } from '../shared/load-failure';
import { shellTexts } from './shell.texts';

/** A page whose code or first data failed. Code goes missing when the server was updated while the page stood open. */
export function RouteFailure({ error, reset }: ErrorComponentProps) {
  const t = useTexts(shellTexts);
  if (isApiError(error)) {
    return (
      <Center flex={1} mih="60dvh">
        <LoadFailure error={error} onRetry={() => window.location.reload()} />
      </Center>
    );
  }
  return (
    <Center flex={1} mih="60dvh">
      <EmptyState
        role="alert"
        variant="light"
        color="red"
        icon={<IconAlertTriangle aria-hidden />}
        title={t('failure.page')}
        description={t('failure.newVersion')}
      >
        <EmptyState.Actions>
          <Button
            variant="default"
            onClick={() => {
              reset();
              window.location.reload();
            }}
          >
            {t('failure.reload')}
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    </Center>
  );
}
