import { Button, Center, EmptyState } from '@mantine/core';
import { IconCompass } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../i18n';
import { usePageTitle } from '../shared/use-page-title';
import { shellTexts } from './shell.texts';

export function NotFound() {
  const t = useTexts(shellTexts);
  usePageTitle(t('notFound.title'));
  return (
    <Center flex={1} mih="60dvh" p="md">
      <EmptyState
        variant="light"
        icon={<IconCompass aria-hidden />}
        title={t('notFound.title')}
        description={t('notFound.text')}
      >
        <EmptyState.Actions>
          <Button component={Link} to="/links" variant="default">
            {t('notFound.home')}
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    </Center>
  );
}
