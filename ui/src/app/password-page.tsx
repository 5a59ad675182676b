import { MIN_PASSWORD_LENGTH, ROUTES } from '@linkflow/contracts';
import { Alert, Button, Loader, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../api/client';
import { sessionQuery } from '../api/session';
import { useLanguage, useTexts } from '../i18n';
import { fieldErrors, useErrorSentence } from '../shared/errors';
import { usePageTitle } from '../shared/page-header';
import classes from './shell.module.css';
import { shellTexts } from './shell.texts';

/** Where a one-time link leads: the first administrator, a new colleague, a forgotten password. The token is in the fragment. */
export function PasswordPage() {
  const t = useTexts(shellTexts);
  const sentence = useErrorSentence();
  // Kept, as the address loses it at once: it must not stay in the history of the browser.
  const [token] = useState(takeToken);
  usePageTitle(t('password.title'));
  const { data, error } = useQuery({
    queryKey: ['password-link', token],
    queryFn: () => call(ROUTES.passwordLinks.check, { body: { token } }),
    retry: false,
    staleTime: Infinity,
  });
  return (
    <main className={classes.signInPage}>
      <div className={classes.signInBox}>
        <img src="/icon.svg" alt="" width={40} height={40} />
        <Title order={1} mt="md">
          Linkflow
        </Title>
        {error && (
          <Alert color="red" role="alert" mt="xl">
            {sentence(error)}
          </Alert>
        )}
        {!data && !error && <Loader mt="xl" aria-label={t('password.title')} />}
        {data && (
          <>
            <Text c="dimmed" size="md">
              {t(`password.lead.${data.purpose}`, { name: data.name })}
            </Text>
            <PasswordForm token={token} isSetup={data.purpose === 'setup'} email={data.email} />
          </>
        )}
      </div>
    </main>
  );
}

function takeToken(): string {
  const token = window.location.hash.slice(1);
  if (token) window.history.replaceState(window.history.state, '', window.location.pathname);
  return token || '-';
}

function PasswordForm({ token, isSetup, email }: { token: string; isSetup: boolean; email: string }) {
  const t = useTexts(shellTexts);
  const language = useLanguage();
  const client = useQueryClient();
  const router = useRouter();
  const sentence = useErrorSentence();
  const [failure, setFailure] = useState<unknown>(null);
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: '', email, password: '' },
    validate: {
      name: (value) => (isSetup && value.trim() === '' ? t('password.missingName') : null),
      email: (value) => (value.trim() === '' ? t('signIn.missingEmail') : null),
      password: (value) =>
        value.length < MIN_PASSWORD_LENGTH ? t('password.tooShort', { count: MIN_PASSWORD_LENGTH }) : null,
    },
  });
  const submit = async (values: typeof form.values) => {
    const person = { name: values.name.trim(), email: values.email.trim() };
    const body = { token, password: values.password, language, ...(isSetup && person) };
    try {
      const session = await call(ROUTES.passwordLinks.use, { body });
      client.setQueryData(sessionQuery.queryKey, session);
      router.history.replace('/links');
    } catch (error) {
      setFailure(error);
      form.setErrors(fieldErrors(language, error));
    }
  };
  return (
    <form noValidate onSubmit={form.onSubmit(submit)}>
      <Stack gap="sm" mt="xl">
        {failure !== null && (
          <Alert color="red" role="alert">
            {sentence(failure)}
          </Alert>
        )}
        {isSetup && (
          <TextInput
            key={form.key('name')}
            label={t('password.name')}
            maxLength={200}
            autoComplete="name"
            {...form.getInputProps('name')}
          />
        )}
        <TextInput
          key={form.key('email')}
          label={t('email')}
          type="email"
          autoComplete="username"
          readOnly={!isSetup}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          key={form.key('password')}
          label={t('password.new')}
          description={t('password.hint', { count: MIN_PASSWORD_LENGTH })}
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        <Button type="submit" mt="xs" loading={form.submitting}>
          {t('password.save')}
        </Button>
      </Stack>
    </form>
  );
}
