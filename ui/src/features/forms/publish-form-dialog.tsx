import { labelOfBlock, ROUTES, type FormDetail } from '@linkflow/contracts';
import { Alert, Anchor, Button, Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconExternalLink } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useStore } from 'zustand';
import { isApiError } from '../../api/api-error';
import { useCommand } from '../../api/use-route';
import type { DraftSession } from '../../canvas/editor/draft-session';
import { useText, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { Dialog } from '../../shared/dialog';
import { useErrorSentence } from '../../shared/errors';
import { builderTexts } from './builder/builder.texts';
import type { FormDraft } from './builder/form-draft';
import classes from './form-page.module.css';
import { formTexts } from './forms.texts';
import { useFormProblems } from './use-form-problems';

const route = getRouteApi('/shell/forms/$formId');

/** Longest name of a block in a problem, in characters. */
const MAX_WORDS = 50;

interface Props {
  form: FormDetail;
  draft: FormDraft;
  session: DraftSession;
  opened: boolean;
  onClose: () => void;
}

/** Publishes the questions and the workflow together, or says what keeps them from it. Then shows where the form is. */
export function PublishFormDialog({ opened, onClose, ...rest }: Props) {
  const t = useTexts(formTexts);
  const [isDone, setIsDone] = useState(false);
  const close = () => {
    setIsDone(false);
    onClose();
  };
  return (
    <Dialog opened={opened} onClose={close} title={t(isDone ? 'publish.done' : 'publish.title')}>
      {opened &&
        (isDone ? (
          <Published {...rest} onClose={close} />
        ) : (
          <Content {...rest} onClose={close} onDone={() => setIsDone(true)} />
        ))}
    </Dialog>
  );
}

type ContentProps = Omit<Props, 'opened'>;

/** What the public sees: the title and the address of the page. */
function Seen({ form, draft }: Pick<ContentProps, 'form' | 'draft'>) {
  const t = useTexts(formTexts);
  const title = useStore(draft.store, ({ content }) => content.settings.title);
  return (
    <section aria-label={t('publish.seen')}>
      <Text size="sm" fw={600} mb={4}>
        {t('publish.seen')}
      </Text>
      <dl className={classes.seen}>
        <dt>{t('publish.pageTitle')}</dt>
        <dd>{title || '–'}</dd>
        <dt>{t('publish.address')}</dt>
        <dd>{form.url}</dd>
      </dl>
    </section>
  );
}

function Published({ form, draft, onClose }: ContentProps) {
  const t = useTexts(formTexts);
  const c = useTexts(common);
  return (
    <Stack gap="md">
      <Seen form={form} draft={draft} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {c('close')}
        </Button>
        <Button
          component="a"
          href={form.url}
          target="_blank"
          rel="noreferrer"
          // The button that had the focus is gone.
          ref={focus}
          rightSection={<IconExternalLink size={15} aria-hidden />}
        >
          {t('publish.open')}
        </Button>
      </Group>
    </Stack>
  );
}

/** A ref callback; a constant, so React calls it only when the element is mounted. */
const focus = (element: HTMLElement | null): void => element?.focus();

function Content({ form, draft, session, onClose, onDone }: ContentProps & { onDone: () => void }) {
  const t = useTexts(formTexts);
  const navigate = route.useNavigate();
  const c = useTexts(common);
  const text = useText();
  const b = useTexts(builderTexts);
  const sentence = useErrorSentence();
  const publish = useCommand(ROUTES.forms.publish);
  const [failure, setFailure] = useState<string | null>(null);
  const content = useStore(draft.store, (state) => state.content);
  const findings = useStore(session.canvas, (state) => state.problems);
  const inForm = useFormProblems(content);
  const inWorkflow = findings.filter(({ severity }) => severity === 'error');
  /** The words of a block, by which people know it. */
  const nameOf = (name: string): string => {
    const block = content.blocks.find((one) => one.name === name);
    const words = block ? labelOfBlock(block) || b(`types.${block.type}`) : name;
    return words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS - 1)}…` : words;
  };
  const count = inForm.length + inWorkflow.length;
  /** Shows where a problem is mended: a step of the workflow, a block, or the settings of the form. */
  const openStep = (node: string | undefined) => {
    if (node !== undefined) session.canvas.getState().select({ nodes: [node], edges: [] });
    void navigate({ search: { tab: 'workflow' } });
    onClose();
  };
  const openBlock = (block: string | undefined) => {
    draft.select(block ?? null);
    void navigate({ search: {} });
    onClose();
  };
  const send = async () => {
    setFailure(null);
    try {
      await session.sync.flush();
      if (!(await draft.flush())) return onClose();
      const { revision } = draft.store.getState();
      const { baseRevision: workflowRevision } = session.sync.state.getState();
      await publish.mutateAsync({ params: { id: form.id }, body: { revision, workflowRevision } });
      onDone();
    } catch (error) {
      setFailure(isApiError(error, 'version.unchanged') ? t('publish.unchanged') : sentence(error));
    }
  };
  return (
    <Stack gap="md">
      <Text size="sm">{t('publish.text')}</Text>
      <Seen form={form} draft={draft} />
      {count > 0 && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t('publish.blocked', { count })}>
          <List size="sm" spacing={8}>
            {inForm.map(({ message, block, code }) => (
              <List.Item key={`${block}:${code}`}>
                <Anchor
                  component="button"
                  type="button"
                  size="sm"
                  className={classes.problem}
                  onClick={() => openBlock(block)}
                >
                  {t('publish.inForm')}
                  {block !== undefined && ` (${nameOf(block)})`}: {text(message)}
                </Anchor>
              </List.Item>
            ))}
            {inWorkflow.map(({ message, nodeId, code, path }) => (
              <List.Item key={`${nodeId}:${code}:${path}`}>
                <Anchor
                  component="button"
                  type="button"
                  size="sm"
                  className={classes.problem}
                  onClick={() => openStep(nodeId)}
                >
                  {t('publish.inWorkflow')}: {text(message)}
                </Anchor>
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {failure !== null && <Alert color="red">{failure}</Alert>}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose} disabled={publish.isPending}>
          {c(count > 0 ? 'close' : 'cancel')}
        </Button>
        <Button
          loading={publish.isPending}
          disabled={count > 0}
          onClick={() => void send()}
          data-testid="publish-now"
        >
          {t('publish.button')}
        </Button>
      </Group>
    </Stack>
  );
}
