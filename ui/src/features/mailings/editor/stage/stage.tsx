import { Text } from '@mantine/core';
import { type RefObject, useEffect } from 'react';
import { useTexts } from '../../../../i18n';
import { usePrefetched } from '../../../../shared/lazy-parts';
import { editorTexts } from '../editor.texts';
import { WHOLE_MESSAGE } from '../store/mail-editor-store';
import { useMailEditor, useMailStore, useRequestedFocus } from '../store/use-mail-editor';
import { AddBlockMenu } from './add-block-menu';
import { BlockList } from './block-list';
import { WRITERS } from './block-view';
import { useMessageStyle, widthOn } from './message-look';
import classes from './stage.module.css';

/**
 * The message as it will look, on the colour of its page: 600 px wide, or as on a phone. It is white in the dark scheme, too, as in most mail
 * programs.
 */
export function Stage({ stage }: { stage: RefObject<HTMLDivElement | null> }) {
  const t = useTexts(editorTexts);
  const store = useMailStore();
  const blocks = useMailEditor(({ document }) => document.blocks);
  const pageColour = useMailEditor(({ document }) => document.styles.pageColour);
  const device = useMailEditor((state) => state.device);
  const isDropPlace = useMailEditor(({ dropPlace }) => dropPlace !== null);
  const style = useMessageStyle();
  useRequestedFocus(WHOLE_MESSAGE, () => stage.current);
  usePrefetched(WRITERS);
  useEffect(() => () => store.setState({ writing: null }), [store]);
  const width = widthOn(device);
  return (
    <div
      ref={stage}
      className={classes.stage}
      style={{ background: pageColour }}
      data-testid="mail-stage"
      data-device={device}
      role="region"
      aria-label={t('stage.label')}
      aria-describedby="mail-stage-keys"
      // Takes the focus when its last block was deleted.
      tabIndex={-1}
      onPointerDown={({ target, currentTarget }) => {
        if (target === currentTarget) store.commands.select(null);
      }}
    >
      <span id="mail-stage-keys" hidden>
        {t('stage.keys')}
      </span>
      <div className={classes.message} style={{ ...style, width }}>
        {blocks.length === 0 ? (
          <div className={classes.empty} data-drop={isDropPlace || undefined}>
            <Text size="sm" maw={300}>
              {t('stage.empty')}
            </Text>
            <AddBlockMenu wide place={{ column: null, index: 0 }} label={t('stage.addFirst')} />
          </div>
        ) : (
          <BlockList column={null} blocks={blocks} room={width} />
        )}
      </div>
    </div>
  );
}
