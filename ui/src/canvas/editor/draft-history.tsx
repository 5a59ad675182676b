import { Badge, Button, Group, NavLink, Skeleton, Text } from '@mantine/core';
import { useState } from 'react';
import { type DraftHistoryDetail, type DraftHistoryEntry, type NodeDescriptor } from '@linkflow/contracts';
import { useRoute } from '../../api/use-route';
import { useFormat, useTexts } from '../../i18n';
import { LoadFailure } from '../../shared/load-failure';
import { toast } from '../../shared/toast';
import { draftOf } from '../model/draft';
import { useCanvas } from '../store/use-canvas';
import { savingTexts } from '../texts/saving';
import classes from './draft-history.module.css';
import { WORKFLOW_ROUTES, type DraftSession, type WorkflowKind } from './draft-session';
import { useReadOnlyCanvas, WorkflowView } from './workflow-view';

interface HistoryProps {
  kind: WorkflowKind;
  ownerId: string;
  session: DraftSession;
  onDone: () => void;
}

/** Earlier drafts, to be looked at and, with `session.sync`, taken back. */
export function DraftHistory({ kind, ownerId, session, onDone }: HistoryProps) {
  const t = useTexts(savingTexts);
  const query = useRoute(WORKFLOW_ROUTES[kind].draftHistory, { params: { id: ownerId } });
  const [chosen, setChosen] = useState<string | null>(null);
  if (query.error && !query.data) {
    return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton height={240} aria-busy />;
  if (query.data.length === 0) return <Text size="sm">{t('history.empty')}</Text>;
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t('history.text')}
      </Text>
      <div className={classes.columns}>
        <ul className={classes.list} data-testid="history-list">
          {query.data.map((entry) => (
            <li key={entry.id}>
              <HistoryEntry entry={entry} active={entry.id === chosen} onChoose={() => setChosen(entry.id)} />
            </li>
          ))}
        </ul>
        <div className={classes.preview}>
          {chosen === null ? (
            <Text size="sm" c="dimmed" p="md">
              {t('history.choose')}
            </Text>
          ) : (
            <EarlierDraft
              key={chosen}
              kind={kind}
              ownerId={ownerId}
              entryId={chosen}
              session={session}
              onDone={onDone}
            />
          )}
        </div>
      </div>
    </>
  );
}

interface HistoryEntryProps {
  entry: DraftHistoryEntry;
  active: boolean;
  onChoose: () => void;
}

function HistoryEntry({ entry, active, onChoose }: HistoryEntryProps) {
  const t = useTexts(savingTexts);
  const format = useFormat();
  return (
    <NavLink
      component="button"
      type="button"
      active={active}
      aria-current={active || undefined}
      label={entry.savedBy.name}
      description={`${format.relative(entry.savedAt)} · ${t('history.nodes', { count: entry.nodes - 1 })}`}
      rightSection={
        entry.reason === 'discarded' && (
          <Badge variant="default" size="sm" tt="none">
            {t('history.discarded')}
          </Badge>
        )
      }
      onClick={onChoose}
    />
  );
}

function EarlierDraft({ kind, ownerId, entryId, session, onDone }: HistoryProps & { entryId: string }) {
  const query = useRoute(WORKFLOW_ROUTES[kind].earlierDraft, { params: { id: ownerId, entryId } });
  const catalogue = useCanvas((state) => state.catalogue);
  if (query.error && !query.data) {
    return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton height={240} aria-busy />;
  return <DraftPreview draft={query.data} catalogue={catalogue} session={session} onDone={onDone} />;
}

interface PreviewProps {
  draft: DraftHistoryDetail;
  catalogue: readonly NodeDescriptor[];
  session: DraftSession;
  onDone: () => void;
}

function DraftPreview({ draft, catalogue, session, onDone }: PreviewProps) {
  const t = useTexts(savingTexts);
  const format = useFormat();
  const readOnly = useCanvas((state) => state.readOnly);
  const store = useReadOnlyCanvas({ ...draftOf(draft), sentences: draft.sentences }, catalogue);
  const restore = async () => {
    onDone();
    const isRestored = await session.sync.restore(draftOf(draft));
    if (!isRestored) return;
    toast(t('history.restored', { name: draft.savedBy.name, when: format.relative(draft.savedAt) }));
  };
  return (
    <>
      <Group justify="space-between" p="xs" wrap="wrap">
        <Text size="sm" className={classes.address}>
          {draft.url}
        </Text>
        {!readOnly && (
          <Button size="compact-sm" onClick={() => void restore()} data-testid="history-restore">
            {t('history.restore')}
          </Button>
        )}
      </Group>
      <div className={classes.canvas}>
        <WorkflowView store={store} />
      </div>
    </>
  );
}
