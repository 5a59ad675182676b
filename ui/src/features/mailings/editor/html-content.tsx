import type { MailingDetail } from '@linkflow/contracts';
import { Group, SegmentedControl, Text } from '@mantine/core';
import { Suspense, useState } from 'react';
import { useTexts } from '../../../i18n';
import { confirmDanger } from '../../../shared/confirm';
import { lazyComponent } from '../../../shared/lazy-parts';
import { htmlInWords } from '../../../shared/merge-text/merge-document';
import { useMergeWords } from '../../../shared/merge-text/merge-facts';
import { losesInTextEditor } from '../../../shared/rich-text/message-html';
import type { Place as Jump } from '../jump';
import pageClasses from '../mailing-page.module.css';
import { mailingTexts } from '../mailings.texts';
import { MessageFrame } from '../message-frame';
import { MessagePreview } from '../preview/message-preview';
import { MailReview } from '../review/mail-review';
import type { Message } from '../use-message';
import classes from './mail-editor.module.css';
import { HtmlSource } from './html-source';
import { MessageRows } from './message-rows';
import { MessageNotices, SaveControls } from './save-controls';
import { UnsubscribeOffer } from './unsubscribe-offer';

const RichText = lazyComponent(async () => (await import('../../../shared/rich-text/rich-text')).RichText);

const VIEWS = ['text', 'html', 'preview'] as const;
type View = (typeof VIEWS)[number];

interface HtmlContentProps {
  mailing: MailingDetail;
  message: Message;
  /** What the user has jumped to: a line of the HTML, a field, or a missing link for unsubscribing (`add`). */
  jump: Jump | null;
}

/**
 * Edits a message that is written as HTML: as formatted text, or as source with its preview beside it. If the text editor would drop parts
 * of the message, the preview is opened first.
 */
export function HtmlContent({ mailing, message, jump }: HtmlContentProps) {
  const t = useTexts(mailingTexts);
  const words = useMergeWords();
  const lossy = losesInTextEditor(message.html);
  const [view, setView] = useState<View>(lossy ? 'preview' : 'text');
  const [arrived, setArrived] = useState<Jump | null>(null);
  const [offersUnsubscribe, setOffersUnsubscribe] = useState(false);
  if (arrived !== jump) {
    setArrived(jump);
    if (jump?.add !== undefined) setOffersUnsubscribe(true);
    if (jump?.line !== undefined) setView('html');
  }
  const change = (next: string) => {
    const wanted = VIEWS.find((each) => each === next) ?? 'html';
    if (wanted !== 'text' || !lossy) {
      setView(wanted);
      return;
    }
    confirmDanger({
      title: t('content.lossyTitle'),
      text: t('content.lossyText'),
      confirm: t('content.lossyAnyway'),
      onConfirm: () => setView('text'),
    });
  };
  return (
    <div className={classes.html}>
      <MessageRows message={message} />
      <div className={pageClasses.content}>
        <Group justify="space-between" gap="xs">
          <SegmentedControl
            size="xs"
            value={view}
            onChange={change}
            data={[
              { value: 'text', label: t('content.visual') },
              { value: 'html', label: t('content.source') },
              { value: 'preview', label: t('content.preview') },
            ]}
          />
          <SaveControls message={message} />
        </Group>
        <MessageNotices message={message} />
        {offersUnsubscribe && <UnsubscribeOffer message={message} />}
        {view === 'text' && (
          <Suspense fallback={<div className={pageClasses.editorWait} aria-busy />}>
            <RichText
              label={t('content.textLabel')}
              value={message.html}
              onChange={(html) => message.edit({ html })}
            />
          </Suspense>
        )}
        {view === 'html' && (
          <div className={pageClasses.source}>
            <HtmlSource message={message} jump={jump} />
            <MessageFrame title={t('content.preview')} html={htmlInWords(message.html, words)} />
          </div>
        )}
        {view === 'preview' && <MessagePreview mailing={mailing} content={message} />}
        {view === 'text' && (
          <Text size="xs" c="dimmed">
            {t('content.hint')}
          </Text>
        )}
        {lossy && view === 'preview' && (
          <Text size="xs" c="dimmed">
            {t('content.lossy')}
          </Text>
        )}
        <MailReview mailing={mailing} message={message} />
      </div>
    </div>
  );
}
