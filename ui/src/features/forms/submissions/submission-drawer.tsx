import {
  formatValue,
  ROUTES,
  UTM_PARAMETERS,
  type FormDetail,
  type SubmissionView,
} from '@linkflow/contracts';
import { Alert, Button, Divider, Group, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useCan } from '../../../api/session';
import { useCommand } from '../../../api/use-route';
import { currentTimeZone, useLanguage, useText, useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/anchors';
import { confirmRequest } from '../../../shared/confirm';
import { RecordDrawer, type OpenedRecord } from '../../../shared/record-drawer';
import { RefSelect } from '../../../shared/refs';
import { TimeAgo } from '../../../shared/time-ago';
import { attempt, toast } from '../../../shared/toast';
import { submissionTexts } from './submissions.texts';
import { SubmissionBadge } from './submission-badge';

type Props = OpenedRecord<SubmissionView> & { form: FormDetail };

/** What one person has answered, what became of it, and what can be done about it. */
export function SubmissionDrawer({ form, ...opened }: Props) {
  const t = useTexts(submissionTexts);
  return (
    <RecordDrawer {...opened} title={() => t('detail.title')}>
      {(submission) => <Submission form={form} submission={submission} onDone={opened.onClose} />}
    </RecordDrawer>
  );
}

interface SubmissionProps {
  form: FormDetail;
  submission: SubmissionView;
  onDone: () => void;
}

function Submission({ form, submission, onDone }: SubmissionProps) {
  const t = useTexts(submissionTexts);
  const text = useText();
  const language = useLanguage();
  const can = useCan();
  const written = (value: unknown, type: string): string =>
    formatValue(value, type === 'date' ? { type } : {}, { language, timeZone: currentTimeZone() });
  const { status, unchecked, answers, consents, contact, confirmation, failure, runId, mailing, link, utm } =
    submission;
  const campaign = UTM_PARAMETERS.filter((name) => utm[name] !== undefined);
  return (
    <Stack gap="md">
      <div>
        <Group gap="xs">
          <SubmissionBadge status={status} />
          <Text size="xs" c="dimmed">
            <TimeAgo at={submission.at} />
          </Text>
        </Group>
        <Text size="sm" c="dimmed" mt={6}>
          {failure ? text(failure.message) : t(hintOf(submission))}
        </Text>
        {submission.spam.map((reason) => (
          <Text key={reason} size="sm" c="dimmed">
            {t(`spam.${reason}`)}
          </Text>
        ))}
      </div>
      {status === 'held' && !unchecked && can(ROUTES.submissions.decide) && (
        <Decision form={form} submission={submission} onDone={onDone} />
      )}
      <Section title={t('detail.answers')}>
        {answers.map(({ name, label, value, type }) => (
          <Line key={name} label={label}>
            {written(value, type)}
          </Line>
        ))}
        {answers.length === 0 && submission.address && <Line label={t('who')}>{submission.address}</Line>}
      </Section>
      {consents.length > 0 && (
        <Section title={t('detail.consents')}>
          {consents.map(({ name, wording, given }) => (
            <Line key={name} label={given ? t('detail.given') : t('detail.notGiven')}>
              {wording}
            </Line>
          ))}
        </Section>
      )}
      {confirmation && (
        <Section title={t('detail.confirmation')}>
          {confirmation.problem !== null && (
            <Alert color="red" p="xs">
              {t('detail.mailProblem', { problem: confirmation.problem })}
            </Alert>
          )}
          {confirmation.sentAt !== null && (
            <Line label={t('detail.mailSent')}>
              <TimeAgo at={confirmation.sentAt} />
            </Line>
          )}
          {confirmation.confirmedAt !== null && (
            <Line label={t('detail.confirmed')}>
              <TimeAgo at={confirmation.confirmedAt} />
            </Line>
          )}
        </Section>
      )}
      <Section title={t('detail.origin')}>
        {contact && (
          <Line label={t('detail.contact')}>
            <TextLink inherit to="/contacts/$id" params={{ id: contact.id }}>
              {contact.name}
            </TextLink>
          </Line>
        )}
        {mailing && (
          <Line label={t('detail.mailing')}>
            <TextLink inherit to="/mailings/$mailingId" params={{ mailingId: mailing.id }}>
              {mailing.name}
            </TextLink>
          </Line>
        )}
        {link && (
          <Line label={t('detail.link')}>
            <TextLink inherit to="/links/$linkId" params={{ linkId: link.id }}>
              {link.name}
            </TextLink>
          </Line>
        )}
        {submission.site !== null && <Line label={t('detail.site')}>{submission.site}</Line>}
        {campaign.map((name) => (
          <Line key={name} label={`utm_${name}`}>
            {utm[name]}
          </Line>
        ))}
        <Line label={t('detail.version')}>v{submission.version}</Line>
      </Section>
      <Group gap="xs">
        {runId !== null && (
          <TextLink to="/runs/$runId" params={{ runId }}>
            {t('detail.run')}
          </TextLink>
        )}
        {(unchecked || ['failed', 'spam', 'rejected'].includes(status)) && can(ROUTES.submissions.retry) && (
          <RetryButton form={form} submission={submission} onDone={onDone} />
        )}
        {unchecked && status === 'held' && can(ROUTES.submissions.decide) && (
          <RejectButton form={form} submission={submission} onDone={onDone} />
        )}
        {can(ROUTES.submissions.remove) && (
          <RemoveButton form={form} submission={submission} onDone={onDone} />
        )}
      </Group>
    </Stack>
  );
}

/** The text that explains the status. */
function hintOf({ status, unchecked, runId }: SubmissionView) {
  if (unchecked && status === 'held') return 'unchecked';
  if (status === 'processed' && runId === null) return 'withoutRun';
  return `hints.${status}` as const;
}

/** A person decides whose a submission is. */
function Decision({ form, submission, onDone }: SubmissionProps) {
  const t = useTexts(submissionTexts);
  const decide = useCommand(ROUTES.submissions.decide);
  const [contactId, setContactId] = useState<string | null>(null);
  const params = { id: form.id, submissionId: submission.id };
  const done = () => {
    toast(t('decide.done'));
    onDone();
  };
  return (
    <Stack gap="xs">
      <RefSelect
        kind="contact"
        label={t('decide.who')}
        placeholder={t('decide.contact')}
        value={contactId}
        onChange={setContactId}
      />
      <Group gap="xs">
        <Button
          size="xs"
          disabled={contactId === null}
          onClick={() => attempt(decide.mutateAsync({ params, body: { as: 'contact', contactId } }), done)}
        >
          {t('decide.apply')}
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() =>
            attempt(decide.mutateAsync({ params, body: { as: 'contact', contactId: null } }), done)
          }
        >
          {t('decide.new')}
        </Button>
        <RejectButton form={form} submission={submission} onDone={onDone} />
      </Group>
      <Divider />
    </Stack>
  );
}

