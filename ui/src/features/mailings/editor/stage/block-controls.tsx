import { useDraggable } from '@dnd-kit/react';
import type { Block } from '@linkflow/contracts';
import { Tooltip, UnstyledButton } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconGripVertical,
  IconTrash,
  type Icon,
} from '@tabler/icons-react';
import { useTexts } from '../../../../i18n';
import { gripPointerSensor, itemKeyboardSensor } from '../../../../shared/drag';
import { editorTexts } from '../editor.texts';
import { stepOf } from '../model/moves';
import { placeOf } from '../model/places';
import type { BlockControl } from '../store/mail-editor-store';
import { useMailEditor, useMailStore } from '../store/use-mail-editor';
import { AddBlockMenu } from './add-block-menu';
import { dragIdOf } from './drag-sources';
import classes from './stage.module.css';

interface BlockControlsProps {
  block: Block;
  /** The type of the block, in words. */
  type: string;
}

const GRIP_SENSORS = [gripPointerSensor, itemKeyboardSensor];

/** What can be done with the selected block: the grip in the left gutter, the buttons in the right one, and a plus on its lower edge. */
export function BlockControls({ block, type }: BlockControlsProps) {
  const t = useTexts(editorTexts);
  const { commands } = useMailStore();
  const { ref } = useDraggable({ id: dragIdOf({ block: block.id }), sensors: GRIP_SENSORS });
  const blocks = useMailEditor(({ document }) => document.blocks);
  const place = placeOf(blocks, block.id);
  return (
    <>
      <div className={classes.leftGutter}>
        <UnstyledButton
          ref={ref}
          className={classes.grip}
          aria-label={t('stage.drag', { type })}
          data-control="drag"
        >
          <IconGripVertical size={16} aria-hidden />
        </UnstyledButton>
      </div>
      <div className={classes.rightGutter} role="group" aria-label={type}>
        <Control
          control="up"
          icon={IconArrowUp}
          disabled={!stepOf(blocks, block.id, 'up')}
          onClick={() => commands.step(block.id, 'up', 'up')}
        />
        <Control
          control="down"
          icon={IconArrowDown}
          disabled={!stepOf(blocks, block.id, 'down')}
          onClick={() => commands.step(block.id, 'down', 'down')}
        />
        <Control control="copy" icon={IconCopy} onClick={() => commands.duplicate(block.id, 'copy')} />
        <Control control="remove" icon={IconTrash} onClick={() => commands.remove(block.id)} />
      </div>
      {place && (
        <div className={classes.lowerEdge}>
          <AddBlockMenu place={{ ...place, index: place.index + 1 }} label={t('stage.addBelow')} />
        </div>
      )}
    </>
  );
}

interface ControlProps {
  control: Exclude<BlockControl, 'add' | 'drag'>;
  icon: Icon;
  disabled?: boolean;
  onClick: () => void;
}

function Control({ control, icon: ControlIcon, disabled = false, onClick }: ControlProps) {
  const t = useTexts(editorTexts);
  const label = t(`stage.${control}`);
  return (
    <Tooltip label={label} position="right" openDelay={500}>
      <UnstyledButton
        className={classes.control}
        aria-label={label}
        data-control={control}
        disabled={disabled}
        onClick={onClick}
      >
        <ControlIcon size={16} stroke={1.7} aria-hidden />
      </UnstyledButton>
    </Tooltip>
  );
}
