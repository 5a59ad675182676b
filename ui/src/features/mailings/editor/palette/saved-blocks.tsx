import { useDraggable } from '@dnd-kit/react';
import { ROUTES, type SavedBlock } from '@linkflow/contracts';
import { ActionIcon, UnstyledButton } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useCan } from '../../../../api/session';
import { useCommand } from '../../../../api/use-route';
import { useTexts } from '../../../../i18n';
import { deletion } from '../../../../shared/confirm';
import { editorTexts } from '../editor.texts';
import { dragIdOf } from '../stage/drag-sources';
import { useMailStore } from '../store/use-mail-editor';
import { BLOCK_ICONS } from './block-icons';
import classes from './palette.module.css';

/** The blocks that colleagues saved, to use them again. */
export function SavedBlocks({ saved }: { saved: readonly SavedBlock[] }) {
  const t = useTexts(editorTexts);
  return (
    <section aria-labelledby="saved-blocks">
      <h2 id="saved-blocks" className={classes.heading}>
        {t('palette.saved')}
      </h2>
      {saved.length === 0 && <p className={classes.hint}>{t('palette.savedNone')}</p>}
      {saved.map((one) => (
        <SavedItem key={one.id} saved={one} />
      ))}
    </section>
  );
}

function SavedItem({ saved }: { saved: SavedBlock }) {
  const t = useTexts(editorTexts);
  const store = useMailStore();
  const { ref } = useDraggable({ id: dragIdOf({ saved: saved.id }) });
  const mayRemove = useCan()(ROUTES.savedBlocks.remove);
  const remove = useCommand(ROUTES.savedBlocks.remove);
  const Icon = BLOCK_ICONS[saved.block.type];
  const ask = deletion({
    text: t('palette.removeSavedText'),
    confirm: t('stage.remove'),
    request: (id) => remove.mutateAsync({ params: { id } }),
  });
  return (
    <div className={classes.saved}>
      <UnstyledButton
        ref={ref}
        className={classes.savedName}
        title={saved.name}
        aria-label={t('palette.add', { type: saved.name })}
        onClick={() => store.getState().dragged === null && store.commands.addCopy(saved.block)}
      >
        <Icon size={16} stroke={1.5} aria-hidden />
        <span>{saved.name}</span>
      </UnstyledButton>
      {mayRemove && (
        <ActionIcon
          className={classes.removeSaved}
          variant="subtle"
          color="gray"
          size={24}
          aria-label={t('palette.removeSaved', { name: saved.name })}
          onClick={() => ask(saved)}
        >
          <IconTrash size={14} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}
