import { languageName, LANGUAGES } from '@linkflow/contracts';
import { Alert, Anchor, Button, Group, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useSignIn } from '../api/session';
import { setLanguage, useLanguage, useTexts } from '../i18n';
import { useErrorSentence } from '../shared/errors';
import { usePageTitle } from '../shared/page-header';
import classes from './shell.module.css';
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
    <main className={classes.signInPage}>
      <div className={classes.signInBox}>
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
        <LanguageSwitch />
      </div>
    </main>
  );
}

/** Language choice on pages without a session; after the sign-in the account decides. */
function LanguageSwitch() {
  const language = useLanguage();
  return (
    <Group gap="md" mt="xl" justify="center">
      {LANGUAGES.map((code) => (
        <Anchor
          key={code}
          component="button"
          type="button"
          size="xs"
          lang={code}
          c={code === language ? undefined : 'dimmed'}
          fw={code === language ? 600 : 400}
          aria-pressed={code === language}
          onClick={() => setLanguage(code)}
        >
          {languageName(code)}
        </Anchor>
      ))}
    </Group>
  );
}
