import { getRouteApi } from '@tanstack/react-router';
import { ROUTES, type LinkDetail, type WorkflowProblem } from '@linkflow/contracts';
import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useRoute } from '../../../api/use-route';
import type { DraftSession } from '../../../canvas/editor/draft-session';
import type { DraftChanges } from '../../../canvas/model/draft';
import { descriptorsOf } from '../../../canvas/model/nodes';
import { useCanvas } from '../../../canvas/store/use-canvas';
import { useText, useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { type DiscardGuard, useDiscardGuard, useGuarded } from '../../../shared/discard-guard';
import { UsesBeforePublishing } from '../link-uses';
import { ProblemRows } from '../problem-rows';
import classes from './link-page.module.css';
import { linkPageTexts } from './link-page.texts';
import { useDraftChanges } from './use-draft-changes';
import { usePublish } from './use-publish';

const route = getRouteApi('/shell/links/$linkId');

interface PublishDialogProps {
  opened: boolean;
  onClose: () => void;
  link: LinkDetail;
  session: DraftSession;
}

/** The dialog for publishing the draft: its problems, its changes since the live version, and a note for the list of versions. */
export function PublishDialog({ opened, onClose, link, session }: PublishDialogProps) {
  const t = useTexts(linkPageTexts);
  const { dialog, guard } = useDiscardGuard({ opened, onClose });
  return (
    <Modal {...dialog} title={t('publish.title', { name: link.name })} size="md">
      {opened && <PublishForm onClose={onClose} guard={guard} link={link} session={session} />}
    </Modal>
  );
}

interface PublishFormProps extends Omit<PublishDialogProps, 'opened'> {
  guard: DiscardGuard;
}

function PublishForm({ onClose, guard, link, session }: PublishFormProps) {
  const t = useTexts(linkPageTexts);
  const c = useTexts(common);
  const [note, setNote] = useState('');
  useGuarded(guard, note !== '');
  const { savedChanges, conflict } = useStore(session.sync.state);
  const here = useCanvas((state) => state.changes);
  const problems = useCanvas((state) => state.problems);
  const changes = useDraftChanges(link);
  const { publish, busy, failure, unchanged } = usePublish(link, session, onClose);

  const { sync } = session;
  useEffect(() => {
    void sync.flush();
  }, [sync]);
  // Closes this dialog if saving the draft causes a conflict, because the conflict dialog would open behind it.
  useEffect(() => {
    if (conflict) onClose();
  }, [conflict, onClose]);

  const errors = problems.filter((problem) => problem.severity === 'error');
  const nothingNew = unchanged || changes?.count === 0;
  const saving = here !== savedChanges;
  return (
    <Stack gap="sm" data-testid="publish-dialog">
      {nothingNew ? (
        <Text size="sm">{t('publish.unchanged', { version: link.liveVersion ?? '' })}</Text>
      ) : (
        <Text size="sm">{t(link.liveVersion === null ? 'publish.first' : 'publish.again')}</Text>
      )}
      <PublishProblems problems={problems} onGo={onClose} />
      {!nothingNew && changes && link.liveVersion !== null && (
        <PublishChanges changes={changes} linkId={link.id} liveVersion={link.liveVersion} />
      )}
      {!nothingNew && <UsesBeforePublishing linkId={link.id} />}
      {!nothingNew && errors.length === 0 && (
        <Textarea
          label={t('publish.note')}
          placeholder={t('publish.notePlaceholder')}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={500}
          data-autofocus
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      )}
      {failure !== null && (
        <Alert color="red" role="alert">
          {failure}
        </Alert>
      )}
      <Group justify="flex-end" gap="xs" mt={4}>
        {saving && !busy && (
          <Text size="xs" c="dimmed" mr="auto">
            {t('publish.waiting')}
          </Text>
        )}
        <Button variant="default" onClick={onClose}>
          {c(nothingNew || errors.length > 0 ? 'close' : 'cancel')}
        </Button>
        {!nothingNew && (
          <Button
            loading={busy}
            disabled={errors.length > 0 || saving}
            onClick={() => void publish(note)}
            data-testid="publish-submit"
          >
            {t('publish.button')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

interface PublishChangesProps {
  changes: DraftChanges;
  linkId: string;
  liveVersion: number;
}

/** Lists the differences between the draft and the live version, with the names of the changed steps. */
function PublishChanges({ changes, linkId, liveVersion }: PublishChangesProps) {
  const t = useTexts(linkPageTexts);
  const text = useText();
  const draft = useCanvas((state) => state.document);
  const catalogue = useCanvas((state) => state.catalogue);
  const live = useRoute(ROUTES.workflows.version, { params: { id: linkId, number: liveVersion } }).data
    ?.document;
  const nodes = new Map([...(live?.nodes ?? []), ...draft.nodes].map((node) => [node.id, node]));
  const names = (ids: readonly string[]): string =>
    ids
      .map((id) => {
        const node = nodes.get(id);
        const descriptor = descriptorsOf(catalogue).get(node?.type ?? '');
        return node?.label || (descriptor ? text(descriptor.title) : (node?.type ?? id));
      })
      .join(', ');
  const rows = [
    changes.added.length > 0 && t('publish.added', { names: names(changes.added) }),
    changes.removed.length > 0 && t('publish.removed', { names: names(changes.removed) }),
    changes.changed.length > 0 && t('publish.edited', { names: names(changes.changed) }),
    changes.rewired.length > 0 &&
      changes.added.length + changes.removed.length === 0 &&
      t('publish.rewired', { names: names(changes.rewired) }),
    changes.url && t('publish.url'),
  ].filter((row) => row !== false);
  return (
    <div className={classes.changes}>
      <strong>{t('publish.changed', { version: liveVersion })}</strong>
      <ul>
        {rows.map((row) => (
          <li key={row}>{row}</li>
        ))}
      </ul>
    </div>
  );
}

interface PublishProblemsProps {
  problems: readonly WorkflowProblem[];
  onGo: () => void;
}

/** Lists the errors, which prevent publishing, and the warnings. A click on one of them selects its step. */
function PublishProblems({ problems, onGo }: PublishProblemsProps) {
  const t = useTexts(linkPageTexts);
  const navigate = route.useNavigate();
  const go = (nodeId: string) => {
    onGo();
    void navigate({ search: (before) => ({ ...before, tab: undefined, node: nodeId }), replace: true });
  };
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.filter((problem) => problem.severity === 'warning');
  return (
    <>
      {errors.length > 0 && (
        <Alert
          color="red"
          icon={<IconAlertTriangle size={18} />}
          title={t('publish.blocked', { count: errors.length })}
        >
          <ProblemRows problems={errors} onGo={go} />
        </Alert>
      )}
      {warnings.length > 0 && (
        <Alert color="yellow" title={t('publish.warnings')}>
          <ProblemRows problems={warnings} onGo={go} />
        </Alert>
      )}
    </>
  );
}
