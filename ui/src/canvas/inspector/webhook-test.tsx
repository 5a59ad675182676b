import { Alert, Button, Code, Divider, Group, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { ROUTES, type WebhookTrial } from '@linkflow/contracts';
import { useCan } from '../../api/session';
import { useCommand } from '../../api/use-route';
import { useLanguage, useText, useTexts } from '../../i18n';
import { formatElapsed } from '../../i18n/moments';
import { RefSelect } from '../../shared/refs';
import { toastError } from '../../shared/toast';
import { problemsOf } from '../model/nodes';
import { useCanvas, useNode } from '../store/use-canvas';
import { webhookTexts } from '../texts/webhook';
import classes from './inspector.module.css';

/** Calls the webhook of a step as it is in the editor, and shows what was sent and what came back. */
export function WebhookTest({ id }: { id: string }) {
  const t = useTexts(webhookTexts);
  const can = useCan();
  const node = useNode(id);
  const linkId = useCanvas((state) => state.linkId);
  const readOnly = useCanvas((state) => state.readOnly);
  const isUnfinished = useCanvas((state) =>
    problemsOf(state.problems, id).some(({ severity, path }) => severity === 'error' && path !== undefined),
  );
  const [contactId, setContactId] = useState<string | null>(null);
  const trial = useCommand(ROUTES.webhooks.try);
  if (!node || linkId === null || readOnly || !can(ROUTES.webhooks.try)) return null;
  const run = () =>
    trial.mutate({ body: { linkId, contactId, params: node.params } }, { onError: toastError });
  return (
    <Stack gap={10} component="section" aria-label={t('test.title')} data-testid="webhook-test">
      <Divider label={t('test.title')} labelPosition="left" />
      <Text size="xs" c="dimmed">
        {t('test.lead')}
      </Text>
      <RefSelect
        kind="contact"
        label={t('test.contact')}
        placeholder={t('test.nobody')}
        value={contactId}
        clearable
        onChange={setContactId}
      />
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          loading={trial.isPending}
          disabled={isUnfinished}
          onClick={run}
        >
          {t(trial.data ? 'test.again' : 'test.run')}
        </Button>
        {isUnfinished && (
          <Text size="xs" c="dimmed">
            {t('test.unfinished')}
          </Text>
        )}
      </Group>
      {trial.data && <Result trial={trial.data} fields={namesIn(node.params.answer)} />}
    </Stack>
  );
}

/** The names of the values that are chosen in a parameter. */
const namesIn = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).flatMap(({ name }: { name?: unknown }) =>
    typeof name === 'string' ? [name] : [],
  );

function Result({ trial, fields }: { trial: WebhookTrial; fields: readonly string[] }) {
  const t = useTexts(webhookTexts);
  const text = useText();
  const language = useLanguage();
  const { request, answer, tookMs, values, problem } = trial;
  const status = answer ? t('test.answered', { status: answer.status }) : t('test.silent');
  return (
    <Stack gap={8} aria-live="polite">
      <Alert
        color={problem ? 'red' : 'green'}
        p="xs"
        title={`${status} ${t('test.took', { time: formatElapsed(language, tookMs) })}`}
      >
        {problem && <Text size="sm">{text(problem.message)}</Text>}
      </Alert>
      {!problem && fields.length > 0 && (
        <div>
          <Text size="xs" fw={500}>
            {t('test.values')}
          </Text>
          {fields.map((name) => (
            <Text key={name} size="xs" className={classes.trialValue}>
              <Code>{name}</Code>{' '}
              {Object.hasOwn(values, name) ? JSON.stringify(values[name]) : t('test.absent')}
            </Text>
          ))}
        </div>
      )}
      {answer && (
        <Message
          title={t('test.answer')}
          lines={answer.headers}
          body={answer.body}
          note={answer.isCut ? t('test.cut') : undefined}
        />
      )}
      <Message
        title={t('test.request')}
        first={`${request.method} ${request.url}`}
        lines={request.headers}
        body={request.body ?? ''}
      />
    </Stack>
  );
}

interface MessageProps {
  title: string;
  first?: string;
  lines: WebhookTrial['request']['headers'];
  body: string;
  note?: string | undefined;
}

/** Headers and body of a request or an answer, which open on demand. */
function Message({ title, first, lines, body, note }: MessageProps) {
  const t = useTexts(webhookTexts);
  const head = lines.map(({ name, value }) => `${name}: ${value}`);
  return (
    <details className={classes.trialMessage}>
      <summary>{title}</summary>
      <Code block className={classes.trialText}>
        {[...(first === undefined ? [] : [first]), ...head, '', body || t('test.noBody')].join('\n')}
      </Code>
      {note !== undefined && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </details>
  );
}
