import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { useStore } from 'zustand';
import { TRIGGER } from '@linkflow/contracts';
import type { DraftConflict, MergeSide } from '@linkflow/workflow';
import { useSession } from '../../api/session';
import { useFormat, useText, useTexts } from '../../i18n';
import { MergeFacts } from '../../shared/merge-text/merge-facts';
import { useFactsAt } from '../inspector/condition/facts';
import { titleOf } from '../model/nodes';
import { useCanvasShallow } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import { savingTexts } from '../texts/saving';
import classes from './conflict-dialog.module.css';
import { ConflictSideText } from './conflict-side';
import type { DraftSession } from './draft-session';
import type { SyncConflict } from './draft-sync';

/**
 * Dialog that is open while there is a save conflict: another user or tab changed the same. Asks for each part whose change holds. It
 * cannot be dismissed, because nothing is saved until then.
 */
export function ConflictDialog({ session }: { session: DraftSession }) {
  const t = useTexts(savingTexts);
  const conflict = useStore(session.sync.state, (state) => state.conflict);
  return (
    <Modal
      opened={conflict !== null}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t('dialog.title')}
      size="lg"
    >
      {conflict && <Questions key={conflict.theirs.revision} session={session} conflict={conflict} />}
    </Modal>
  );
}

function Questions({ session, conflict }: { session: DraftSession; conflict: SyncConflict }) {
  const t = useTexts(savingTexts);
  const format = useFormat();
  const me = useSession()?.userId;
  const [choices, setChoices] = useState<ReadonlyMap<string, MergeSide>>(new Map());
  const { theirs, conflicts } = conflict;
  const isOwn = theirs.savedBy.id === me;
  const labels = {
    mine: t('dialog.mine'),
    theirs: isOwn ? t('dialog.otherWindow') : t('dialog.theirs', { name: theirs.savedBy.name }),
  };
  const chooseAll = (side: MergeSide) => setChoices(new Map(conflicts.map(({ id }) => [id, side])));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void session.sync.resolve(choices);
      }}
    >
      <Stack gap="md" data-testid="conflict">
        <Text size="sm">
          {t(isOwn ? 'dialog.own' : 'dialog.text', {
            name: theirs.savedBy.name,
            when: format.relative(theirs.savedAt),
          })}
        </Text>
        {conflicts.length > 1 && (
          <Group gap="xs">
            <Button size="compact-sm" variant="default" onClick={() => chooseAll('mine')}>
              {t('dialog.allMine')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => chooseAll('theirs')}>
              {t('dialog.allTheirs')}
            </Button>
          </Group>
        )}
        {conflicts.map((one, index) => (
          <Question
            key={one.id}
            conflict={one}
            theirs={theirs}
            labels={labels}
            first={index === 0}
            choice={choices.get(one.id)}
            onChoose={(side) => setChoices(new Map([...choices, [one.id, side]]))}
          />
        ))}
        <Group justify="flex-end">
          <Button
            type="submit"
            disabled={conflicts.some(({ id }) => !choices.has(id))}
            data-testid="conflict-save"
          >
            {t('dialog.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface QuestionProps {
  conflict: DraftConflict;
  theirs: SyncConflict['theirs'];
  labels: Readonly<Record<MergeSide, string>>;
  first: boolean;
  choice: MergeSide | undefined;
  onChoose: (side: MergeSide) => void;
}

function Question({ conflict, labels, first, choice, onChoose, ...rest }: QuestionProps) {
  const name = useId();
  const title = useQuestionTitle(conflict, rest.theirs);
  return (
    <Radio.Group
      name={name}
      label={title}
      value={choice ?? null}
      onChange={(value) => onChoose(value === 'mine' ? 'mine' : 'theirs')}
      data-testid="conflict-question"
    >
      <Stack gap={6} mt={6}>
        {(['mine', 'theirs'] as const).map((side) => (
          <div key={side} className={classes.side}>
            <Radio
              value={side}
              label={labels[side]}
              aria-describedby={`${name}-${side}`}
              data-autofocus={(first && side === 'mine') || undefined}
            />
            <div id={`${name}-${side}`} className={classes.words}>
              <SideText conflict={conflict} side={side} {...rest} />
            </div>
          </div>
        ))}
      </Stack>
    </Radio.Group>
  );
}

function useQuestionTitle(conflict: DraftConflict, theirs: SyncConflict['theirs']): string {
  const t = useTexts(savingTexts);
  const c = useTexts(canvasTexts);
  const text = useText();
  const canvas = useCanvasShallow(({ document, catalogue }) => ({ document, catalogue }));
  if (conflict.about === 'url') return t('dialog.address');
  if (conflict.about === 'size') return t('dialog.size');
  const mine = titleOf(canvas, conflict.nodeId, text);
  return (
    mine || titleOf({ ...canvas, document: theirs.document }, conflict.nodeId, text) || c('node.unknown')
  );
}

interface SideTextProps {
  conflict: DraftConflict;
  side: MergeSide;
  theirs: SyncConflict['theirs'];
}

function SideText({ conflict, side, theirs }: SideTextProps): ReactNode {
  const t = useTexts(savingTexts);
  const { document, catalogue, sentences } = useCanvasShallow((state) => ({
    document: state.document,
    catalogue: state.catalogue,
    sentences: state.sentences,
  }));
  const facts = useFactsAt(conflict.about === 'node' && conflict.mine.node ? conflict.nodeId : TRIGGER);
  if (conflict.about === 'url') return conflict[side];
  if (conflict.about === 'size') return t('dialog.sizeSide', { count: conflict[side] });
  const { nodeId } = conflict;
  const sentence = (side === 'mine' ? sentences : theirs.sentences)[nodeId];
  return (
    <MergeFacts facts={facts}>
      <ConflictSideText
        side={conflict[side]}
        other={conflict[side === 'mine' ? 'theirs' : 'mine'].node}
        sentence={sentence}
        documents={[document, theirs.document]}
        catalogue={catalogue}
      />
    </MergeFacts>
  );
}
