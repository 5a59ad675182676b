import { MIN_PASSWORD_LENGTH, ROUTES } from '@linkflow/contracts';
import { Alert, Button, Loader, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useWindowEvent } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../api/client';
import { sessionQuery } from '../api/session';
import { tellOtherTabs } from '../api/session-channel';
import { sessionGate } from '../api/session-gate';
import { useLanguage, useTexts } from '../i18n';
import { fieldErrors, useErrorSentence } from '../shared/errors';
import { usePageTitle } from '../shared/page-header';
import { FrontPage } from './front-page';
import { signInTexts } from './sign-in.texts';

/**
 * The page on which a user sets a password. It is opened by a one-time link, which the first administrator, an invited user or a
 * user who forgot the password gets. The token is in the fragment of the URL.
 */
export function PasswordPage() {
  const t = useTexts(signInTexts);
  const sentence = useErrorSentence();
  // `takeToken` removes the token from the URL, so that it does not stay in the browser history. The state keeps it.
  const [token, setToken] = useState(takeToken);
  // If the user pastes a second link into the same tab, only the fragment changes and the page is not loaded again.
  useWindowEvent('hashchange', () => setToken(takeToken()));
  usePageTitle(t('password.title'));
  const { data, error } = useQuery({
    queryKey: ['password-link', token],
    queryFn: () => call(ROUTES.passwordLinks.check, { body: { token } }),
    retry: false,
    staleTime: Infinity,
  });
  return (
    <FrontPage lead={data && t(`password.lead.${data.purpose}`, { name: data.name })}>
      {error && (
        <Alert color="red" role="alert">
          {sentence(error)}
        </Alert>
      )}
      {!data && !error && <Loader aria-label={t('password.title')} />}
      {data && (
        <PasswordForm key={token} token={token} isSetup={data.purpose === 'setup'} email={data.email} />
      )}
    </FrontPage>
  );
}

function takeToken(): string {
  const token = window.location.hash.slice(1);
  if (token) window.history.replaceState(window.history.state, '', window.location.pathname);
  return token || '-';
}

function PasswordForm({ token, isSetup, email }: { token: string; isSetup: boolean; email: string }) {
  const t = useTexts(signInTexts);
  const language = useLanguage();
  const client = useQueryClient();
  const router = useRouter();
  const sentence = useErrorSentence();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: '', email, password: '' },
    validate: {
      name: (value) => (isSetup && value.trim() === '' ? t('password.missingName') : null),
      email: (value) => (value.trim() === '' ? t('signIn.missingEmail') : null),
      password: (value) =>
        value.length < MIN_PASSWORD_LENGTH ? t('passwordTooShort', { count: MIN_PASSWORD_LENGTH }) : null,
    },
  });
  const save = useMutation({
    mutationFn: ({ name, email, password }: typeof form.values) =>
      call(ROUTES.passwordLinks.use, {
        body: { token, password, language, ...(isSetup && { name: name.trim(), email: email.trim() }) },
      }),
    onSuccess: (session) => {
      // The new session has replaced the one that this page may have had.
      sessionGate.leave();
      sessionGate.enter(session);
      tellOtherTabs('signed-in');
      client.setQueryData(sessionQuery.queryKey, session);
      router.history.replace('/links');
    },
    onError: (error) => form.setErrors(fieldErrors(language, error)),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack gap="sm">
        {save.error && (
          <Alert color="red" role="alert">
            {sentence(save.error)}
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
          label={t('newPassword')}
          description={t('password.hint', { count: MIN_PASSWORD_LENGTH })}
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        <Button type="submit" mt="xs" loading={save.isPending}>
          {t('password.save')}
        </Button>
      </Stack>
    </form>
  );
}
