import { ROUTES, type MailingDetail, type SendingView } from '@linkflow/contracts';
import { Button, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../../../api/session';
import { useCommand, useRoute } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { lazyPart } from '../../../shared/lazy-parts';
import { attempt, toast } from '../../../shared/toast';
import { useErrorOnLeave } from '../../../shared/use-error-on-leave';
import { RecipientSelect, type Reader } from '../preview/recipient-select';
import { panelTexts } from './panel.texts';
import classes from './send.module.css';
import { useLiveMessages } from './use-sending';

const LatestTests = lazyPart(async () => (await import('./latest-tests')).LatestTests, null);

/** Most addresses of one test. */
const MAX_ADDRESSES = 10;
/** Tests that are listed. */
const LATEST = 5;
/** Finds slips of the pen. The API checks addresses in full. */
const ADDRESS = /^[^\s@]+@[^\s@]+$/;

interface TestSendProps {
  mailing: Pick<MailingDetail, 'id' | 'recipients'>;
  transport: SendingView['transport'];
  /** True if the content has changes that are not saved, which a test would lack. */
  dirty: boolean;
}

/** Sends a mailing to addresses of one's own, and lists the latest tests. */
export function TestSend({ mailing: { id, recipients }, transport, dirty }: TestSendProps) {
  const t = useTexts(panelTexts);
  const own = useSession()?.email;
  const [written, setWritten] = useState(own ?? '');
  const addresses = written.split(/[\s,;]+/).filter((address) => address !== '');
  const [reader, setReader] = useState<Reader | null>(null);
  const test = useCommand(ROUTES.sending.test);
  useLiveMessages('tests', id);
  const query = useRoute(ROUTES.sending.tests, { params: { id } });
  const tests = (query.data ?? []).slice(0, LATEST);
  const wrong = addresses.find((address) => !ADDRESS.test(address));
  const problem =
    wrong !== undefined
      ? t('test.invalid', { address: wrong })
      : addresses.length > MAX_ADDRESSES
        ? t('test.tooMany', { max: MAX_ADDRESSES })
        : undefined;
  const { error, handlers } = useErrorOnLeave(problem);
  return (
    <section className={classes.part} aria-label={t('test.title')}>
      <Title order={3} size="sm" mb={8}>
        {t('test.title')}
      </Title>
      <TextInput
        label={t('test.addresses')}
        description={t('test.addressesHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="email"
        value={written}
        error={error}
        {...handlers}
        onChange={(event) => setWritten(event.currentTarget.value)}
      />
      <RecipientSelect
        label={t('test.as')}
        size="sm"
        w="100%"
        mt="xs"
        mailingId={id}
        recipients={recipients}
        placeholder={t('test.asNobody')}
        value={reader}
        onChange={setReader}
      />
      <Button
        mt="sm"
        variant="default"
        fullWidth
        disabled={dirty || addresses.length === 0 || problem !== undefined}
        loading={test.isPending}
        onClick={() =>
          attempt(
            test.mutateAsync({ params: { id }, body: { addresses, asRecipientId: reader?.id ?? null } }),
            ({ length: count }) => toast(t('test.sent', { count })),
          )
        }
      >
        {t('test.send')}
      </Button>
      <Text size="xs" c="dimmed" mt={6}>
        {t(dirty ? 'blocked.unsaved' : 'test.note')}
      </Text>
      {tests.length > 0 && <LatestTests tests={tests} transport={transport} />}
    </section>
  );
}
