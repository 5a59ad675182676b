import type { MailingDetail } from '@linkflow/contracts';
import { ActionIcon, SegmentedControl, Tooltip, VisuallyHidden } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconDeviceDesktop,
  IconDeviceMobile,
  IconEye,
  type Icon,
} from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTexts } from '../../../i18n';
import { confirmDanger } from '../../../shared/confirm';
import { Dialog } from '../../../shared/dialog';
import { mailingTexts } from '../mailings.texts';
import { MessagePreview } from '../preview/message-preview';
import { RecipientSelect, type Reader } from '../preview/recipient-select';
import type { Message } from '../use-message';
import { editorTexts } from './editor.texts';
import classes from './mail-editor.module.css';
import { SaveControls } from './save-controls';
import { useMailEditor, useMailStore } from './store/use-mail-editor';

interface EditorBarProps {
  mailing: MailingDetail;
  message: Message;
  reader: Reader | null;
  onReader: (reader: Reader | null) => void;
  /** Shown first, such as buttons that open the palette in small windows. */
  children?: ReactNode;
}

/** Undo and redo, as whom and at which width the message is shown, how it is written, and whether it is saved. */
export function EditorBar({ mailing, message, reader, onReader, children }: EditorBarProps) {
  const t = useTexts(editorTexts);
  const store = useMailStore();
  const { commands } = store;
  const device = useMailEditor((state) => state.device);
  const history = useMailEditor((state) => state.history);
  return (
    <div className={classes.bar} role="toolbar" aria-label={t('bar.label')}>
      {children}
      <BarButton
        icon={IconArrowBackUp}
        label={t('bar.undo')}
        disabled={history.undo.length === 0 || reader !== null}
        onClick={commands.undo}
      />
      <BarButton
        icon={IconArrowForwardUp}
        label={t('bar.redo')}
        disabled={history.redo.length === 0 || reader !== null}
        onClick={commands.redo}
      />
      <div className={classes.as}>
        <RecipientSelect
          mailingId={mailing.id}
          recipients={mailing.recipients}
          placeholder={t('bar.asNobody')}
          value={reader}
          onChange={onReader}
        />
      </div>
      <SegmentedControl
        size="xs"
        aria-label={t('bar.device')}
        value={device}
        onChange={(next) => store.setState({ device: next === 'phone' ? 'phone' : 'screen' })}
        data={[
          { value: 'screen', label: <DeviceLabel icon={IconDeviceDesktop} name={t('bar.screen')} /> },
          { value: 'phone', label: <DeviceLabel icon={IconDeviceMobile} name={t('bar.phone')} /> },
        ]}
      />
      <PreviewButton mailing={mailing} message={message} />
      <div className={classes.barEnd}>
        <WrittenAs message={message} />
        <SaveControls message={message} />
      </div>
    </div>
  );
}

interface BarButtonProps {
  icon: Icon;
  label: string;
  disabled?: boolean;
  onClick: () => void;
}

export function BarButton({ icon: BarIcon, label, disabled = false, onClick }: BarButtonProps) {
  return (
    <Tooltip label={label} openDelay={500}>
      <ActionIcon
        className={classes.barButton}
        variant="subtle"
        color="gray"
        size={30}
        aria-label={label}
        // Stays focusable, so that the focus is not lost when there is nothing more to undo.
        data-disabled={disabled || undefined}
        aria-disabled={disabled}
        onClick={() => !disabled && onClick()}
      >
        <BarIcon size={18} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

function DeviceLabel({ icon: DeviceIcon, name }: { icon: Icon; name: string }) {
  return (
    <span className={classes.device} title={name}>
      <DeviceIcon size={16} stroke={1.7} aria-hidden />
      <VisuallyHidden>{name}</VisuallyHidden>
    </span>
  );
}

/** Opens the message as recipients read it, also as plain text and without pictures. */
function PreviewButton({ mailing, message }: Pick<EditorBarProps, 'mailing' | 'message'>) {
  const t = useTexts(mailingTexts);
  const [opened, setOpened] = useState(false);
  const label = t('content.preview');
  return (
    <>
      <BarButton icon={IconEye} label={label} onClick={() => setOpened(true)} />
      <Dialog opened={opened} onClose={() => setOpened(false)} title={label} size={820}>
        {opened && (
          <div className={classes.previewDialog}>
            <MessagePreview mailing={mailing} content={message} />
          </div>
        )}
      </Dialog>
    </>
  );
}

/** Switches from blocks to HTML, after a question: there is no way back. */
function WrittenAs({ message }: { message: Message }) {
  const t = useTexts(editorTexts);
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('bar.writing')}
      value="blocks"
      onChange={(next) => {
        if (next !== 'html') return;
        confirmDanger({
          title: t('toHtml.title'),
          text: t('toHtml.text'),
          confirm: t('toHtml.confirm'),
          onConfirm: message.writeHtml,
        });
      }}
      data={[
        { value: 'blocks', label: t('bar.blocks') },
        { value: 'html', label: t('bar.html') },
      ]}
    />
  );
}
