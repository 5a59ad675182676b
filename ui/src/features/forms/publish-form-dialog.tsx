import { ROUTES, type FormDetail } from '@linkflow/contracts';
import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { isApiError } from '../../api/api-error';
import { useCommand } from '../../api/use-route';
import type { DraftSession } from '../../canvas/editor/draft-session';
import { useText, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { Dialog } from '../../shared/dialog';
import { useErrorSentence } from '../../shared/errors';
import { toast } from '../../shared/toast';
import type { FormDraft } from './builder/form-draft';
import { formTexts } from './forms.texts';
import { useFormProblems } from './use-form-problems';

interface Props {
  form: FormDetail;
  draft: FormDraft;
  session: DraftSession;
  opened: boolean;
  onClose: () => void;
}

/** Publishes the questions and the workflow together, or says what keeps them from it. */
export function PublishFormDialog({ opened, onClose, ...rest }: Props) {
  const t = useTexts(formTexts);
  return (
    <Dialog opened={opened} onClose={onClose} title={t('publish.title')}>
      {opened && <Content {...rest} onClose={onClose} />}
    </Dialog>
  );
}

function Content({ form, draft, session, onClose }: Omit<Props, 'opened'>) {
  const t = useTexts(formTexts);
  const c = useTexts(common);
  const text = useText();
  const sentence = useErrorSentence();
  const publish = useCommand(ROUTES.forms.publish);
  const [failure, setFailure] = useState<string | null>(null);
  const content = useStore(draft.store, (state) => state.content);
  const findings = useStore(session.canvas, (state) => state.problems);
  const inForm = useFormProblems(content);
  const inWorkflow = findings.filter(({ severity }) => severity === 'error');
  const count = inForm.length + inWorkflow.length;
  const send = async () => {
    setFailure(null);
    try {
      await session.sync.flush();
      if (!(await draft.flush())) return onClose();
      const { revision } = draft.store.getState();
      const { baseRevision: workflowRevision } = session.sync.state.getState();
      await publish.mutateAsync({ params: { id: form.id }, body: { revision, workflowRevision } });
      toast(t('publish.done'));
      onClose();
    } catch (error) {
      setFailure(isApiError(error, 'version.unchanged') ? t('publish.unchanged') : sentence(error));
    }
  };
  return (
    <Stack gap="md">
      <Text size="sm">{t('publish.text')}</Text>
      {count > 0 && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t('publish.blocked', { count })}>
          <List size="sm">
            {inForm.map(({ message, block, code }) => (
              <List.Item key={`${block}:${code}`}>
                {t('publish.inForm')}
                {block !== undefined && ` (${block})`}: {text(message)}
              </List.Item>
            ))}
            {inWorkflow.map(({ message, nodeId, code, path }) => (
              <List.Item key={`${nodeId}:${code}:${path}`}>
                {t('publish.inWorkflow')}: {text(message)}
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
