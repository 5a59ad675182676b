import { ROUTES, type MailingDetail } from '@linkflow/contracts';
import { Skeleton } from '@mantine/core';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useCan } from '../../api/session';
import { lazyPart } from '../../shared/lazy-parts';
import { LoadedMergeFacts, MESSAGE_GROUPS } from '../../shared/merge-text/loaded-merge-facts';
import type { MailEditorStore } from './editor/store/mail-editor-store';
import { type Place, usePlace } from './jump';
import classes from './mailing-page.module.css';
import { ReadOnlyNotice, useIsEditable } from './sending/editable';
import type { Message } from './use-message';

const waiting = <Skeleton className={classes.wholePreview} width="auto" m="md" />;
const MailEditor = lazyPart(async () => (await import('./editor/mail-editor')).MailEditor, waiting);
const HtmlContent = lazyPart(async () => (await import('./editor/html-content')).HtmlContent, waiting);
const MessagePreview = lazyPart(
  async () => (await import('./preview/message-preview')).MessagePreview,
  waiting,
);

interface ContentTabProps {
  mailing: MailingDetail;
  message: Message;
  /** Keeps the state of the block editor while another tab is shown. */
  editor: RefObject<MailEditorStore | null>;
}

/**
 * The message: made of blocks or written as HTML. Users who may not change it see it as recipients do, and so does everybody once it is being
 * sent.
 */
export function ContentTab({ mailing, message, editor }: ContentTabProps) {
  const mayEdit = useCan()(ROUTES.mailings.update);
  const isEditable = useIsEditable(mailing);
  const [jump, setJump] = useState<Place | null>(null);
  const area = useRef<HTMLDivElement>(null);
  usePlace('content', setJump);
  useEffect(() => {
    if (jump?.field === undefined) return;
    area.current?.querySelector<HTMLElement>(`[data-field="${jump.field}"] [role="textbox"]`)?.focus();
  }, [jump]);
  if (!mayEdit || !isEditable) {
    return (
      <div className={classes.content}>
        {!isEditable && <ReadOnlyNotice />}
        <MessagePreview mailing={mailing} content={message} />
      </div>
    );
  }
  return (
    <div ref={area} className="lf-fill">
      <LoadedMergeFacts groups={MESSAGE_GROUPS}>
        {message.blocks ? (
          <MailEditor mailing={mailing} message={message} blocks={message.blocks} jump={jump} kept={editor} />
        ) : (
          <HtmlContent mailing={mailing} message={message} jump={jump} />
        )}
      </LoadedMergeFacts>
    </div>
  );
}
