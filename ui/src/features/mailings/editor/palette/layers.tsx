import type { Block } from '@linkflow/contracts';
import { Text, UnstyledButton } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useRef, type KeyboardEvent } from 'react';
import { useTexts } from '../../../../i18n';
import { useMergeWords } from '../../../../shared/merge-text/merge-facts';
import { editorTexts } from '../editor.texts';
import { wordsOf } from '../model/words';
import { blockKey } from '../stage/block-keys';
import { useMailEditor, useMailStore } from '../store/use-mail-editor';
import { BLOCK_ICONS } from './block-icons';
import classes from './palette.module.css';

/** The blocks of the message as an outline, in the order in which they are read. The same keys work as on the message. */
export function Layers() {
  const t = useTexts(editorTexts);
  const blocks = useMailEditor(({ document }) => document.blocks);
  if (blocks.length === 0) {
    return (
      <Text size="xs" c="dimmed" px={14}>
        {t('palette.noLayers')}
      </Text>
    );
  }
  return (
    <ul className={classes.layers} aria-label={t('palette.layers')}>
      {blocks.map((block) => (
        <Layer key={block.id} block={block} />
      ))}
    </ul>
  );
}

function Layer({ block }: { block: Block }) {
  const t = useTexts(editorTexts);
  const words = useMergeWords();
  const store = useMailStore();
  const button = useRef<HTMLButtonElement>(null);
  const isSelected = useMailEditor(({ selected }) => selected === block.id);
  const Icon = BLOCK_ICONS[block.type];
  const said = words(wordsOf(block));
  const onKeyDown = (event: KeyboardEvent) => {
    const done = blockKey(store, block.id, event);
    if (done !== null) event.preventDefault();
    if (done !== 'done') return;
    // The focus stays in the outline, on the block that is selected now.
    store.setState({ focus: null });
    const outline = button.current?.closest(`.${classes.layers}`);
    requestAnimationFrame(() => outline?.querySelector<HTMLElement>('[aria-current="true"]')?.focus());
  };
  return (
    <li>
      <UnstyledButton
        ref={button}
        className={classes.layer}
        aria-current={isSelected || undefined}
        onKeyDown={onKeyDown}
        onClick={() => {
          store.commands.select(block.id);
          document
            .querySelector(`[data-block-id="${block.id}"]`)
            ?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
        }}
      >
        <Icon size={15} stroke={1.6} aria-hidden />
        <span className={classes.layerName}>{said === '' ? t(`types.${block.type}`) : said}</span>
        {block.hiddenOn.length > 0 && <IconEyeOff size={13} aria-hidden />}
      </UnstyledButton>
      {block.type === 'columns' && (
        <ul className={classes.innerLayers}>
          {block.columns.map((column, index) => (
            <li key={index}>
              <span className={classes.columnName}>{t('palette.column', { number: index + 1 })}</span>
              <ul className={classes.innerLayers}>
                {column.blocks.map((inner) => (
                  <Layer key={inner.id} block={inner} />
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
