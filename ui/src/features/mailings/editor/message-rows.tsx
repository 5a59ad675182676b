import { mergeParts } from '@linkflow/workflow';
import { useTexts } from '../../../i18n';
import { MergeTextField } from '../../../shared/merge-text/merge-text-field';
import type { Message } from '../use-message';
import { editorTexts } from './editor.texts';
import classes from './mail-editor.module.css';

/** What inboxes show before a message is opened: its subject and its preheader, with their lengths. */
export function MessageRows({ message }: { message: Message }) {
  return (
    <div className={classes.rows}>
      <Row name="subject" message={message} />
      <Row name="preheader" message={message} />
    </div>
  );
}

function Row({ name, message }: { name: 'subject' | 'preheader'; message: Message }) {
  const t = useTexts(editorTexts);
  return (
    <div className={classes.row}>
      <span className={classes.rowLabel} aria-hidden>
        {t(`bar.${name}`)}
      </span>
      <MergeTextField
        className={classes.rowField}
        label={t(`bar.${name}`)}
        labelHidden
        size="xs"
        lazily
        maxLength={250}
        placeholder={name === 'preheader' ? t('bar.preheaderHint') : undefined}
        data-field={name}
        value={message[name]}
        onChange={(text) => message.edit({ [name]: text })}
      />
      <span className={classes.rowLength}>{t('bar.length', { count: lengthOf(message[name]) })}</span>
    </div>
  );
}

/** The characters of a text that are the same for everybody: without its merge fields. */
const lengthOf = (text: string): number =>
  mergeParts(text).reduce((sum, part) => sum + (typeof part === 'string' ? [...part].length : 0), 0);
