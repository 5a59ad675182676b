import { mailCutText, ROUTES, type MailingDetail } from '@linkflow/contracts';
import { Alert, Button, Group, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { useCan } from '../../api/session';
import { routeQuery } from '../../api/use-route';
import { useFormat, useText, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { CodeArea } from '../../shared/code-area';
import { confirmDanger } from '../../shared/confirm';
import { lazyComponent } from '../../shared/lazy-parts';
import { LoadFailure } from '../../shared/load-failure';
import { LoadedMergeFacts, MESSAGE_GROUPS } from '../../shared/merge-text/loaded-merge-facts';
import { htmlInWords } from '../../shared/merge-text/merge-document';
import { useMergeWords } from '../../shared/merge-text/merge-facts';
import { losesInTextEditor } from '../../shared/rich-text/message-html';
import classes from './mailing-page.module.css';
import { mailingTexts } from './mailings.texts';
import { MessageFrame } from './message-frame';
import type { Message } from './use-message';

const RichText = lazyComponent(async () => (await import('../../shared/rich-text/rich-text')).RichText);

type View = 'text' | 'html' | 'preview';

interface ContentTabProps {
  mailing: MailingDetail;
  message: Message;
}

/**
 * Edits the message in the rich-text editor or as HTML source. If the rich-text editor would drop parts of the message, the preview is
 * opened first. Users who may not change it see the message.
 */
export function ContentTab(props: ContentTabProps) {
  const mayEdit = useCan()(ROUTES.mailings.update);
  return (
    <LoadedMergeFacts groups={MESSAGE_GROUPS} of={mayEdit ? undefined : [props.message.html]}>
      {mayEdit ? (
        <EditableContent {...props} />
      ) : (
        <div className={classes.content}>
          <Preview {...props} />
        </div>
      )}
    </LoadedMergeFacts>
  );
}

function EditableContent({ mailing, message }: ContentTabProps) {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  const words = useMergeWords();
  const lossy = losesInTextEditor(message.html);
  const [view, setView] = useState<View>(lossy ? 'preview' : 'text');
  useHotkeys([['mod+S', () => (message.dirty && !message.saving ? message.save() : undefined)]], [], true);
  const openText = () => setView('text');
  const change = (next: string) => {
    if (next === 'html' || next === 'preview') setView(next);
    else if (!lossy) openText();
    else {
      confirmDanger({
        title: t('content.lossyTitle'),
        text: t('content.lossyText'),
        confirm: t('content.lossyAnyway'),
        onConfirm: openText,
      });
    }
  };
  return (
    <div className={classes.content}>
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
        <Group gap="sm">
          <Text size="xs" c="dimmed" role="status">
            {message.saving ? c('saving') : message.dirty ? t('content.unsaved') : t('content.saved')}
          </Text>
          <Button
            size="xs"
            leftSection={<IconDeviceFloppy size={15} aria-hidden />}
            disabled={!message.dirty}
            loading={message.saving}
            onClick={message.save}
          >
            {c('save')}
          </Button>
        </Group>
      </Group>
      <StaleNotice message={message} />
      {view === 'text' && (
        <Suspense fallback={<div className={classes.editorWait} aria-busy />}>
          <RichText label={t('content.textLabel')} value={message.html} onChange={message.edit} />
        </Suspense>
      )}
      {view === 'html' && (
        <div className={classes.source}>
          <CodeArea
            breakLines
            aria-label={t('content.sourceLabel')}
            value={message.html}
            onChange={message.edit}
          />
          <MessageFrame title={t('content.preview')} html={htmlInWords(message.html, words)} />
        </div>
      )}
      {view === 'preview' && <Preview mailing={mailing} message={message} />}
      {lossy && view === 'preview' && (
        <Text size="xs" c="dimmed">
          {t('content.lossy')}
        </Text>
      )}
      {view !== 'preview' && (
        <Text size="xs" c="dimmed">
          {t('content.hint')}
        </Text>
      )}
      {!message.dirty && <RemovedParts mailing={mailing} />}
    </div>
  );
}

/**
 * Shows the saved message as the first recipient sees it. While there are unsaved changes, it shows the edited HTML, in which merge
 * fields are shown by their names.
 */
function Preview({ mailing, message }: ContentTabProps) {
  const t = useTexts(mailingTexts);
  const words = useMergeWords();
  const saved = routeQuery(ROUTES.mailings.preview, { params: { id: mailing.id } });
  const query = useQuery({
    ...saved,
    queryKey: [...saved.queryKey, mailing.revision],
    enabled: !message.dirty,
  });
  if (query.error && !message.dirty) {
    return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
  }
  const html = message.dirty ? htmlInWords(message.html, words) : query.data?.html;
  return html === undefined ? (
    <Skeleton className={classes.wholePreview} />
  ) : (
    <MessageFrame className={classes.wholePreview} title={t('content.preview')} html={html} />
  );
}

/** Lists what is taken out of the saved message when it is sent or shown. */
function RemovedParts({ mailing }: Pick<ContentTabProps, 'mailing'>) {
  const t = useTexts(mailingTexts);
  const words = useText();
  if (mailing.removed.length === 0) return null;
  return (
    <Alert color="yellow" title={t('content.removed')}>
      <ul>
        {mailing.removed.map(({ code, line, what }, index) => (
          <li key={index}>
            {t('content.line', { line })}: {words(mailCutText(code))}. <code>{what}</code>
          </li>
        ))}
      </ul>
    </Alert>
  );
}

/** Shown if a save failed because a colleague saved first. The user decides which of the two texts to keep. */
function StaleNotice({ message }: { message: Message }) {
  const t = useTexts(mailingTexts);
  const format = useFormat();
  if (!message.stale) return null;
  const { by, at } = message.stale;
  return (
    <Alert
      color="yellow"
      role="alert"
      title={
        by && at ? t('content.stale', { name: by, time: format.relative(at) }) : t('content.staleUnknown')
      }
    >
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={message.loadTheirs}>
          {t('content.loadTheirs')}
        </Button>
        <Button size="xs" variant="default" onClick={message.keepMine}>
          {t('content.keepMine')}
        </Button>
      </Group>
    </Alert>
  );
}
