import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useSignIn } from '../api/session';
import { useTexts } from '../i18n';
import { useErrorSentence } from '../shared/errors';
import { usePageTitle } from '../shared/page-header';
import { FrontPage } from './front-page';
import { shellTexts } from './shell.texts';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const t = useTexts(shellTexts);
  const router = useRouter();
  const { back } = route.useSearch();
  const signIn = useSignIn();
  const sentence = useErrorSentence();
  usePageTitle(t('signIn.title'));
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.trim() === '' ? t('signIn.missingEmail') : null),
      password: (value) => (value === '' ? t('signIn.missingPassword') : null),
    },
  });
  return (
    <FrontPage lead={t('signIn.lead')}>
      <form
        noValidate
        onSubmit={form.onSubmit((values) =>
          signIn.mutate(
            { email: values.email.trim(), password: values.password },
            { onSuccess: () => router.history.replace(back ?? '/links') },
          ),
        )}
      >
        <Stack gap="sm">
          {signIn.error && (
            <Alert color="red" role="alert">
              {sentence(signIn.error)}
            </Alert>
          )}
          <TextInput
            key={form.key('email')}
            label={t('email')}
            type="email"
            autoComplete="username"
            autoFocus
            {...form.getInputProps('email')}
          />
          <PasswordInput
            key={form.key('password')}
            label={t('signIn.password')}
            autoComplete="current-password"
            {...form.getInputProps('password')}
          />
          <Button type="submit" mt="xs" loading={signIn.isPending}>
            {t('signIn.title')}
          </Button>
        </Stack>
      </form>
    </FrontPage>
  );
}
