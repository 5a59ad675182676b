import { requestUrl, ROUTES, type SessionView } from '@linkflow/contracts';
import {
  Affix,
  Alert,
  Button,
  Divider,
  Loader,
  Modal,
  PasswordInput,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { type FormEvent, useEffect, useState, useSyncExternalStore } from 'react';
import { useSignIn } from '../api/session';
import { followOtherTabs } from '../api/session-channel';
import { sessionGate } from '../api/session-gate';
import { useRoute } from '../api/use-route';
import { useTexts } from '../i18n';
import { useErrorSentence } from '../shared/errors';
import { shellTexts } from './shell.texts';
import { signInTexts } from './sign-in.texts';

/** Above every dialog, menu and message of the page, because none of them can be used without a session. */
const Z_INDEX = 1_000;
/** Escape must not close a dialog of the page that lies below. Mantine's dialogs ignore keys of elements with this attribute. */
const KEEPS_KEYS = { 'data-mantine-stop-propagation': 'true' };

/**
 * Asks the user to sign in again when the session has ended: it expired, it was ended elsewhere, or the user signed out in another tab. The
 * page below stays as it is, with everything that was typed. Requests wait meanwhile (api/session-gate.ts).
 */
export function SessionDialog() {
  const t = useTexts(signInTexts);
  const gate = useSyncExternalStore(sessionGate.subscribe, sessionGate.current);
  useEffect(() => followOtherTabs(), []);
  const isQuiet = useQuiet(gate.is === 'closed');
  const user = gate.is === 'closed' && isQuiet ? gate.user : null;
  if (gate.is === 'left') return <AnotherUser />;
  return (
    <Modal
      opened={user !== null}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      zIndex={Z_INDEX}
      title={t('session.title')}
      size="sm"
    >
      {user && <SignInAgain user={user} />}
    </Modal>
  );
}

/** Says why nothing on the page goes on, if people have refused to load it again after another user has signed in. */
function AnotherUser() {
  const t = useTexts(signInTexts);
  const s = useTexts(shellTexts);
  return (
    <Affix position={{ bottom: 24, left: 24, right: 24 }} zIndex={Z_INDEX}>
      <Alert role="alert" variant="filled" color="red" maw={560} mx="auto" title={t('session.left')}>
        <Text size="sm" mb="xs">
          {t('session.leftText')}
        </Text>
        <Button variant="white" color="red" onClick={() => sessionGate.reload()}>
          {s('failure.reload')}
        </Button>
      </Alert>
    </Affix>
  );
}

/** Time without a key press after which the user is not typing, ms. */
const QUIET_MS = 700;

/**
 * Whether the user has stopped typing since `wanted` became true. A dialog that opened earlier would take the focus in the middle of a word,
 * and the rest of it would be typed into the field of the password.
 */
function useQuiet(wanted: boolean): boolean {
  const [isQuiet, setQuiet] = useState(false);
  if (!wanted && isQuiet) setQuiet(false);
  useEffect(() => {
    if (!wanted || isQuiet) return undefined;
    let timer = setTimeout(() => setQuiet(true), Math.max(0, lastKey + QUIET_MS - Date.now()));
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setQuiet(true), QUIET_MS);
    };
    window.addEventListener('keydown', wait, { capture: true });
    return () => {
      clearTimeout(timer);
      window.removeEventListener('keydown', wait, { capture: true });
    };
  }, [wanted, isQuiet]);
  return isQuiet;
}

/** Time of the last key press. */
let lastKey = 0;
if (typeof window !== 'undefined') {
  window.addEventListener('keydown', () => (lastKey = Date.now()), { capture: true });
}

function SignInAgain({ user }: { user: SessionView }) {
  const t = useTexts(signInTexts);
  const { data, isPending } = useRoute(ROUTES.session.options);
  const { passwords, oidc } = data ?? { passwords: !isPending, oidc: false };
  return (
    <Stack gap="sm" data-testid="session-dialog">
      <Text size="sm">{t('session.text', { name: user.name })}</Text>
      {isPending && <Loader aria-label={t('session.title')} />}
      {oidc && (
        // The provider's pages open in another tab, because this one must stay. That tab tells this one when it is done.
        <div>
          <Button
            component="a"
            fullWidth
            href={requestUrl(ROUTES.session.oidc, { query: { back: '/signed-in' } })}
            target="_blank"
            rel="opener"
            {...KEEPS_KEYS}
          >
            {t('signIn.withWorkAccount')}
          </Button>
          <Text size="xs" c="dimmed" mt={4} ta="center">
            {t('session.otherTab')}
          </Text>
        </div>
      )}
      {oidc && passwords && <Divider label={t('signIn.or')} />}
      {passwords && <PasswordAgain email={user.email} isSecond={oidc} />}
      <Button variant="subtle" color="gray" size="compact-sm" onClick={signInAsAnother} {...KEEPS_KEYS}>
        {t('session.other', { name: user.name })}
      </Button>
    </Stack>
  );
}

function PasswordAgain({ email, isSecond }: { email: string; isSecond: boolean }) {
  const t = useTexts(signInTexts);
  const sentence = useErrorSentence();
  const signIn = useSignIn();
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(password === '');
    if (password !== '') signIn.mutate({ email, password });
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="sm">
        {signIn.error && (
          <Alert color="red" role="alert">
            {sentence(signIn.error)}
          </Alert>
        )}
        <TextInput
          label={t('email')}
          type="email"
          autoComplete="username"
          value={email}
          readOnly
          {...KEEPS_KEYS}
        />
        <PasswordInput
          label={t('signIn.password')}
          autoComplete="current-password"
          data-autofocus
          // The field may come after the dialog, which then has moved the focus to what was there.
          autoFocus
          value={password}
          error={missing && t('signIn.missingPassword')}
          onChange={(event) => setPassword(event.currentTarget.value)}
          {...KEEPS_KEYS}
        />
        <Button
          type="submit"
          variant={isSecond ? 'default' : undefined}
          loading={signIn.isPending}
          {...KEEPS_KEYS}
        >
          {t('signIn.title')}
        </Button>
      </Stack>
    </form>
  );
}

/**
 * Leaves the page. Unsaved changes of a workflow stay in the browser, for the user who made them. The gate stays closed: the page sends
 * nothing, and goes on asking if the user decides to stay because of unsaved text.
 */
const signInAsAnother = (): void => location.assign('/sign-in');
