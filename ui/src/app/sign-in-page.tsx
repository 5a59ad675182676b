import { requestUrl, ROUTES } from '@linkflow/contracts';
import { Alert, Button, Divider, Loader, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useSignIn } from '../api/session';
import { useRoute } from '../api/use-route';
import { useTexts } from '../i18n';
import { useErrorSentence } from '../shared/errors';
import { usePageTitle } from '../shared/page-header';
import { FrontPage } from './front-page';
import { signInTexts } from './sign-in.texts';

const route = getRouteApi('/sign-in');

/** The ways to sign in that the installation offers: with a password, with the organisation's OpenID Connect provider, or both. */
export function SignInPage() {
  const t = useTexts(signInTexts);
  const { back, problem } = route.useSearch();
  const { data, isPending } = useRoute(ROUTES.session.options);
  usePageTitle(t('signIn.title'));
  // If the options cannot be loaded, the form shows why as soon as it is sent.
  const { passwords, oidc } = data ?? { passwords: !isPending, oidc: false };
  return (
    <FrontPage lead={t('signIn.lead')}>
      <Stack gap="sm">
        {problem && (
          <Alert color="red" role="alert">
            {t(`signIn.problems.${problem}`)}
          </Alert>
        )}
        {isPending && <Loader aria-label={t('signIn.title')} />}
        {oidc && (
          // A link and no request of this page, because the browser must go to the provider's pages.
          <Button component="a" href={requestUrl(ROUTES.session.oidc, { query: { back } })}>
            {t('signIn.withWorkAccount')}
          </Button>
        )}
        {oidc && passwords && <Divider label={t('signIn.or')} />}
        {passwords && <PasswordForm back={back} isSecond={oidc} />}
      </Stack>
    </FrontPage>
  );
}

function PasswordForm({ back, isSecond }: { back: string | undefined; isSecond: boolean }) {
  const t = useTexts(signInTexts);
  const router = useRouter();
  const signIn = useSignIn();
  const sentence = useErrorSentence();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.trim() === '' ? t('signIn.missingEmail') : null),
      password: (value) => (value === '' ? t('signIn.missingPassword') : null),
    },
  });
  return (
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
          autoFocus={!isSecond}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          key={form.key('password')}
          label={t('signIn.password')}
          autoComplete="current-password"
          {...form.getInputProps('password')}
        />
        <Button type="submit" mt="xs" variant={isSecond ? 'default' : undefined} loading={signIn.isPending}>
          {t('signIn.title')}
        </Button>
      </Stack>
    </form>
  );
}
