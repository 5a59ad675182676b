import type { Block } from '@linkflow/contracts';
import { Fragment } from 'react';
import { useTexts } from '../../../../i18n';
import { editorTexts } from '../editor.texts';
import type { ColumnRef } from '../model/places';
import { useMailEditor } from '../store/use-mail-editor';
import { AddBlockMenu } from './add-block-menu';
import { BlockFrame } from './block-frame';
import classes from './stage.module.css';

interface BlockListProps {
  /** The column whose blocks these are; null for those of the message. */
  column: ColumnRef | null;
  blocks: readonly Block[];
  /** Width of the message or column, px. */
  room: number;
}

/** The blocks of the message or of a column, with a line where a dragged block would be dropped. */
export function BlockList({ column, blocks, room }: BlockListProps) {
  const t = useTexts(editorTexts);
  const dropIndex = useMailEditor(({ dropPlace }) =>
    dropPlace && isSame(dropPlace.column, column) ? dropPlace.index : null,
  );
  const dragged = useMailEditor((state) => state.dragged?.id ?? null);
  // Places are counted without the dragged block.
  const indexes = blocks.map((_, at) => blocks.slice(0, at).filter(({ id }) => id !== dragged).length);
  const last = blocks.filter(({ id }) => id !== dragged).length;
  return (
    <ol
      className={classes.list}
      aria-label={column ? t('palette.column', { number: column.index + 1 }) : t('stage.label')}
      data-blocks
      data-column-of={column?.blockId}
      data-column={column?.index}
    >
      {blocks.map((block, at) => (
        <Fragment key={block.id}>
          {dropIndex === indexes[at] && block.id !== dragged && <DropLine />}
          <BlockFrame block={block} room={room} />
        </Fragment>
      ))}
      {dropIndex === last && <DropLine />}
      {blocks.length === 0 && column && (
        <li className={classes.emptyColumn}>
          <span>{t('stage.emptyColumn')}</span>
          <AddBlockMenu
            place={{ column, index: 0 }}
            label={t('stage.addToColumn', { number: column.index + 1 })}
          />
        </li>
      )}
    </ol>
  );
}

const DropLine = () => <li role="presentation" className={classes.dropLine} data-testid="drop-line" />;

const isSame = (one: ColumnRef | null, other: ColumnRef | null): boolean =>
  one?.blockId === other?.blockId && one?.index === other?.index;
