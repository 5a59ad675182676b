import type { MailingDetail } from '@linkflow/contracts';
import { Button, Skeleton, Text } from '@mantine/core';
import { useTexts } from '../../../i18n';
import { LoadFailure } from '../../../shared/load-failure';
import { MessageFrame } from '../message-frame';
import { useRendered } from '../preview/message-preview';
import type { Reader } from '../preview/recipient-select';
import type { Message } from '../use-message';
import { editorTexts } from './editor.texts';
import classes from './mail-editor.module.css';
import { widthOn } from './stage/message-look';
import { useMailEditor } from './store/use-mail-editor';

interface AsRecipientProps {
  mailing: MailingDetail;
  message: Message;
  reader: Reader;
  onBack: () => void;
}

/** The message as one recipient gets it, with what is not saved yet, at the chosen width. */
export function AsRecipient({ mailing, message, reader, onBack }: AsRecipientProps) {
  const t = useTexts(editorTexts);
  const device = useMailEditor((state) => state.device);
  const query = useRendered(mailing.id, message, reader);
  return (
    <div className={classes.asRecipient}>
      <div className={classes.asHead}>
        <Text size="sm">{t('bar.asShown', { name: reader.name })}</Text>
        <Button size="compact-xs" variant="default" onClick={onBack}>
          {t('bar.asNobody')}
        </Button>
      </div>
      {query.error ? (
        <LoadFailure error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data ? (
        <MessageFrame
          className={classes.asFrame}
          title={t('bar.asTitle', { name: reader.name })}
          html={query.data.html}
          // The frame has borders, and phones are narrower than 480 px.
          width={widthOn(device) + 2}
        />
      ) : (
        <Skeleton className={classes.asFrame} width={widthOn(device)} />
      )}
    </div>
  );
}
