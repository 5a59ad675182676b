import { Button, Center, EmptyState } from '@mantine/core';
import { IconAlertTriangle, IconCompass } from '@tabler/icons-react';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { isApiError } from '../api/api-error';
import { useTexts } from '../i18n';
import { LoadFailure } from '../shared/load-failure';
import { usePageTitle } from '../shared/page-header';
import { shellTexts } from './shell.texts';

export function NotFound() {
  const t = useTexts(shellTexts);
  usePageTitle(t('notFound.title'));
  return (
    <Center flex={1} mih="60dvh" p="md">
      <EmptyState variant="light" icon={<IconCompass aria-hidden />}>
        <EmptyState.Title order={1}>{t('notFound.title')}</EmptyState.Title>
        <EmptyState.Description>{t('notFound.text')}</EmptyState.Description>
        <EmptyState.Actions>
          <Button component={Link} to="/links" variant="default">
            {t('notFound.home')}
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    </Center>
  );
}

/**
 * Shown if the code or the first data of a page could not be loaded. Code files are missing if the server was updated while the
 * browser still runs an older build.
 */
export function RouteFailure({ error, reset }: ErrorComponentProps) {
  const t = useTexts(shellTexts);
  return (
    <Center flex={1} mih="60dvh">
      {isApiError(error) ? (
        <LoadFailure error={error} onRetry={() => window.location.reload()} />
      ) : (
        <EmptyState role="alert" variant="light" color="red" icon={<IconAlertTriangle aria-hidden />}>
          <EmptyState.Title order={1}>{t('failure.page')}</EmptyState.Title>
          <EmptyState.Description>{t('failure.newVersion')}</EmptyState.Description>
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
      )}
    </Center>
  );
}

/** `NotFound` outside the shell, which otherwise provides the main landmark. */
export function NotFoundPage() {
  return (
    <main>
      <NotFound />
    </main>
  );
}

/** `RouteFailure` outside the shell. */
export function RouteFailurePage(props: ErrorComponentProps) {
  return (
    <main>
      <RouteFailure {...props} />
    </main>
  );
}
