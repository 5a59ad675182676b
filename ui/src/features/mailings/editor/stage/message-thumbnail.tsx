import { MAIL_WIDTH, type BlockDocument } from '@linkflow/contracts';
import { useState } from 'react';
import { createMailEditorStore } from '../store/mail-editor-store';
import { MailEditorProvider } from '../store/use-mail-editor';
import { BlockView } from './block-view';
import { COLUMN_GAP, columnWidths, useMessageStyle } from './message-look';
import classes from './stage.module.css';

interface MessageThumbnailProps {
  document: BlockDocument;
  /** px */
  width: number;
}

/** A small picture of a message. It says nothing to screen readers. */
export function MessageThumbnail({ document, width }: MessageThumbnailProps) {
  const [store] = useState(() =>
    createMailEditorStore({
      mailingId: '',
      document,
      onChange: () => undefined,
      nextId: () => '',
      now: () => 0,
      words: { 'view-online': '', subscriptions: '', unsubscribe: '' },
    }),
  );
  return (
    <MailEditorProvider store={store}>
      <Message document={document} width={width} />
    </MailEditorProvider>
  );
}

function Message({ document, width }: MessageThumbnailProps) {
  const style = useMessageStyle();
  return (
    <div className={classes.thumbnail} style={{ width }} aria-hidden inert>
      <div style={{ ...style, width: MAIL_WIDTH, scale: width / MAIL_WIDTH, transformOrigin: '0 0' }}>
        {document.blocks.map((block) =>
          block.type === 'columns' ? (
            <div
              key={block.id}
              className={classes.columns}
              style={{
                padding: `${block.paddingY}px ${block.paddingX}px`,
                background: block.background ?? undefined,
                gap: COLUMN_GAP,
              }}
            >
              {block.columns.map(({ blocks }, index) => {
                const room = columnWidths(block, MAIL_WIDTH, 'screen')[index] ?? 0;
                return (
                  <div key={index} style={{ width: room }}>
                    {blocks.map((inner) => (
                      <BlockView key={inner.id} block={inner} room={room} />
                    ))}
                  </div>
                );
              })}
            </div>
          ) : (
            <BlockView key={block.id} block={block} room={MAIL_WIDTH} />
          ),
        )}
      </div>
    </div>
  );
}
