import { Button, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { NodeDescriptor } from '@linkflow/contracts';
import { useLanguage, useTexts } from '../../i18n';
import type { MirroredDraft } from '../model/draft-mirror';
import { hourMinute } from '../model/times';
import { sentencesLike } from '../model/sentences-like';
import { useCanvasStore } from '../store/canvas-context';
import { savingTexts } from '../texts/saving';
import { draftOf } from './draft-sync';
import classes from './kept-draft.module.css';
import type { DraftSession } from './use-draft-session';
import { useReadOnlyCanvas, WorkflowView } from './workflow-view';

interface Props {
  session: DraftSession;
  catalogue: readonly NodeDescriptor[];
}

/** One's own version that was laid aside in a conflict: to look at, to use after all, or to throw away. */
export function KeptDraft({ session, catalogue }: Props) {
  const t = useTexts(savingTexts);
  const language = useLanguage();
  const canvas = useCanvasStore();
  // A conflict that ends is the moment when something may have been laid aside.
  useStore(session.sync.state, (state) => state.conflict);
  const [, again] = useState(0);
  const [looking, setLooking] = useState(false);
  const draft = session.kept.read();
  if (!draft) return null;

  const drop = () => {
    session.kept.clear(draft.page);
    setLooking(false);
    again((count) => count + 1);
  };
  const use = () => {
    canvas.getState().replace(draftOf(draft));
    drop();
  };
  const when = hourMinute(language, draft.at);
  return (
    <div className={classes.bar} role="status">
      <Text size="sm">{t('kept.text', { when })}</Text>
      <Group gap={4}>
        <Button size="compact-xs" variant="subtle" onClick={() => setLooking(true)}>
          {t('kept.look')}
        </Button>
        <Button size="compact-xs" variant="subtle" onClick={use}>
          {t('kept.use')}
        </Button>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={drop}>
          {t('kept.drop')}
        </Button>
      </Group>
      <Modal
        opened={looking}
        onClose={() => setLooking(false)}
        title={t('kept.title', { when })}
        size="90%"
        classNames={{ body: classes.look }}
      >
        {looking && <Look draft={draft} catalogue={catalogue} />}
      </Modal>
    </div>
  );
}

function Look({ draft, catalogue }: { draft: MirroredDraft; catalogue: readonly NodeDescriptor[] }) {
  const present = useCanvasStore();
  const [sentences] = useState(() => sentencesLike(draft.document, present.getState()));
  const store = useReadOnlyCanvas({ ...draftOf(draft), sentences }, catalogue);
  return <WorkflowView store={store} />;
}
