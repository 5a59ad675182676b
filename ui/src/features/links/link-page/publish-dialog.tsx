import type { LinkDetail, VersionSummary } from '@linkflow/contracts';
import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { isApiError } from '../../../api/api-error';
import { keys } from '../../../api/keys';
import { publishLink } from '../../../api/links';
import type { DraftSession } from '../../../canvas/editor/use-draft-session';
import { useCanvas } from '../../../canvas/store/canvas-context';
import { useTexts } from '../../../i18n';
import { useErrorSentence } from '../../../shared/errors';
import { toast } from '../../../shared/toast';
import { linkPageTexts } from './link-page.texts';
import { PublishChanges } from './publish-changes';
import { PublishProblems } from './publish-problems';
import { useDraftChanges } from './use-draft-changes';

interface Props {
  opened: boolean;
  onClose: () => void;
  link: LinkDetail;
  session: DraftSession;
}

/** What publishing would change, what is in its way, and a note for the list of versions. */
export function PublishDialog({ opened, onClose, link, session }: Props) {
  const t = useTexts(linkPageTexts);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('publish.title', { name: link.name })}
      size="md"
      centered
    >
      {opened && <PublishForm onClose={onClose} link={link} session={session} />}
    </Modal>
  );
}

function PublishForm({ onClose, link, session }: Omit<Props, 'opened'>) {
  const t = useTexts(linkPageTexts);
  const [note, setNote] = useState('');
  const { saved, conflict } = useStore(session.sync.state);
  const here = useCanvas((state) => state.changes);
  const problems = useCanvas((state) => state.problems);
  const changes = useDraftChanges(link);
  const { publish, busy, failure, unchanged } = usePublish(link, session, onClose);

  const { sync } = session;
  useEffect(() => {
    void sync.flush();
  }, [sync]);
  // The conflict has a dialog of its own, which must not lie below this one.
  useEffect(() => {
    if (conflict) onClose();
  }, [conflict, onClose]);

  const errors = problems.filter((problem) => problem.severity === 'error');
  const nothingNew = unchanged || changes?.count === 0;
  const saving = here !== saved;
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
        <Alert color="red" variant="light" role="alert" p="sm">
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
          {t(nothingNew || errors.length > 0 ? 'publish.close' : 'publish.cancel')}
        </Button>
        {!nothingNew && (
          <Button
            loading={busy}
            disabled={errors.length > 0 || saving}
            onClick={() => void publish(note)}
            data-testid="publish-submit"
          >
            {t('publish.submit')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function usePublish(link: LinkDetail, session: DraftSession, onDone: () => void) {
  const t = useTexts(linkPageTexts);
  const sentence = useErrorSentence();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [unchanged, setUnchanged] = useState(false);

  const done = async (version: VersionSummary) => {
    client.setQueryData<LinkDetail>(keys.links.detail(link.id), (old) =>
      old ? { ...old, liveVersion: version.number, changed: false } : old,
    );
    onDone();
    toast(t('publish.done', { version: version.number }));
    await client.invalidateQueries({ queryKey: keys.links.all });
  };
  const publish = async (note: string) => {
    setBusy(true);
    setFailure(null);
    try {
      await session.sync.flush();
      const { base } = session.sync.state.getState();
      await done(
        await publishLink(link.id, { revision: base, ...(note.trim() !== '' && { note: note.trim() }) }),
      );
    } catch (error) {
      if (isApiError(error, 'version.unchanged')) setUnchanged(true);
      else setFailure(isApiError(error, 'draft.stale') ? t('publish.stale') : sentence(error));
    } finally {
      setBusy(false);
    }
  };
  return { publish, busy, failure, unchanged };
}
