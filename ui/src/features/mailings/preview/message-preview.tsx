import { ROUTES, type MailingDetail, type RenderedMessage } from '@linkflow/contracts';
import { SegmentedControl, Skeleton, Switch, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../../api/client';
import { routeKey } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { LoadFailure } from '../../../shared/load-failure';
import { MessageFrame } from '../message-frame';
import type { MessageContent } from '../message-content';
import classes from './preview.module.css';
import { mailingTexts } from '../mailings.texts';
import { RecipientSelect, type Reader } from './recipient-select';

/** Widths of the frame, px: a usual window of a mail program, and a usual phone. */
const WIDTHS = { desktop: 700, phone: 390 } as const;
/** The preview follows the author's changes after this time without one. */
const FOLLOW_MS = 400;

const VIEWS = ['message', 'text', 'source'] as const;
type View = (typeof VIEWS)[number];

interface MessagePreviewProps {
  mailing: Pick<MailingDetail, 'id' | 'recipients'>;
  /** What is shown: the saved content, or what is not saved yet. */
  content: MessageContent;
  /** As whom it is read at first; null: the first recipient. */
  reader?: Reader | null;
}

/**
 * A message as one recipient reads it: on a screen or a phone, with or without pictures, as plain text, or its HTML. Its links cannot be
 * clicked, so that a colleague does not act as the recipient by mistake.
 */
export function MessagePreview({ mailing, content, reader: first = null }: MessagePreviewProps) {
  const t = useTexts(mailingTexts);
  const [reader, setReader] = useState(first);
  const [view, setView] = useState<View>('message');
  const [device, setDevice] = useState<keyof typeof WIDTHS>('desktop');
  const [images, setImages] = useState(true);
  const query = useRendered(mailing.id, content, reader);
  return (
    <div className={classes.preview}>
      <div className={classes.bar}>
        <RecipientSelect
          mailingId={mailing.id}
          recipients={mailing.recipients}
          value={reader}
          onChange={setReader}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('preview.view')}
          value={view}
          onChange={(next) => setView(VIEWS.find((each) => each === next) ?? 'message')}
          data={VIEWS.map((value) => ({ value, label: t(`preview.${value}`) }))}
        />
        {view === 'message' && (
          <>
            <SegmentedControl
              size="xs"
              aria-label={t('preview.width')}
              value={device}
              onChange={(next) => setDevice(next === 'phone' ? 'phone' : 'desktop')}
              data={[
                { value: 'desktop', label: t('preview.desktop') },
                { value: 'phone', label: t('preview.phone') },
              ]}
            />
            <Switch
              size="xs"
              label={t('preview.images')}
              checked={images}
              onChange={(event) => setImages(event.currentTarget.checked)}
            />
          </>
        )}
      </div>
      {query.error ? (
        <LoadFailure error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data ? (
        <Rendered message={query.data} view={view} width={WIDTHS[device]} images={images} />
      ) : (
        <Skeleton className={classes.waiting} />
      )}
    </div>
  );
}

/** The content as a recipient reads it, with what is not saved yet. */
export function useRendered(mailingId: string, content: MessageContent, reader: Reader | null) {
  const [{ subject, preheader, html, blocks }] = useDebouncedValue(content, FOLLOW_MS);
  const params = { id: mailingId };
  const body = {
    subject,
    preheader,
    recipientId: reader?.id ?? null,
    ...(blocks ? { blocks } : { html }),
  };
  return useQuery({
    queryKey: [...routeKey(ROUTES.mailings.render, { params }), body],
    queryFn: ({ signal }) => call(ROUTES.mailings.render, { params, body, signal }),
    placeholderData: keepPreviousData,
  });
}

interface RenderedProps {
  message: RenderedMessage;
  view: View;
  width: number;
  images: boolean;
}

function Rendered({ message: { subject, html, text, bytes }, view, width, images }: RenderedProps) {
  const t = useTexts(mailingTexts);
  return (
    <>
      <div className={classes.head}>
        <Text size="sm" lineClamp={1} title={subject}>
          {t('preview.subject')}: <strong>{subject}</strong>
        </Text>
        <Text size="xs" c="dimmed" flex="none">
          {t('preview.size', { size: Math.ceil(bytes / 1_000) })}
        </Text>
      </div>
      {view === 'message' ? (
        <div className={classes.stage}>
          <MessageFrame className={classes.frame} title={subject} html={html} width={width} images={images} />
        </div>
      ) : (
        // A long text is scrolled by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre className={classes.written} data-source={view === 'source' || undefined} tabIndex={0}>
          {view === 'source' ? html : text || t('preview.noText')}
        </pre>
      )}
      {view === 'message' && (
        <Text size="xs" c="dimmed">
          {t('preview.inert')}
        </Text>
      )}
    </>
  );
}
