import type { MailingDetail } from '@linkflow/contracts';
import { Alert, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useFormat, useTexts } from '../i18n';
import { CodeArea } from '../shared/code-area';
import { confirmDanger } from '../shared/confirm';
import { losesInTextEditor } from '../shared/rich-text/message-html';
import { mailingTexts } from './mailings.texts';
import classes from './mailing-page.module.css';
import type { Message } from './use-message';

const RichText = lazy(async () => ({ default: (await import('../shared/rich-text')).RichText }));

interface ContentTabProps {
  mailing: MailingDetail;
  message: Message;
}

/** The text of the message, as text or as HTML. HTML that the text editor would spoil opens as HTML. */
export function ContentTab({ mailing, message }: ContentTabProps) {
  const t = useTexts(mailingTexts);
  const lossy = losesInTextEditor(message.html);
  const [view, setView] = useState<'text' | 'html'>(lossy ? 'html' : 'text');
  useHotkeys([['mod+S', () => (message.dirty && !message.saving ? message.save() : undefined)]], [], true);
  const openText = () => setView('text');
  const change = (next: string) => {
    if (next !== 'text') setView('html');
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
          ]}
        />
        <Group gap="sm">
          <Text size="xs" c="dimmed" role="status">
            {message.saving ? t('content.saving') : message.dirty ? t('content.unsaved') : t('content.saved')}
          </Text>
          <Button
            size="xs"
            leftSection={<IconDeviceFloppy size={15} aria-hidden />}
            disabled={!message.dirty}
            loading={message.saving}
            onClick={message.save}
          >
            {t('content.save')}
          </Button>
        </Group>
      </Group>
      <StaleNotice message={message} />
      {view === 'text' ? (
        <Suspense fallback={<div className={classes.editorWait} aria-busy />}>
          <RichText label={t('content.textLabel')} value={message.html} onChange={message.edit} />
        </Suspense>
      ) : (
        <div className={classes.source}>
          <CodeArea
            breakLines
            aria-label={t('content.sourceLabel')}
            description={lossy ? t('content.lossy') : undefined}
            value={message.html}
            onChange={message.edit}
          />
          <iframe
            className={classes.preview}
            title={mailing.subject}
            // Nothing in the message may run or reach this page.
            sandbox=""
            srcDoc={message.html}
          />
        </div>
      )}
      <Text size="xs" c="dimmed">
        {t('content.hint', {
          firstName: '{{contact.firstName}}',
          lastName: '{{contact.lastName}}',
        })}
      </Text>
    </div>
  );
}

/** Somebody else saved first: nothing of either is lost until one decides. */
function StaleNotice({ message }: { message: Message }) {
  const t = useTexts(mailingTexts);
  const format = useFormat();
  if (!message.stale) return null;
  const { by, at } = message.stale;
  return (
    <Alert
      color="yellow"
      variant="light"
      role="alert"
      p="sm"
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
