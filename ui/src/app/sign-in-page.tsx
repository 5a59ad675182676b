import { Alert, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useSignIn } from '../api/session';
import { useTexts } from '../i18n';
import { useErrorSentence } from '../shared/errors';
import { usePageTitle } from '../shared/use-page-title';
import { LanguageSwitch } from './language-switch';
import { shellTexts } from './shell.texts';
import classes from './sign-in-page.module.css';

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
    <main className={classes.page}>
      <div className={classes.box}>
        <img src="/icon.svg" alt="" width={40} height={40} />
        <Title order={1} mt="md">
          Linkflow
        </Title>
        <Text c="dimmed" size="md">
          {t('signIn.lead')}
        </Text>
        <form
          noValidate
          onSubmit={form.onSubmit((values) =>
            signIn.mutate(
              { email: values.email.trim(), password: values.password },
              { onSuccess: () => router.history.replace(back ?? '/links') },
            ),
          )}
        >
          <Stack gap="sm" mt="xl">
            {signIn.error && (
              <Alert color="red" variant="light" role="alert" p="sm">
                {sentence(signIn.error)}
              </Alert>
            )}
            <TextInput
              key={form.key('email')}
              label={t('signIn.email')}
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
              {t('signIn.submit')}
            </Button>
          </Stack>
        </form>
        <LanguageSwitch />
      </div>
    </main>
  );
}
