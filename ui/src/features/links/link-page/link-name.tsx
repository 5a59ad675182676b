import type { LinkDetail } from '@linkflow/contracts';
import { TextInput } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { useLinkActions } from '../../../api/links';
import { useTexts } from '../../../i18n';
import { toastError } from '../../../shared/toast';
import classes from './link-page.module.css';
import { linkPageTexts } from './link-page.texts';

interface Props {
  link: Pick<LinkDetail, 'id' | 'name'>;
  editing: boolean;
  onEditing: (editing: boolean) => void;
}

/** The name as the headline of the page; a click makes it a field. */
export function LinkName({ link, editing, onEditing }: Props) {
  const t = useTexts(linkPageTexts);
  if (editing) return <NameField link={link} onDone={() => onEditing(false)} />;
  return (
    <h1 style={{ margin: 0, minWidth: 0 }}>
      <button
        type="button"
        className={classes.name}
        title={t('renameAction')}
        onClick={() => onEditing(true)}
      >
        {link.name}
      </button>
    </h1>
  );
}

function NameField({ link, onDone }: { link: Props['link']; onDone: () => void }) {
  const t = useTexts(linkPageTexts);
  const { update } = useLinkActions();
  const [name, setName] = useState(link.name);
  const keep = () => {
    const next = name.trim();
    onDone();
    if (next !== '' && next !== link.name) {
      update.mutateAsync({ id: link.id, name: next }).catch(toastError);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') keep();
    if (event.key === 'Escape') onDone();
  };
  return (
    <TextInput
      className={classes.nameField}
      size="sm"
      value={name}
      maxLength={200}
      aria-label={t('rename')}
      ref={focusAndSelect}
      onChange={(event) => setName(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={keep}
    />
  );
}

/** Called once, when the field appears; a stable function, so that typing does not select everything again. */
function focusAndSelect(input: HTMLInputElement | null): void {
  input?.focus();
  input?.select();
}