function RejectButton({ form, submission, onDone }: SubmissionProps) {
  const t = useTexts(submissionTexts);
  const decide = useCommand(ROUTES.submissions.decide);
  const params = { id: form.id, submissionId: submission.id };
  return (
    <Button
      size="xs"
      variant="subtle"
      color="red"
      onClick={() =>
        attempt(decide.mutateAsync({ params, body: { as: 'rejected' } }), () => {
          toast(t('decide.done'));
          onDone();
        })
      }
    >
      {t('decide.reject')}
    </Button>
  );
}

function RetryButton({ form, submission, onDone }: SubmissionProps) {
  const t = useTexts(submissionTexts);
  const retry = useCommand(ROUTES.submissions.retry);
  return (
    <Button
      size="xs"
      onClick={() =>
        attempt(retry.mutateAsync({ params: { id: form.id, submissionId: submission.id } }), () => {
          toast(t('retried'));
          onDone();
        })
      }
    >
      {t('retry')}
    </Button>
  );
}

function RemoveButton({ form, submission, onDone }: SubmissionProps) {
  const t = useTexts(submissionTexts);
  const remove = useCommand(ROUTES.submissions.remove);
  return (
    <Button
      size="xs"
      variant="subtle"
      color="red"
      onClick={() =>
        confirmRequest({
          title: t('remove.title'),
          text: t('remove.text'),
          confirm: t('remove.action'),
          request: () => remove.mutateAsync({ params: { id: form.id, submissionId: submission.id } }),
          done: t('remove.done'),
          then: onDone,
        })
      }
    >
      {t('remove.action')}
    </Button>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Text size="xs" fw={600} c="dimmed" mb={4}>
        {title}
      </Text>
      <Stack gap={6}>{children}</Stack>
    </section>
  );
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </div>
  );
}
